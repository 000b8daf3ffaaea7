import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { definitionOf } from "../../src/runner/seeds.ts";
import { waiting } from "../../src/studies/waiting/study.ts";
import { command, emptyFolder } from "../command.ts";
import { trap } from "./traps.ts";

const header = (study: string) =>
  `${JSON.stringify({
    study,
    studyVersion: waiting.version,
    definition: definitionOf(waiting),
    program: "a".repeat(64),
    shard: { index: 1, of: 1, seeds: { first: 1, count: 1 } },
  })}\n`;

const SHARD = "waiting.shard-1-of-1.jsonl";

// Windows lets few make links, and knows no pipes with names.
test.skipIf(process.platform === "win32").each<[string, (shards: string, outside: string) => void, RegExp]>([
  ["a link to a file", (shards, outside) => symlinkSync(join(outside, SHARD), join(shards, SHARD)), /not a link/],
  [
    "a link by a path upwards",
    (shards) => symlinkSync("../../../../etc/passwd", join(shards, "passwd.jsonl")),
    /passwd\.jsonl: must be a file itself, not a link or a folder$/,
  ],
  ["a link to a folder", (shards, outside) => symlinkSync(outside, join(shards, "more.jsonl")), /not a link/],
  ["a link to nothing", (shards) => symlinkSync("nothing", join(shards, "none.jsonl")), /not a link/],
  ["a pipe, which nobody writes", (shards) => execFileSync("mkfifo", [join(shards, "pipe.jsonl")]), /be a file itself/],
  [
    "a study whose name is a path",
    (shards) => writeFileSync(join(shards, "a.jsonl"), header("../../../../tmp/caught")),
    /is of "\.\.\/\.\.\/\.\.\/\.\.\/tmp\/caught", which is no study$/,
  ],
  [
    "__proto__ for a study",
    (shards) => writeFileSync(join(shards, "a.jsonl"), header("__proto__")),
    /which is no study$/,
  ],
  ["markup for a study", (shards) => writeFileSync(join(shards, "a.jsonl"), header(trap)), /which is no study$/],
  [
    "a file whose name a terminal would obey",
    (shards) => writeFileSync(join(shards, "a\n\u001b[2J.jsonl"), ""),
    /a\\u000a\\u001b\[2J\.jsonl: line 1 is not that of a shard/,
  ],
  [
    "__proto__ for a key",
    (shards) => writeFileSync(join(shards, "a.jsonl"), header("waiting").replace("{", '{"__proto__":{},')),
    /has a key "__proto__"/,
  ],
])("study merge refuses %s in one line, and writes nothing", async (_, spoil, message) => {
  const [shards, outside, cwd] = [emptyFolder(), emptyFolder(), emptyFolder()];
  // A whole file, so that it is not for its content that a link to it is refused.
  writeFileSync(join(outside, SHARD), header("waiting"));
  mkdirSync(join(cwd, "out"));
  spoil(shards, outside);
  const { status, stdout, stderr } = await command(["study", "merge", shards, "--out", "out"], { cwd });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/^fast-weights: \P{Cc}+\n$/u);
  expect(stderr.trimEnd()).toMatch(message);
  expect(readdirSync(join(cwd, "out"))).toEqual([]);
});
