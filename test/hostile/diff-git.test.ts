import { execFileSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, test } from "vitest";
import { command, emptyFolder, partsLeftOut } from "../command.ts";
import { sharedFolder, smallOutputs, TestRepository } from "../diff/repository.ts";

const VERSION = /^v1\.9\.0 \(\w{7}\) → the working tree: /;

/** Three commits with other results in each, releases at the first two. */
const shared = new TestRepository(sharedFolder());
beforeAll(async () => {
  const outputs = await smallOutputs();
  shared.commit(outputs);
  for (const [i, tag] of ["v1.9.0", "v1.10.0", ""].entries()) {
    const results = (outputs.get("report/results.json") as string).replace('"fastNorm": 0,', `"fastNorm": 0.${i + 1},`);
    shared.commit(new Map([["report/results.json", results]]));
    if (tag !== "") shared.git("tag", tag);
  }
  shared.git("tag", "v1.10.0-rc1", "v1.10.0");
});

/** Adds a line to a repository's configuration. */
const configure = (repository: TestRepository, name: string, value: string) => repository.git("config", name, value);

const says = (repository: TestRepository, env: NodeJS.ProcessEnv = {}, words = ["diff", "v1.9.0"]) =>
  command(words, { cwd: repository.folder, env });

describe.skipIf(process.platform === "win32")("no command is run that a repository names", () => {
  /** A command for a configuration that leaves a mark. */
  const marking = (mark: string) => `touch '${mark}'; false`;

  it("to watch files, to convert, to show, to page, to sign, to check out or on an event", async () => {
    const repository = shared.copy();
    const mark = join(emptyFolder(), "mark");
    const hooks = emptyFolder();
    for (const hook of ["post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"]) {
      writeFileSync(join(hooks, hook), `#!/bin/sh\n${marking(mark)}\n`, { mode: 0o755 });
    }
    configure(repository, "core.hooksPath", hooks);
    writeFileSync(join(repository.folder, ".git/info/attributes"), "* diff=evil filter=evil\n");
    const names = "core.fsmonitor core.pager core.editor core.askPass core.sshCommand core.gitProxy diff.external";
    const more = "diff.evil.textconv diff.evil.command filter.evil.smudge filter.evil.process gpg.program";
    for (const name of `${names} ${more} credential.helper core.alternateRefsCommand`.split(" ")) {
      configure(repository, name, marking(mark));
    }
    for (const name of ["rev-parse", "cat-file", "ls-tree", "for-each-ref", "merge-base"]) {
      configure(repository, `alias.${name}`, `!${marking(mark)}`);
      configure(repository, `pager.${name}`, marking(mark));
    }
    configure(repository, "log.showSignature", "true");
    for (const words of [["diff", "v1.9.0"], ["diff", "v1.9.0...HEAD", "--md"], ["site"]]) {
      const stderr = words[0] === "site" ? partsLeftOut : "";
      expect(await says(repository, {}, words)).toMatchObject({ status: 0, stderr });
    }
    expect(existsSync(mark)).toBe(false);
    // The trap works: who asks for the status is caught.
    expect(() => repository.git("status")).toThrow();
    expect(existsSync(mark)).toBe(true);
  });

  it("to fetch what is missing, which is said with its remedy", async () => {
    const repository = shared.copy();
    const mark = join(emptyFolder(), "mark");
    const blob = repository.git("rev-parse", "v1.9.0:report/results.json");
    rmSync(join(repository.folder, ".git/objects", blob.slice(0, 2), blob.slice(2)));
    configure(repository, "core.repositoryFormatVersion", "1");
    configure(repository, "extensions.partialClone", "evil");
    configure(repository, "remote.evil.promisor", "true");
    configure(repository, "remote.evil.url", repository.folder);
    configure(repository, "remote.evil.uploadpack", marking(mark));
    configure(repository, "protocol.allow", "always");
    const why = `git cat-file ${blob}: is not in this repository; this clone is partial, and git fetch --refetch --no-filter completes it`;
    expect(await says(repository)).toEqual({ status: 2, stdout: "", stderr: `fast-weights: ${why}\n` });
    configure(repository, "remote.evil.url", `ext::sh -c ${marking(mark).replaceAll(" ", "% ")}`);
    expect(await says(repository, { GIT_ALLOW_PROTOCOL: "ext:file" })).toMatchObject({ status: 2 });
    expect(existsSync(mark)).toBe(false);
    configure(repository, "remote.evil.url", repository.folder);
    expect(() => repository.git("cat-file", "-p", blob)).toThrow();
    expect(existsSync(mark)).toBe(true);
  });

  it("in a bare repository that came within another's tree, which is refused", async () => {
    const repository = shared.copy();
    const bare = join(repository.folder, "viz/evil.git");
    repository.git("clone", "--quiet", "--bare", repository.folder, bare);
    for (const cwd of [bare, join(bare, "refs")]) {
      const { status, stderr } = await command(["diff", "HEAD~1", "HEAD"], { cwd });
      expect(status).toBe(2);
      expect(stderr).toMatch(
        /: is a bare repository within another one, which nobody should trust; clone it elsewhere\n$/,
      );
    }
  });
});

