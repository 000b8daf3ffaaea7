import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, test } from "vitest";
import { bundle, copyCheckout, install } from "./checkout.ts";
import {
  command,
  digestsOf,
  type Ended,
  emptyFolder,
  filesIn,
  havePermissions,
  partsLeftOut,
  program,
  root,
  shell,
  small,
  unprivileged,
} from "./command.ts";
import { sharedFolder, smallOutputs, TestRepository } from "./diff/repository.ts";
import { fill } from "./files/builds.ts";

let outputs: Map<string, string | Uint8Array>;
/** A repository of them and, after them, those at another seed, in which nothing is written. */
const ofTwo = sharedFolder();
beforeAll(async () => {
  outputs = await smallOutputs();
  new TestRepository(ofTwo).commit(outputs).commit(await smallOutputs({ seed: 5 }));
});

const expectOutputs = (folder: string) => expect(digestsOf(filesIn(folder))).toEqual(digestsOf(outputs));
const done = { status: 0, stderr: "" };
const built = { status: 0, stderr: expect.stringMatching(/^\d+ files in \d+\.\d s\n$/) };
const current = {
  status: 0,
  stdout: expect.stringMatching(/^All \d+ files are what the program makes\.\n$/),
  stderr: "",
};

/** An environment with the little that a process cannot do without, and what a test is about. */
const bare = (given: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const { PATH, SystemRoot, TEMP, TMP } = process.env;
  const none = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  return { ...none, PATH, SystemRoot, TEMP, TMP, ...given };
};

test("program, working folder and output in paths with spaces, other alphabets and characters that mean something in addresses", async () => {
  const place = join(emptyFolder(), "Wiederholung – 復習 'a b' #1 %20 ıİ");
  const file = install(place);
  const cwd = join(place, "работа & mehr");
  mkdirSync(cwd);
  const run = (...words: string[]) => command(words, { cwd, file });
  expect(await run("build", "--out", "ein Ordner", ...small)).toMatchObject(built);
  expectOutputs(join(cwd, "ein Ordner"));
  expect(await run("check", "--out", "ein Ordner")).toEqual(current);
  // Worker threads are started from an address, and shards lie in folders.
  const shard = ["study", "waiting", "--seeds", "2", "--shard", "1/1", "--out", "Teile é", "--workers", "1"];
  expect(await run(...shard)).toMatchObject({ status: 0, stdout: expect.stringContaining("Teile é") });
  expect(await run("study", "merge", "Teile é", "--out", "ein Ordner")).toMatchObject(done);
  expect(existsSync(join(cwd, "ein Ordner/report/studies/waiting.json"))).toBe(true);
  const site = await command(["site", "--out", "../eine Seite"], { file, cwd: join(cwd, "ein Ordner") });
  expect(site).toMatchObject({ ...done, stderr: partsLeftOut });
  expect(existsSync(join(cwd, "eine Seite/index.html"))).toBe(true);
});

