import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, test } from "vitest";
import { moduleOf } from "../scripts/text-modules.js";
import { putInPlace } from "../src/files/output-folder.ts";
import { type Ended, emptyFolder, filesIn, havePermissions, root, unprivileged } from "./command.ts";
import { smallOutputs, TestRepository } from "./diff/repository.ts";

const small = [
  "--dim",
  "4",
  "--n-pairs",
  "3",
  "--n-a-sweeps",
  "2",
  "--n-b-sweeps",
  "2",
  "--n-rehearse-sweeps",
  "1",
  "--sweep",
  "1",
];
const committedProgram = join(root, "dist/cli.cjs");

let outputs: Map<string, string | Uint8Array>;
/** The same at another seed. */
let reseeded: Map<string, string | Uint8Array>;
/** What a build of the small settings writes, as bytes. */
let expected: Map<string, Buffer>;
beforeAll(async () => {
  outputs = await smallOutputs();
  reseeded = await smallOutputs({ seed: 5 });
  const sorted = [...outputs].sort(([a], [b]) => (a < b ? -1 : 1));
  expected = new Map(sorted.map(([path, content]) => [path, Buffer.from(content)]));
});

function repositoryOfTwo(): TestRepository {
  const repository = new TestRepository();
  for (const changes of [outputs, reseeded]) repository.commit(changes);
  return repository;
}

interface Circumstances {
  readonly cwd: string;
  readonly program?: string;
  /** Instead of the environment of the tests. */
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
}

/** A program run to its end, with nothing to read and nobody at a terminal. */
function run(
  words: readonly string[],
  { cwd, program = committedProgram, env = process.env, uid }: Circumstances,
): Promise<Ended> {
  return ended(process.execPath, [program, ...words], { cwd, env, ...(uid === undefined ? {} : { uid, gid: uid }) });
}

