import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { studySchema } from "../../src/schema.ts";
import { studies } from "../../src/studies/index.ts";
import { command, type Ended, emptyFolder, program } from "../command.ts";

/** The bundled program, run to its end in a folder. */
const run = (cwd: string, ...words: string[]): Promise<Ended> => command(words, { cwd });

const decayIn = (folder: string) => join(folder, "report/studies/decay.json");
const keptIn = (folder: string) => join(folder, ".studies/decay.jsonl");
const finishedIn = (folder: string) =>
  existsSync(keptIn(folder)) ? readFileSync(keptIn(folder), "utf8").split("\n").length - 2 : 0;

describe("study", () => {
  it("--list names the studies, their seeds and their questions", async () => {
    const { status, stdout } = await run(emptyFolder(), "study", "--list");
    expect(status).toBe(0);
    for (const { name, question } of studies) {
      expect(stdout).toContain(name);
      expect(stdout).toContain(question);
    }
  });

  it("gives the same bytes with one worker and with two, and writes where --out says", async () => {
    const folder = emptyFolder();
    const one = await run(folder, "study", "decay", "--seeds", "4", "--workers", "1", "--out", "one");
    await run(folder, "study", "decay", "--seeds", "4", "--workers", "2", "--out", "two");
    expect(one.stdout).toMatch(/^decay: \w+, one\/report\/studies\/decay\.json\n$/);
    expect(one.stderr).toContain("decay: 2 of 4 seeds, ");
    expect(readFileSync(decayIn(join(folder, "one")))).toEqual(readFileSync(decayIn(join(folder, "two"))));
    expect(readdirSync(join(folder, "one/report/studies"))).toEqual(["decay.json", "study.schema.json"]);
  });

  it("prints what other seeds than the study's give, and writes nothing into report/", async () => {
    const folder = emptyFolder();
    const { status, stdout } = await run(folder, "study", "decay", "--seeds", "2");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^decay: \w+, 2 seeds from 0\npublished\.fastDecay +0\.9\n/);
    expect(readdirSync(folder)).toEqual([".studies"]);
  });

  it("--json prints data and nothing else: one study's, or a list", async () => {
    const folder = emptyFolder();
    const { stdout } = await run(folder, "study", "decay", "--seeds", "2", "--json");
    expect(studySchema.parse(JSON.parse(stdout)).seeds).toEqual({ first: 0, count: 2 });
    const two = JSON.parse((await run(folder, "study", "waiting", "decay", "--seeds", "2", "--json")).stdout);
    expect(two.map((document: unknown) => studySchema.parse(document).study)).toEqual(["waiting", "decay"]);
  });

  it.each([
    [["study", "dacey"], /^fast-weights: study "dacey": must be one of waiting, free-lunch, .*, data-movement\n$/],
    [["study", "--seeds", "1"], /^fast-weights: --seeds "1": must be a whole number from 2 to \d+\n$/],
    [["study", "--workers", "none"], /^fast-weights: --workers "none": must be a whole number from 1 to \d+\n$/],
    [["study", "--shard", "5/4"], /^fast-weights: --shard "5\/4": must be i\/n, .*\n$/],
    [["study", "--shard", "1/2", "--json"], /^fast-weights: --json: a shard has no results yet.*\n$/],
    [["study", "--shard"], /^fast-weights: --shard: needs a value, i\/n.*\n$/],
    [["study", "--out", "/dev/null/x"], /^fast-weights: --out "\/dev\/null\/x": must be a folder.*\n$/],
    [["study", "merge", "nowhere"], /^fast-weights: nowhere: must be a folder that can be read\n$/],
    [["study", "merge"], /^fast-weights: .*folder.*\n$/],
    [["check", "--studies", "dacey"], /^fast-weights: study "dacey": must be one of .*\n$/],
  ])("%j is one line and exit status 2, and nothing is written", async (words, message) => {
    const folder = emptyFolder();
    const { status, stdout, stderr } = await run(folder, ...words);
    expect(stderr).toMatch(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("--shard and merge give the bytes of an unsharded run", async () => {
    const folder = emptyFolder();
    for (const shard of ["2/3", "1/3"]) {
      const { stdout } = await run(folder, "study", "decay", "--seeds", "4", "--shard", shard);
      expect(stdout).toBe(`shards/decay.shard-${shard[0]}-of-3.jsonl\n`);
    }
    const early = await run(folder, "study", "merge", "shards", "--out", "merged");
    expect(early).toEqual({ status: 2, stdout: "", stderr: "fast-weights: decay: shard 3/3 missing\n" });
    expect(existsSync(join(folder, "merged"))).toBe(false);
    await run(folder, "study", "decay", "--seeds", "4", "--shard", "3/3", "--out", "elsewhere");
    const merged = await run(folder, "study", "merge", "shards", "elsewhere", "--json");
    expect(merged.stdout).toBe((await run(folder, "study", "decay", "--seeds", "4", "--json")).stdout);
  });
});

it.runIf(process.platform === "linux")("says in a line that there are too few files for its threads", async () => {
  const studied = [24, 25, 26, 27, 28, 29, 30, 31, 32, 33].map((files) => {
    const words = `'${process.execPath}' '${program}' study waiting --seeds 2 --workers 2`;
    return spawnSync("bash", ["-c", `ulimit -n ${files}; exec ${words}`], { cwd: emptyFolder(), encoding: "utf8" });
  });
  for (const { status, stderr } of studied) {
    if (status !== 0)
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: expect.stringMatching(/^(waiting: .*\n)*fast-weights: .*\n$/),
      });
  }
  expect(studied.map(({ stderr }) => stderr).join("")).toContain("the threads that measure cannot run, ");
});

