import { mkdirSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it, test, vi } from "vitest";
import { memoryWords } from "../../src/settings.ts";
import { called, type Ended, emptyFolder, refusal, small } from "../command.ts";
import { smallOutputs, TestRepository } from "../diff/repository.ts";

it("--help says how much memory the large sizes take, and what is refused", async () => {
  const { stdout } = await called(["--help"], emptyFolder());
  expect(stdout).toContain(`Memory: ${memoryWords}\n`);
  expect(memoryWords).toMatch(/^run --dim 2000 --n-pairs 400 takes at most 0\.5 GiB, and so does run --sweep 10000\./);
  expect(memoryWords).toMatch(/more than\n2 GiB for its vectors, .* is refused before it starts, with the figure/s);
});

test.each([
  [
    "run --dim 100000 --n-pairs 120",
    /^fast-weights: --dim 100000, --n-pairs 120: needs 2\.1 GiB of memory, must be at most 2\.0 GiB\n$/,
  ],
  ["run --n-pairs 9000 --dim 1", /--dim 1, --n-pairs 9000: needs 2\.4 GiB of memory, must be at most 2\.0 GiB\n$/],
  ["run --n-a-sweeps 430000", /--n-a-sweeps 430000, .*: needs 2\.1 GiB of memory, must be at most 2\.0 GiB\n$/],
  ["run --sweep 100001", /--sweep "100001": must be a whole number from 1 to 100000\n$/],
  ["build --dim 7000", /--dim 7000: needs 2\.2 GiB of memory, must be at most 2\.0 GiB\n$/],
])("%s is refused before it starts, with the figure", async (words, line) => {
  expect(await refusal(words.split(" "))).toMatch(line);
});

vi.mock("../../src/runner/pool.ts", async () => ({ openPool: (await import("../runner/fake.ts")).poolOf }));

const GIBIBYTE = 2 ** 30;
const quick = ["build", ...small];
const decay = ["study", "decay", "--seeds", "2", "--workers", "1"];

describe("a file that would not fit is refused in one line, with its size and what is allowed, and is not read:", () => {
  /** A folder with outputs and one file more, which is nearly all hole. */
  async function folderWith(path: string, bytes: number): Promise<string> {
    const folder = emptyFolder();
    new TestRepository(folder).commit(await smallOutputs());
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), "");
    truncateSync(join(folder, path), bytes);
    return folder;
  }

  test.each<[string, number, string, string[][]]>([
    [
      "report/results.json",
      3 * GIBIBYTE,
      "has 3\u202f072 MiB, must have at most 128 MiB",
      [["check"], ["diff"], ["site"]],
    ],
    ["report/studies/decay.json", GIBIBYTE / 2, "has 512 MiB, must have at most 128 MiB", [["check"], quick, ["diff"]]],
    ["report/benchmark.json", 3 * GIBIBYTE, "has 3\u202f072 MiB, must have at most 128 MiB", [quick]],
    ["report/README.md", 5 * 2 ** 20, "has 5 MiB, must have at most 4 MiB", [["check"], ["diff"], ["site"]]],
    ["viz/more.png", 3 * GIBIBYTE, "has 3\u202f072 MiB, must have at most 128 MiB", [["diff"]]],
    ["fast_weights_rehearsal.gif", 3 * GIBIBYTE, "has 3\u202f072 MiB, must have at most 128 MiB", [["diff"]]],
    ["shards/decay.jsonl", GIBIBYTE / 2, "has 512 MiB, must have at most 384 MiB", [["study", "merge", "shards"]]],
    [".studies/decay.jsonl", 3 * GIBIBYTE, "has 3\u202f072 MiB, must have at most 384 MiB", [decay]],
  ])("%s of %i bytes", async (path, bytes, size, commands) => {
    const folder = await folderWith(path, bytes);
    const names = readdirSync(folder);
    const ended: Ended[] = [];
    for (const words of commands) ended.push(await called(words, folder));
    const line = expect.stringMatching(new RegExp(`^fast-weights: [^\\n]*${basename(path)}: ${size}\\n$`));
    expect(ended).toEqual(commands.map(() => ({ status: 2, stdout: "", stderr: line })));
    expect(readdirSync(folder)).toEqual(names);
  });

  test("pictures, in a page", async () => {
    const folder = await folderWith("viz/more.png", 100 * 2 ** 20);
    writeFileSync(join(folder, "viz/others.png"), Buffer.alloc(29 * 2 ** 20));
    const { status, stdout, stderr } = await called(["diff", "--html", "page.html"], folder);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toBe("fast-weights: the pictures on a page have 129 MiB together, must have at most 128 MiB\n");
    expect(readdirSync(folder)).not.toContain("page.html");
  });

  test("many of them, together", async () => {
    const folder = await folderWith("viz/1.png", 100 * 2 ** 20);
    for (const name of ["viz/2.png", "viz/3.png", "shards/1.jsonl", "shards/2.jsonl", "shards/3.jsonl"]) {
      mkdirSync(join(folder, "shards"), { recursive: true });
      writeFileSync(join(folder, name), "");
      truncateSync(join(folder, name), (name.startsWith("viz") ? 100 : 380) * 2 ** 20);
    }
    for (const [words, together] of [
      [["diff"], /30\d MiB together, must have at most 256 MiB/],
      [["check"], /30\d MiB together, must have at most 256 MiB/],
      [["study", "merge", "shards"], /1\u202f140 MiB together, must have at most 1\u202f024 MiB/],
    ] as const) {
      const { status, stdout, stderr } = await called(words, folder);
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      expect(stderr).toMatch(/^fast-weights: [^\n]*\n$/);
      expect(stderr).toMatch(together);
    }
  });
});

test("data of more values than any results have are left out and said to be", async () => {
  const repository = new TestRepository();
  repository.commit(await smallOutputs());
  repository.write(new Map([["report/results.json", Buffer.alloc(2 ** 20 + 1, ",")]]));
  const { status, stdout } = await called(["diff"], repository.folder);
  expect(status).toBe(0);
  expect(stdout).toContain("has more than 1\u202f048\u202f576 values; its numbers are left out");
});
