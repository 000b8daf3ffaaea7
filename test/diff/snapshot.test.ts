import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";
import { beforeAll, describe, expect, it, test } from "vitest";
import { openSnapshots } from "../../src/diff/snapshot.ts";
import { UsageError } from "../../src/errors.ts";
import { command, emptyFolder, filesIn } from "../command.ts";
import { type Changes, sharedFolder, TestRepository } from "./repository.ts";

const RESULTS = "report/results.json";

/** Outputs whose results say only which ones they are. */
const outputs = (version: string, place = ""): Changes => new Map([[place + RESULTS, version]]);

/** Two commits, `first` and `second`, to be copied. */
const shared = new TestRepository(sharedFolder());
beforeAll(() => {
  shared.commit(outputs("first")).commit(outputs("second"));
});

/** The results in two snapshots. */
async function open(...words: Parameters<typeof openSnapshots>) {
  const snapshots = await openSnapshots(...words);
  return Promise.all(snapshots.map(async ({ read }) => (await read([RESULTS])).get(RESULTS)!.toString()));
}

const names = async (...words: Parameters<typeof openSnapshots>) =>
  (await openSnapshots(...words)).map(({ name }) => name);

/** The message with which a comparison is refused. */
async function refusal(...words: Parameters<typeof openSnapshots>): Promise<string> {
  const error = await open(...words).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UsageError);
  return (error as Error).message;
}