describe("a study that is interrupted", () => {
  /** Starts the study and stops it when so many seeds are finished, and a little later. */
  async function interrupt(folder: string, seeds: number, signal: "SIGINT" | "SIGTERM" | "SIGKILL") {
    const child = spawn(process.execPath, [program, "study", "decay"], { cwd: folder });
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    while (finishedIn(folder) < seeds && child.exitCode === null) await setTimeout(5);
    await setTimeout(100 * Math.random());
    const asked = performance.now();
    child.kill(signal);
    return { status: await ended, stderr, seconds: (performance.now() - asked) / 1000 };
  }

  it("stops at once, keeps its seeds, goes on from them to the same bytes, and check agrees", async () => {
    const [folder, whole] = [emptyFolder(), emptyFolder()];
    const stopped = await interrupt(folder, 0, "SIGINT");
    expect(stopped.status === null || stopped.status === 130).toBe(true);
    const interrupted = await interrupt(folder, 3, "SIGINT");
    expect(interrupted.status).toBe(130);
    expect(interrupted.stderr).toMatch(/^fast-weights: stopped; finished seeds are kept in \.studies, .*\n$/m);
    expect(interrupted.seconds).toBeLessThan(1);
    expect(finishedIn(folder)).toBeGreaterThanOrEqual(3);
    expect((await interrupt(folder, 9, "SIGTERM")).status).toBe(143);
    await interrupt(folder, 15, "SIGKILL");
    expect(readdirSync(folder)).toEqual([".studies"]);

    const kept = finishedIn(folder);
    const resumed = await run(folder, "study", "decay");
    expect(resumed.stderr).toContain(`decay: ${kept} of 30 seeds from before\n`);
    await run(whole, "study", "decay", "--workers", "1");
    expect(readFileSync(decayIn(folder), "utf8")).toBe(readFileSync(decayIn(whole), "utf8"));

    const path = "report/studies/decay.json";
    const same = await run(folder, "check", "--studies", "decay");
    expect([same.status, same.stdout]).toEqual([0, `${path}: is what the study gives\n`]);
    writeFileSync(decayIn(folder), readFileSync(decayIn(folder), "utf8").replace(/(?<="mean": 0\.\d)\d/, "5"));
    const different = await run(folder, "check", "--studies", "decay", "waiting", "--workers", "2");
    expect(different.status).toBe(1);
    expect(different.stdout).toContain(`${path}: is not what the study gives\n`);
    expect(different.stdout).toContain("report/studies/waiting.json: is not there\n");
  });
});