test("every command says and writes the same in Turkish on Kiritimati, in C and UTC, and with no locale at all", async () => {
  const commands = [
    ["run", "--json", ...small],
    ["--help"],
    ["diff", "HEAD~1", "HEAD", "--all"],
    ["run", "--dim", "İ"],
  ];
  const turkish = { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", LANGUAGE: "tr", TZ: "Pacific/Kiritimati" };
  const said = [turkish, { LC_ALL: "C", TZ: "UTC" }, {}].map(async (given) => {
    const answers: Ended[] = [];
    for (const words of commands) answers.push(await command(words, { cwd: ofTwo, env: bare(given) }));
    return answers;
  });
  const [first, ...others] = await Promise.all(said);
  expect(first!.map(({ status }) => status)).toEqual([0, 0, 0, 2]);
  for (const other of others) expect(other).toEqual(first);
});

it("needs no home: not one that is a file, nor one that is not there", async () => {
  const home = join(root, "package.json");
  const cwd = emptyFolder();
  const env = bare({ HOME: home, USERPROFILE: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: "/nonexistent" });
  expect(await command(["build", ...small], { cwd, env })).toMatchObject(built);
  expectOutputs(cwd);
});

it.runIf(havePermissions)(
  "a checkout that cannot be written is enough for what goes elsewhere, and stays as it is",
  async () => {
    const [folder, elsewhere] = [emptyFolder(), emptyFolder()];
    const file = install(folder);
    fill(folder, outputs);
    const repository = new TestRepository(folder);
    repository.git("add", ...outputs.keys());
    repository.git("commit", "--quiet", "--message", "outputs");
    execFileSync("chmod", ["-R", "a+rX,a-w", folder]);
    if (unprivileged !== undefined) chownSync(elsewhere, unprivileged, unprivileged);
    chmodSync(elsewhere, 0o755);
    // A repository of somebody else's is read only by who says so.
    const home = emptyFolder();
    writeFileSync(join(home, ".gitconfig"), "[safe]\n\tdirectory = *\n");
    chmodSync(home, 0o755);
    const env = bare({ HOME: home });
    const run = (...words: string[]) => command(words, { cwd: folder, file, env, user: unprivileged });
    const names = readdirSync(folder);
    try {
      expect(await run("build", "--out", join(elsewhere, "built"), ...small)).toMatchObject(built);
      expectOutputs(join(elsewhere, "built"));
      expect(await run("check")).toEqual(current);
      expect(await run("site", "--out", join(elsewhere, "site"))).toMatchObject({ ...done, stderr: partsLeftOut });
      expect(await run("diff")).toMatchObject({ ...done, stdout: expect.stringMatching(/^Nothing changed/) });
      const study = await run("study", "waiting", "--seeds", "2", "--workers", "1", "--out", elsewhere);
      expect(study).toMatchObject({ status: 0 });
      expect(readdirSync(elsewhere).sort()).toEqual([".studies", "built", "report", "site"]);
      // What would go here is refused at once, in a line.
      for (const words of [["build", ...small], ["site"], ["study", "waiting", "--seeds", "2"]]) {
        expect(await run(...words)).toEqual({
          status: 1,
          stdout: "",
          stderr: expect.stringMatching(/^fast-weights: --out "[^"]+": must be a folder that can be written\n$/),
        });
      }
    } finally {
      execFileSync("chmod", ["-R", "u+w", folder]);
    }
    expect(readdirSync(folder)).toEqual(names);
    expect(repository.git("status", "--short", "report", "viz")).toBe("");
  },
);

describe("a program without a terminal", () => {
  it("uses no colours, no cursor movements and no questions, whatever is wished", async () => {
    const study = ["study", "waiting", "--seeds", "2", "--workers", "1", "--out", emptyFolder()];
    const env = bare({ COLORTERM: "truecolor", TERM: "xterm-256color" });
    for (const words of [["diff", "HEAD~1"], study]) {
      const { status, stdout, stderr } = await command(words, { cwd: ofTwo, env });
      expect(status).toBe(0);
      expect((stdout + stderr).replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    }
  });

  // Only there `script`, which lends a terminal, is called like this.
  it.runIf(process.platform === "linux" && existsSync("/usr/bin/script"))(
    "and with one uses colours, but not with NO_COLOR",
    async () => {
      const repository = new TestRepository();
      repository.commit(outputs);
      const results = (outputs.get("report/results.json") as string).replace("32", "33");
      repository.write(new Map([["report/results.json", results]]));
      const atTerminal = (given: NodeJS.ProcessEnv) =>
        shell(`script -qec "'${process.execPath}' '${program}' diff" /dev/null`, {
          cwd: repository.folder,
          env: bare({ TERM: "xterm-256color", SHELL: "/bin/sh", ...given }),
        });
      expect((await atTerminal({})).stdout).toContain("\u001b[31m");
      const plain = (await atTerminal({ NO_COLOR: "1" })).stdout;
      expect(plain).toContain("other results at the same settings");
      expect(plain).not.toContain("\u001b");
    },
  );
});

// Windows has no such shell.
describe.skipIf(process.platform === "win32")("a reader that has seen enough", () => {
  const piped = (words: string, reader: string, cwd: string) =>
    shell(`'${process.execPath}' '${program}' ${words} | ${reader}; echo "status \${PIPESTATUS[0]}"`, { cwd });

  it("as head -1 has, and true without a look: the program ends with status 0 and says nothing", async () => {
    for (const [words, start] of [
      ["run --json", "{"],
      ["run --sweep 100 --dim 4 --n-pairs 3 --json", "{"],
      ["diff HEAD~1 HEAD --all", "HEAD~1 ("],
      ["--help", "Usage: fast-weights"],
    ] as const) {
      const [first, none] = await Promise.all(["head -1", "true"].map((reader) => piped(words, reader, ofTwo)));
      expect(first, words).toEqual({ status: 0, stdout: expect.stringMatching(/^.*\nstatus 0\n$/), stderr: "" });
      expect(first!.stdout.startsWith(start), words).toBe(true);
      expect(none, words).toEqual({ status: 0, stdout: "status 0\n", stderr: "" });
    }
  });

  it("of a build gets everything written all the same", async () => {
    const cwd = emptyFolder();
    const { stdout, stderr } = await piped(`build ${small.join(" ")}`, "true", cwd);
    expect(stdout).toBe("status 0\n");
    expect(stderr).toMatch(/^(\d+ files in .*\n)?$/);
    expectOutputs(cwd);
  });

  it.runIf(existsSync("/dev/full"))("is told of a disk that is full", async () => {
    const answer = await shell(`'${process.execPath}' '${program}' run > /dev/full; echo $?`, { cwd: emptyFolder() });
    const stderr = expect.stringMatching(/^fast-weights: the output cannot be written, [^\n]*\n$/);
    expect(answer).toEqual({ status: 0, stdout: "1\n", stderr });
  });
});

describe("a checkout with the ends of lines of another system", () => {
  it("has the outputs byte for byte, as .gitattributes says, so that diff finds nothing", async () => {
    const repository = new TestRepository();
    const attributes = readFileSync(join(root, ".gitattributes"), "utf8");
    repository.commit(new Map<string, string | Uint8Array>([...outputs, [".gitattributes", attributes]]));
    const clone = join(emptyFolder(), "clone");
    repository.git("clone", "--quiet", "--config", "core.autocrlf=true", repository.folder, clone);
    for (const [path, content] of outputs) {
      expect(readFileSync(join(clone, path)).equals(Buffer.from(content)), path).toBe(true);
    }
    const diff = await command(["diff", "--exit-code"], { cwd: clone });
    expect(diff).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Nothing changed/) });
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

  it("makes the same of templates and style sheets that have them, also in the explorer", async () => {
    const [folder, cwd] = [emptyFolder(), emptyFolder()];
    copyCheckout(folder);
    execFileSync(process.execPath, ["scripts/bundle-explorer.js", join(cwd, "explorer")], { cwd: folder });
    const file = join(folder, "dist/cli.js");
    const siteOf = async () => {
      await bundle(folder);
      cpSync(join(cwd, "explorer"), join(folder, "dist/explorer"), { recursive: true });
      expect(await command(["build", "--out", "built", ...small], { cwd, file })).toMatchObject(built);
      expectOutputs(join(cwd, "built"));
      const out = join(cwd, "site");
      expect(await command(["site", "--out", out], { cwd: join(cwd, "built"), file })).toMatchObject({ status: 0 });
      return digestsOf(filesIn(out));
    };
    const site = await siteOf();
    expect(site).toHaveProperty(["explore.html"]);
    for (const [path, content] of filesIn(join(folder, "templates"))) {
      const text = content.toString().replaceAll("\r\n", "\n").replaceAll("\n", "\r\n");
      writeFileSync(join(folder, "templates", path), text);
    }
    expect(await siteOf()).toEqual(site);
  });
});

test.each(["--disallow-code-generation-from-strings", "--frozen-intrinsics", "--disable-proto=throw"])(
  "a build under Node's %s says in one line that it cannot run with it",
  async (option) => {
    const cwd = emptyFolder();
    const NODE_OPTIONS = `--no-warnings ${option}`;
    const { status, stdout, stderr } = await command(["build", ...small], { cwd, env: { NODE_OPTIONS } });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^fast-weights: Node has been started with --[\w=-]+, which forbids: [^\n]+\n$/);
    expect(stderr).toContain(`with ${option},`);
    expect(readdirSync(cwd)).toEqual([]);
    expect(await command(["run", ...small], { cwd, env: { NODE_OPTIONS } })).toMatchObject({ status: 0, stderr: "" });
  },
);

it("a build that draws studies under such an option does not blame their results", async () => {
  const cwd = emptyFolder();
  cpSync(join(root, "report/studies"), join(cwd, "report/studies"), { recursive: true });
  const NODE_OPTIONS = "--disallow-code-generation-from-strings";
  const { status, stderr } = await command(["build", ...small], { cwd, env: { NODE_OPTIONS } });
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^fast-weights: Node has been started with --disallow-code-generation-from-strings, which forbids: /,
  );
});