test.each([
  { GIT_DIR: "/nowhere", GIT_WORK_TREE: "/nowhere", GIT_INDEX_FILE: "/nowhere", GIT_OBJECT_DIRECTORY: "/nowhere" },
  { GIT_ICASE_PATHSPECS: "1" },
  { GIT_GLOB_PATHSPECS: "1", GIT_NOGLOB_PATHSPECS: "1" },
  { GIT_NAMESPACE: "other", GIT_COMMON_DIR: "/nowhere", GIT_EXEC_PATH: "/nowhere", GIT_SHALLOW_FILE: "/nowhere" },
  { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "core.bare", GIT_CONFIG_VALUE_0: "true" },
  { GIT_CONFIG_PARAMETERS: "'core.bare=true'", GIT_CONFIG_GLOBAL: "/nowhere", GIT_CONFIG: "/nowhere" },
  { GIT_TRACE: "1", GIT_TRACE_SETUP: "1", GIT_REPLACE_REF_BASE: "refs/tags/", GIT_DEFAULT_HASH: "sha256" },
])("the environment does not change the answer: %j", async (env) => {
  const answer = await says(shared);
  expect(answer).toMatchObject({ status: 0, stderr: "", stdout: expect.stringMatching(VERSION) });
  expect(await says(shared, env)).toEqual(answer);
});

test.each(["column.ui always", "versionsort.suffix -rc", "tag.sort refname", "core.quotePath true", "color.ui always"])(
  "a user's configuration does not change which release is the last: %s",
  async (line) => {
    const home = emptyFolder();
    const [name, value] = line.split(" ") as [string, string];
    execFileSync("git", ["config", "--file", join(home, ".gitconfig"), name, value]);
    const { status, stdout, stderr } = await says(shared.copy(), { HOME: home }, ["site"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: partsLeftOut });
    expect(stdout).toContain("changes.html");
    expect((await says(shared, { HOME: home })).stdout).toMatch(VERSION);
  },
);

test("neither replaced commits nor grafts change what a revision is", async () => {
  const repository = shared.copy();
  const answer = await says(repository);
  const [one, other] = ["v1.9.0", "HEAD"].map((name) => repository.git("rev-parse", name)) as [string, string];
  repository.git("replace", one, other);
  writeFileSync(join(repository.folder, ".git/info/grafts"), `${other} ${one}\n`);
  expect(await says(repository)).toEqual(answer);
  expect((await says(repository, {}, ["diff", "HEAD~1", "v1.10.0"])).stdout).toMatch(/^Nothing changed/);
});

test.skipIf(process.platform === "win32")(
  "neither a working tree elsewhere nor a pipe among git's files is read",
  async () => {
    const repository = shared.copy();
    configure(repository, "core.worktree", emptyFolder());
    const elsewhere = expect.stringMatching(/: its repository has a working tree elsewhere, \/\S+\n$/);
    expect(await says(repository)).toEqual({ status: 2, stdout: "", stderr: elsewhere });
    const head = join(shared.copy(repository.folder).folder, ".git/HEAD");
    rmSync(head);
    execFileSync("mkfifo", [head]);
    const silent = "fast-weights: git: gives no answer within 8 s, or too many errors; commits are read with it\n";
    expect(await says(repository)).toEqual({ status: 1, stdout: "", stderr: silent });
  },
);

test("what git refuses is said with the remedy, and the site is made without its page of changes", async () => {
  const repository = shared.copy();
  const env = { GIT_TEST_ASSUME_DIFFERENT_OWNER: "1", HOME: emptyFolder() };
  const why =
    /: git refuses it, (detected dubious ownership|unsafe repository).*; git config --global --add safe\.directory \/\S+ allows it$/m;
  const refused = await says(repository, env);
  expect(refused).toMatchObject({ status: 2, stdout: "", stderr: expect.stringMatching(why) });
  const site = await says(repository, env, ["site"]);
  expect(site).toMatchObject({ status: 0, stderr: expect.stringMatching(why) });
  expect(site.stderr).toMatch(
    /^fast-weights: the site has no page of changes: [^\n]*\n(fast-weights: \S+ is left out; [^\n]*\n)*$/,
  );
  expect(site.stdout).not.toContain("changes.html");
});