function ended(
  file: string,
  words: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv; uid?: number; gid?: number },
): Promise<Ended> {
  const child = spawn(file, words, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  return new Promise((resolve) => {
    child.on("close", (status) => resolve({ status: status ?? -1, stdout, stderr }));
  });
}

const built = { status: 0, stdout: expect.any(String), stderr: expect.stringMatching(/^11 files in \d+\.\d s\n$/) };
const current = { status: 0, stdout: "All 11 files are what the program makes.\n", stderr: "" };

/** The bundled program as it lies in an installed package, in a folder of one's own. @returns its path */
function installIn(folder: string): string {
  mkdirSync(join(folder, "dist"), { recursive: true });
  for (const { name } of readdirSync(join(root, "dist"), { withFileTypes: true }).filter((one) => one.isFile())) {
    cpSync(join(root, "dist", name), join(folder, "dist", name));
  }
  for (const name of ["templates", "package.json"]) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  return join(folder, "dist/cli.cjs");
}

test("program, working folder and output in paths with spaces, other alphabets and characters that mean something in addresses", async () => {
  const place = join(emptyFolder(), "Wiederholung – 復習 'a b' #1 %20 ıİ");
  const program = installIn(place);
  const cwd = join(place, "работа & mehr");
  mkdirSync(cwd);
  const here = { cwd, program };
  expect(await run(["build", "--out", "ein Ordner", ...small], here)).toEqual(built);
  expect(filesIn(join(cwd, "ein Ordner"))).toEqual(expected);
  expect(await run(["check", "--out", "ein Ordner"], here)).toEqual(current);
  // Worker threads are started from an address, and shards lie in folders.
  const shard = ["study", "waiting", "--seeds", "2", "--shard", "1/1", "--out", "Teile é", "--workers", "1"];
  expect(await run(shard, here)).toMatchObject({ status: 0, stdout: expect.stringContaining("Teile é") });
  expect(await run(["study", "merge", "Teile é", "--out", "ein Ordner"], here)).toMatchObject({
    status: 0,
    stderr: "",
  });
  expect(existsSync(join(cwd, "ein Ordner/report/studies/waiting.json"))).toBe(true);
  expect(await run(["site", "--out", "../eine Seite"], { program, cwd: join(cwd, "ein Ordner") })).toMatchObject({
    status: 0,
    stderr: "",
  });
  expect(existsSync(join(cwd, "eine Seite/index.html"))).toBe(true);
});

/** An environment with the little that a process cannot do without, and what a test is about. */
const bare = (given: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const { PATH, SystemRoot, TEMP, TMP } = process.env;
  return { PATH, SystemRoot, TEMP, TMP, ...given };
};

test("every command says and writes the same in Turkish on Kiritimati, in C and UTC, and with no locale at all", async () => {
  const repository = repositoryOfTwo();
  const commands = [
    ["run", "--json", ...small],
    ["run", "--dim", "4", "--n-pairs", "3", "--sweep", "2", "--json"],
    ["study", "--list"],
    ["--help"],
    ["diff", "HEAD~1", "HEAD", "--all"],
    ["diff", "HEAD~1", "HEAD", "--md"],
    ["run", "--dim", "İ"],
  ];
  const turkish = { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", LANGUAGE: "tr", TZ: "Pacific/Kiritimati" };
  const said = [turkish, { LC_ALL: "C", TZ: "UTC" }, {}].map(async (given) => {
    const answers: Ended[] = [];
    for (const words of commands) answers.push(await run(words, { cwd: repository.folder, env: bare(given) }));
    return answers;
  });
  const [first, ...others] = await Promise.all(said);
  expect(first!.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0, 0, 2]);
  for (const other of others) expect(other).toEqual(first);
});

it("needs no home: not one that is a file, nor one that is not there", async () => {
  const home = join(root, "package.json");
  const cwd = emptyFolder();
  const env = bare({ HOME: home, USERPROFILE: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: "/nonexistent" });
  expect(await run(["build", ...small], { cwd, env })).toEqual(built);
  expect(filesIn(cwd)).toEqual(expected);
});

describe.runIf(havePermissions)("a checkout that cannot be written", () => {
  /** Program and outputs, for everybody to read and for nobody to write. */
  function readOnlyCheckout(): { folder: string; program: string } {
    const folder = emptyFolder();
    const program = installIn(folder);
    putInPlace(outputs, folder);
    const repository = new TestRepository(folder);
    repository.git("add", ...outputs.keys());
    repository.git("commit", "--quiet", "--message", "outputs");
    execFileSync("chmod", ["-R", "a+rX,a-w", folder]);
    return { folder, program };
  }

  function writableFolder(): string {
    const folder = emptyFolder();
    chmodSync(folder, 0o755);
    if (unprivileged !== undefined) chownSync(folder, unprivileged, unprivileged);
    return folder;
  }

  it("is enough for everything that goes elsewhere, and stays as it is", async () => {
    const { folder, program } = readOnlyCheckout();
    const elsewhere = writableFolder();
    // A repository of somebody else's is read only by who says so.
    const trusting = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "safe.directory", GIT_CONFIG_VALUE_0: "*" };
    const env = bare({ HOME: "/nonexistent", ...trusting });
    const before = filesIn(folder.concat("/report"));
    const here = { cwd: folder, program, env, ...(unprivileged === undefined ? {} : { uid: unprivileged }) };
    try {
      expect(await run(["run", ...small.slice(0, -2)], here)).toMatchObject({ status: 0, stderr: "" });
      expect(await run(["build", "--out", join(elsewhere, "built"), ...small], here)).toEqual(built);
      expect(filesIn(join(elsewhere, "built"))).toEqual(expected);
      expect(await run(["check"], here)).toEqual(current);
      expect(await run(["site", "--out", join(elsewhere, "site")], here)).toMatchObject({ status: 0, stderr: "" });
      expect(await run(["diff"], here)).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^Nothing changed/),
        stderr: "",
      });
      const study = ["study", "waiting", "--seeds", "2", "--workers", "1", "--out", elsewhere];
      expect(await run(study, here)).toMatchObject({ status: 0 });
      expect(readdirSync(elsewhere).sort()).toEqual([".studies", "built", "report", "site"]);
      // What would go here is refused at once, in a line.
      for (const words of [["build", ...small], ["site"], ["study", "waiting", "--seeds", "2"]]) {
        expect(await run(words, here)).toEqual({
          status: 1,
          stdout: "",
          stderr: expect.stringMatching(/^fast-weights: --out "[^"]+": must be a folder that can be written\n$/),
        });
      }
    } finally {
      execFileSync("chmod", ["-R", "u+w", folder]);
    }
    expect(filesIn(folder.concat("/report"))).toEqual(before);
    expect(readdirSync(folder).sort()).toEqual([
      ".git",
      "dist",
      "fast_weights_rehearsal.gif",
      "node_modules",
      "package.json",
      "report",
      "templates",
      "viz",
    ]);
  });
});

