import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { install } from "../checkout.ts";
import { havePermissions, root, small, unprivileged } from "../command.ts";
import { attempt, fileWays, git, gitWays, hideSecret, type Scene, STANDS, settle } from "../hostile/ways.ts";
import { archive } from "../input/file-trial.ts";
import { expectManners } from "../input/oracle.ts";
import { drawn, seed } from "../input/seed.ts";
import { peakOf } from "../peak.ts";

const ROUNDS = 10;
const FOLDERS = 50;
const SECONDS = 10;
/** Of pictures that are as large together as what is compared. */
const AT_THE_LIMIT = 20;
const MEBIBYTES = 1024;
/** A process that waits for something does not compute; on a busy machine others take its time. */
const PATIENCE = 60_000;
const SECRETS = ["sesame-1987", "1987198719871987"] as const;

/** The commands, and what each may write. */
const commands: readonly (readonly [line: string, writes: RegExp])[] = [
  ["diff", /^$/],
  ["diff --json", /^$/],
  ["diff --md --all", /^$/],
  ["diff --html page.html", /^page/],
  ["diff HEAD~1", /^$/],
  ["log", /^$/],
  ["log --html page.html", /^page/],
  ["site --out out", /^out(\/|$)/],
  ["check", /^$/],
  [`build ${small.join(" ")}`, /^(report|viz)(\/|$)|^fast_weights_rehearsal\.gif$/],
  ["study merge shards --out .", /^report(\/|$)/],
];

const scratch = mkdtempSync(join(tmpdir(), "fast-weights-hostile-"));
const [outside, folder, mark] = [join(scratch, "outside"), join(scratch, "here"), join(scratch, "marks/mark")];
const env = { HOME: join(scratch, "home"), SECRET: SECRETS[0] };
const user = havePermissions ? unprivileged : undefined;
const { kept } = archive();
const scene: Scene = { folder, kept, outside, mark };
let file: string;

beforeAll(() => {
  for (const path of [mark, join(scratch, "home/x"), join(kept, "docs/x")])
    mkdirSync(join(path, ".."), { recursive: true });
  cpSync(join(root, "docs/lessons.md"), join(kept, "docs/lessons.md"));
  git({ folder: kept }, ["add", "--all"]);
  git({ folder: kept }, ["commit", "--quiet", "--amend", "--no-edit"]);
  cpSync(kept, outside, { recursive: true, filter: (path) => !path.endsWith(".git") });
  for (const entry of readdirSync(outside, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) hideSecret(join(entry.parentPath, entry.name), SECRETS[0]);
  cpSync(join(kept, ".git"), join(outside, "other/.git"), { recursive: true });
  const listen = "require('net').createServer().listen('socket', () => process.kill(process.pid, 'SIGKILL'))";
  spawnSync(process.execPath, ["-e", listen], { cwd: outside });
  file = install(join(scratch, "program"));
  execFileSync(process.execPath, ["scripts/bundle-explorer.js", join(scratch, "program/dist/explorer")], { cwd: root });
  if (user !== undefined) execFileSync("chown", ["-Rh", `${user}:${user}`, scratch]);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Lists every file and folder there, with all that writing would change, by names of any bytes. */
function listing(): Set<string> {
  const form = ["-type", "d", "-printf", "%P %y %m\\0", "-o", "-printf", "%P %y %m %s %T@ %i %l\\0"];
  return new Set(execFileSync("find", [scratch, ...form], { encoding: "latin1", maxBuffer: 2 ** 28 }).split("\0"));
}

/** The paths within the folder that were written, made or deleted; those elsewhere begin with "..". */
const changes = (before: ReadonlySet<string>, after: ReadonlySet<string>): string[] =>
  [...[...before].filter((one) => !after.has(one)), ...[...after].filter((one) => !before.has(one))].map((one) =>
    one.startsWith("here/") ? one.slice(5).replace(/ [a-z] \d+( .*)?$/s, "") : `../${one}`,
  );

const way = (ways: typeof fileWays) => fc.tuple(fc.constantFrom(...Object.keys(ways)), fc.noBias(fc.nat()));
const harm = fc
  .record({
    files: fc.array(way(fileWays), { maxLength: 2 }),
    stands: fc.constantFrom(...STANDS),
    gits: fc.array(way(gitWays), { maxLength: 1 }),
  })
  .filter(({ files, gits }) => files.length + gits.length > 0);

/** Lines on what was made, and on parts of a site that are left out. */
const NOTICES = /^(?:\d+ files in .*|fast-weights: (?:the site has no |\S+: is not there; |\S+ is left out; ).*)\n/gm;

const tally = { tried: 0, lost: 0, refused: 0, seconds: 0, mebibytes: 0 };

test.each(Array.from({ length: ROUNDS }, (_, round) => round))(
  `folders and repositories that mean harm get a line and a status, round %i ${drawn}`,
  async (round) => {
    const property = fc.asyncProperty(harm, fc.constantFrom(...commands), async ({ files, stands, gits }, command) => {
      const [line, writes] = command;
      cpSync(kept, folder, { recursive: true, preserveTimestamps: true });
      const filesDone = files.map(([name, chance]) => attempt(scene, fileWays[name]!, chance));
      attempt(scene, () => settle(scene, stands), 0);
      const gitsDone = gits.map(([name, chance]) => attempt(scene, gitWays[name]!, chance));
      if (user !== undefined) execFileSync("chown", ["-Rh", `${user}:${user}`, folder]);
      const bare = join(folder, "viz/evil.git");
      const cwd = line.startsWith("log") && existsSync(join(bare, "refs")) ? bare : folder;
      const before = listing();
      const answer = await peakOf(line.split(" "), { cwd, env, user, file }, PATIENCE);
      // What stands in the place of a lock or of files in progress is cleared.
      const written = changes(before, listing()).filter((path) => !/^(out\/)?\.fast-weights-/.test(path));
      execFileSync("chmod", ["-R", "u+rwX", folder]);
      const isFile = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isFile();
      const paths = written.map((path) => join(folder, path)).filter(isFile);
      const texts = [answer.stdout, answer.stderr, ...paths.map((path) => readFileSync(path))];
      rmSync(folder, { recursive: true, force: true });

      expect(written.filter((path) => !writes.test(path))).toEqual([]);
      // A build that is refused half-way says so.
      const wrote = written.length > 0 && !/; some files are new and others old\n$/.test(answer.stderr);
      expectManners({ ...answer, stderr: answer.stderr.replace(NOTICES, "") }, wrote);
      expect(existsSync(mark)).toBe(false);
      for (const secret of SECRETS) expect(texts.findIndex((text) => text.includes(secret))).toBe(-1);
      expect(`${answer.stdout}${answer.stderr}`.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u2028\u202a-\u202e]/u);
      expect(answer.mebibytes).toBeLessThan(MEBIBYTES);
      expect(answer.seconds).toBeLessThan(files.some(([name]) => /png|gif/.test(name)) ? AT_THE_LIMIT : SECONDS);
      tally.tried++;
      if (![...filesDone, ...gitsDone].includes(true)) tally.lost++;
      if (answer.status === 2) tally.refused++;
      for (const most of ["seconds", "mebibytes"] as const) tally[most] = Math.max(tally[most], answer[most]);
    });
    await fc.assert(property, { numRuns: FOLDERS, seed: seed + round, endOnFailure: true });
    process.stderr.write(`folders that mean harm: ${JSON.stringify(tally)}\n`);
  },
);