describe("opens", () => {
  it("HEAD and the working tree, a revision and the working tree, and two revisions, and changes nothing", async () => {
    const repository = shared.copy();
    const { folder } = repository;
    repository.git("tag", "v1");
    repository.write(outputs("third"));
    const before = filesIn(folder);
    expect(await open(folder, "HEAD")).toEqual(["second", "third"]);
    expect(await open(folder, "HEAD~1")).toEqual(["first", "third"]);
    expect(await open(folder, "HEAD~1", "v1")).toEqual(["first", "second"]);
    expect(filesIn(folder)).toEqual(before);
  });

  it("the outputs that lie nearest, and of them only outputs", async () => {
    const repository = shared.copy();
    const others: Changes = new Map([
      ["below/a/notes", "1"],
      ["below/report/.notes", "hidden"],
      ["below/notes", "2"],
    ]);
    repository.commit(new Map([...outputs("below", "below/"), ...others])).commit(outputs("changed", "below/"));
    for (const place of ["below", "below/report", "below/a"]) {
      expect(await open(join(repository.folder, place), "HEAD~1", "HEAD")).toEqual(["below", "changed"]);
    }
    const [{ files }] = await openSnapshots(join(repository.folder, "below"), "HEAD");
    expect([...files.keys()]).toEqual([RESULTS]);
    expect(await open(repository.folder, "HEAD~1", "HEAD")).toEqual(["second", "second"]);
  });

  it("commits by their names, but one that was named by its hash by that alone", async () => {
    const hash = shared.git("rev-parse", "HEAD");
    const short = hash.slice(0, 7);
    expect(await names(shared.folder, "main")).toEqual([`main (${short})`, "the working tree"]);
    for (const named of [hash, hash.slice(0, 9)]) {
      expect(await names(shared.folder, named, "main")).toEqual([short, `main (${short})`]);
    }
  });

  it("two revisions of a repository without a working tree, which has nothing to compare one with", async () => {
    const bare = join(emptyFolder(), "bare.git");
    shared.git("clone", "--quiet", "--bare", shared.folder, bare);
    expect(await open(bare, "HEAD~1", "HEAD")).toEqual(["first", "second"]);
    expect(await refusal(bare, "HEAD")).toBe(`${bare}: is a repository without a working tree; name two revisions`);
  });

  it("a path with spaces and letters of other alphabets, a detached head and a shallow clone", async () => {
    const repository = shared.copy(join(emptyFolder(), 'Wiederholung – 復習 "a b"'));
    repository.git("checkout", "--quiet", "--detach");
    expect(await open(repository.folder, "HEAD~1", "HEAD")).toEqual(["first", "second"]);
    const clone = join(emptyFolder(), "clone");
    repository.git("clone", "--quiet", "--depth=1", `file://${encodeURI(repository.folder)}`, clone);
    expect(await open(clone, "HEAD")).toEqual(["second", "second"]);
    const why = '"HEAD~1": is not in this shallow clone; git fetch --unshallow brings what it lacks';
    expect(await refusal(clone, "HEAD~1")).toBe(why);
  });

  it("folders, where no revision has their name, and without a repository, too", async () => {
    const repository = shared.copy();
    const [folder, elsewhere] = [repository.folder, emptyFolder()];
    repository.write(new Map([...outputs("built", "built/"), ...outputs("main", "main/")]));
    cpSync(join(folder, "built"), join(elsewhere, "built"), { recursive: true });
    expect(await open(folder, "HEAD", "built")).toEqual(["second", "built"]);
    expect(await open(join(folder, "report"), "../built")).toEqual(["built", "second"]);
    expect(await open(folder, "main", "./main")).toEqual(["second", "main"]);
    expect(await open(elsewhere, "built", folder)).toEqual(["built", "second"]);
    expect(await names(folder, "built", "HEAD")).toEqual(["built", expect.stringMatching(/^HEAD \(/)]);
    expect(await refusal(folder, "HEAD", ".git")).toBe(
      '".git": has no outputs in it; fast-weights build --out makes them',
    );
    expect(await refusal(elsewhere, "built", "HEAD")).toBe(`${elsewhere}: is not in a git repository`);
  });

  it("two revisions in a word, and a branch alone since it began", async () => {
    const repository = shared.copy();
    const { folder } = repository;
    repository.git("checkout", "--quiet", "-b", "topic", "HEAD~1");
    repository.commit(outputs("third"));
    expect(await open(folder, "main..topic")).toEqual(["second", "third"]);
    expect(await open(folder, "main..")).toEqual(["second", "third"]);
    expect(await open(folder, "main...topic")).toEqual(["first", "third"]);
    expect(await open(folder, "...main")).toEqual(["first", "second"]);
    const base = repository.git("rev-parse", "--short=7", "main~1");
    expect((await names(folder, "main...topic"))[0]).toBe(`the merge base with main (${base})`);
    repository.git("checkout", "--quiet", "--orphan", "alone");
    repository.commit(outputs("fourth"));
    expect(await refusal(folder, "main...alone")).toBe('"main...alone": the two have no commit in common');
    expect(await refusal(folder, "main...")).toBe('"main...": the two have no commit in common');
    for (const range of ["main..topic", "main...topic", "..HEAD"]) {
      expect(await refusal(folder, range, "HEAD")).toBe(
        `"${range}": is a range, which stands alone; "HEAD" is one word too many`,
      );
    }
    expect(await open(folder, `main..${folder}`)).toEqual(["second", "fourth"]);
    expect(await refusal(folder, `main...${folder}`)).toBe(
      `"main...${folder}": three dots need two commits; main..${folder} compares a folder`,
    );
  });
});

describe("refuses", () => {
  it("a folder in no repository, and repositories without commits or outputs", async () => {
    const folder = emptyFolder();
    expect(await refusal(folder, "HEAD")).toBe(`${folder}: is not in a git repository`);
    const repository = new TestRepository();
    expect(await refusal(repository.folder, "HEAD")).toBe('"HEAD": there are no commits here yet');
    repository.commit(new Map([["notes", "none"]]));
    expect(await refusal(repository.folder, "HEAD")).toMatch(/^neither HEAD .* nor the working tree has outputs; /);
  });

  it("what is no revision, in one line, and no shell ever sees it", async () => {
    const before = [...filesIn(shared.folder).keys()];
    const shell = ["$(touch x)", "; touch x", "`touch x`", "HEAD;touch x", "HEAD\ntouch x", "HEAD|sh", "@{-1}x"];
    // A tree's path, or one above the repository, is none either.
    const paths = ["HEAD:report", ":/etc/passwd", "HEAD:../../etc/passwd", "nothing/", "^HEAD"];
    for (const revision of ["nothing", "", "HEAD~9", "0000000", "main\n", ...shell, ...paths]) {
      expect(await refusal(shared.folder, revision)).toMatch(
        /^[^\n]*is neither a revision of this repository nor a folder$/,
      );
    }
    expect(await refusal(shared.folder, "main..nothing")).toContain('"nothing": is neither');
    for (const option of ["--output=x", "-h", "--upload-pack=touch x"]) {
      expect(await refusal(shared.folder, option)).toContain("is not a revision; none begins with a hyphen");
      expect(await refusal(shared.folder, "HEAD", option)).toContain("is not a revision; none begins with a hyphen");
    }
    expect([...filesIn(shared.folder).keys()]).toEqual(before);
  });

  it("an object that is not what its id says, and one that is not there", async () => {
    const repository = shared.copy();
    const { folder } = repository;
    const fileOf = (id: string) => join(folder, ".git/objects", id.slice(0, 2), id.slice(2));
    const [blob, tree] = [repository.git("rev-parse", `HEAD:${RESULTS}`), repository.git("rev-parse", "HEAD:report")];
    const object = inflateSync(readFileSync(fileOf(blob))).toString("latin1");
    chmodSync(fileOf(blob), 0o644);
    writeFileSync(fileOf(blob), deflateSync(Buffer.from(object.replace("second", "fourth"), "latin1")));
    expect(await refusal(folder, "HEAD~1", "HEAD")).toBe(`git cat-file ${blob}: is corrupt in this repository`);
    rmSync(fileOf(blob));
    expect(await refusal(folder, "HEAD~1", "HEAD")).toBe(`git cat-file ${blob}: is not in this repository`);
    rmSync(fileOf(tree));
    expect(await refusal(folder, "HEAD~1", "HEAD")).toMatch(new RegExp(`^git ls-tree: .*${tree}`));
  });

  it("whatever else is wrong with a repository in git's own words", async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, ".git"), "nonsense\n");
    expect(await refusal(folder, "HEAD")).toContain(`${folder}: git refuses it, invalid gitfile format: `);
  });
});