describe("nobody at a terminal", () => {
  it("gets no colours, no cursor movements and no questions, whatever is wished", async () => {
    const cwd = repositoryOfTwo().folder;
    const study = ["study", "waiting", "--seeds", "2", "--workers", "1", "--out", "measured"];
    for (const env of [
      { NO_COLOR: "1", TERM: "dumb" },
      { COLORTERM: "truecolor", TERM: "xterm-256color" },
    ]) {
      for (const words of [["diff", "HEAD~1"], study]) {
        const { status, stdout, stderr } = await run(words, { cwd, env: bare(env) });
        expect(status).toBe(0);
        expect((stdout + stderr).replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
      }
    }
  });

  // Only there `script`, which lends a terminal, is called like this.
  it.runIf(process.platform === "linux" && existsSync("/usr/bin/script"))(
    "somebody at one gets colours, but not with NO_COLOR",
    async () => {
      const repository = new TestRepository();
      repository.commit(outputs);
      repository.write(
        new Map([["report/results.json", (outputs.get("report/results.json") as string).replace("32", "33")]]),
      );
      const atTerminal = (given: NodeJS.ProcessEnv) => {
        const words = ["-qec", `'${process.execPath}' '${committedProgram}' diff`, "/dev/null"];
        return ended("script", words, {
          cwd: repository.folder,
          env: bare({ TERM: "xterm-256color", SHELL: "/bin/sh", ...given }),
        });
      };
      const coloured = (await atTerminal({})).stdout;
      expect(coloured).toContain("\u001b[31m");
      const plain = (await atTerminal({ NO_COLOR: "1" })).stdout;
      expect(plain).toContain("other results at the same settings");
      expect(plain).not.toContain("\u001b");
    },
  );
});

// Windows has no such shell.
describe.skipIf(process.platform === "win32")("whoever reads has seen enough", () => {
  const piped = (words: string, reader: string, cwd: string) =>
    ended(
      "bash",
      ["-c", `'${process.execPath}' '${committedProgram}' ${words} | ${reader}; echo "status \${PIPESTATUS[0]}"`],
      { cwd },
    );

  it("as head -1 has, and true without a look: the program ends with status 0 and says nothing", async () => {
    const { folder } = repositoryOfTwo();
    for (const [words, start] of [
      ["run --json", "{"],
      ["run --sweep 100 --dim 4 --n-pairs 3 --json", "{"],
      ["run", "seed 0, dim 50"],
      ["study --list", ""],
      ["diff HEAD~1 HEAD --all", "HEAD~1 ("],
      ["diff HEAD~1 HEAD --md", "**HEAD"],
      ["--help", "Usage: fast-weights"],
    ] as const) {
      const [first, none] = await Promise.all(["head -1", "true"].map((reader) => piped(words, reader, folder)));
      expect(first, words).toEqual({ status: 0, stdout: expect.stringMatching(/^.*\nstatus 0\n$/), stderr: "" });
      expect(first!.stdout.startsWith(start), words).toBe(true);
      expect(none, words).toEqual({ status: 0, stdout: "status 0\n", stderr: "" });
    }
  });

  it("a build has written everything all the same", async () => {
    const cwd = emptyFolder();
    const { stdout, stderr } = await piped(`build ${small.join(" ")}`, "true", cwd);
    expect(stdout).toBe("status 0\n");
    expect(stderr).toMatch(/^(11 files in .*\n)?$/);
    expect(filesIn(cwd)).toEqual(expected);
  });

  it.runIf(existsSync("/dev/full"))("but a disk that is full is told of", async () => {
    const { stdout, stderr } = await ended(
      "bash",
      ["-c", `'${process.execPath}' '${committedProgram}' run > /dev/full; echo $?`],
      { cwd: emptyFolder() },
    );
    expect({ stdout, stderr }).toEqual({
      stdout: "1\n",
      stderr: expect.stringMatching(/^fast-weights: the output cannot be written, [^\n]*\n$/),
    });
  });
});

describe("a checkout with the ends of lines of another system", () => {
  const attributes = readFileSync(join(root, ".gitattributes"), "utf8");

  it("has the outputs byte for byte, as .gitattributes says, so that check and diff find nothing", async () => {
    const repository = new TestRepository();
    repository.commit(new Map<string, string | Uint8Array>([...outputs, [".gitattributes", attributes]]));
    const clone = join(emptyFolder(), "clone");
    repository.git("clone", "--quiet", "--config", "core.autocrlf=true", repository.folder, clone);
    for (const [path, content] of expected) expect(readFileSync(join(clone, path)).equals(content), path).toBe(true);
    expect(await run(["check"], { cwd: clone })).toEqual(current);
    expect(await run(["diff", "--exit-code"], { cwd: clone })).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Nothing changed/),
    });
  });

  // A source archive has no repository.
  it.runIf(existsSync(join(root, ".git")))("has every committed file byte for byte", () => {
    const clone = join(emptyFolder(), "clone");
    const git = (cwd: string, words: readonly string[], input?: string) =>
      execFileSync("git", words, { cwd, encoding: "utf8", input, stdio: ["pipe", "pipe", "ignore"] });
    git(root, ["clone", "--quiet", "--depth", "1", "--config", "core.autocrlf=true", `file://${root}`, clone]);
    const listed = git(clone, ["ls-files", "--stage"]).trimEnd().split("\n");
    const [ids, paths] = [listed.map((line) => line.split(" ")[1]), listed.map((line) => line.split("\t")[1]!)];
    const found = git(clone, ["hash-object", "--no-filters", "--stdin-paths"], `${paths.join("\n")}\n`)
      .trimEnd()
      .split("\n");
    expect(paths.filter((_, i) => found[i] !== ids[i])).toEqual([]);
    expect(paths.length).toBeGreaterThan(200);
  });

  const withCarriageReturns = (folder: string): void => {
    for (const [path, content] of filesIn(folder)) {
      writeFileSync(join(folder, path), content.toString().replaceAll("\r\n", "\n").replaceAll("\n", "\r\n"));
    }
  };

  it("makes the same of style sheets that have them", async () => {
    const folder = emptyFolder();
    const program = installIn(folder);
    withCarriageReturns(join(folder, "templates"));
    const cwd = emptyFolder();
    expect(await run(["build", ...small], { cwd, program })).toEqual(built);
    expect(filesIn(cwd)).toEqual(expected);
  });

  it("compiles the same of them", async () => {
    const folder = emptyFolder();
    cpSync(join(root, "templates"), folder, { recursive: true });
    withCarriageReturns(folder);
    const templates = [...filesIn(folder).keys()].filter((path) => path.endsWith(".hbs"));
    expect(templates.length).toBeGreaterThan(10);
    for (const path of templates) {
      expect(await moduleOf(join(folder, path))).toBe(await moduleOf(join(root, "templates", path)));
    }
  });

  it("makes the same explorer of them", () => {
    const cwd = emptyFolder();
    cpSync(join(root, "templates"), join(cwd, "templates"), { recursive: true });
    withCarriageReturns(join(cwd, "templates"));
    for (const name of ["src", "node_modules"]) symlinkSync(join(root, name), join(cwd, name), "junction");
    execFileSync(process.execPath, [join(root, "scripts/bundle-explorer.js"), "made"], { cwd });
    const [made, bundled] = [join(cwd, "made"), join(root, "dist/explorer")].map((folder) =>
      readFileSync(join(folder, "explore.html"), "utf8"),
    );
    expect(made === bundled).toBe(true);
  });
});