describe.skipIf(process.platform === "win32")("git", () => {
  const real = process.platform === "win32" ? "" : execFileSync("which", ["git"], { encoding: "utf8" }).trim();

  test.each([
    ["may not be started", "true", 0o644, /^git: cannot be started, spawn git EACCES; commits are read with it$/],
    ["is killed", "kill -9 $$", 0o755, /^git: was ended by SIGKILL; commits are read with it$/],
    [
      "is too old",
      `case "$*" in *--version) echo git version 2.29.3;; *) exec ${real} "$@";; esac`,
      0o755,
      /^git: is older than 2\.30 here \(2\.29\), and diff needs that or a newer one$/,
    ],
    ["is something else", "echo hello", 0o755, /^git: says no version here that diff knows, "hello"$/],
  ])("%s: the command ends with status 1 and a line that says so", async (_, script, mode, why) => {
    const bin = emptyFolder();
    writeFileSync(join(bin, "git"), `#!/bin/sh\n${script}\n`, { mode });
    const { status, stdout, stderr } = await command(["diff"], { cwd: shared.folder, env: { PATH: bin } });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr.replace(/^fast-weights: (.*)\n$/, "$1")).toMatch(why);
  });

  it("is understood among what it was asked to trace", async () => {
    const { status, stderr } = await command(["diff"], { cwd: emptyFolder(), env: { GIT_TRACE: "1" } });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^fast-weights: .*: is not in a git repository\n$/);
  });
});
