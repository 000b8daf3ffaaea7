import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { studySchema } from "../../src/results/schema.ts";
import { studies } from "../../src/studies/index.ts";
import { command, type Ended, emptyFolder, program, refusal } from "../command.ts";

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
    expect(stdout).toMatch(/^decay: \w+, 2 seeds from 6000\npublished\.fastDecay +0\.9\n/);
    expect(readdirSync(folder)).toEqual([".studies"]);
  });

  it("--json prints data and nothing else: one study's, or a list", async () => {
    const folder = emptyFolder();
    const { stdout } = await run(folder, "study", "decay", "--seeds", "2", "--json");
    expect(studySchema.parse(JSON.parse(stdout)).seeds).toEqual({ first: 6000, count: 2 });
    const two = JSON.parse((await run(folder, "study", "waiting", "decay", "--seeds", "2", "--json")).stdout);
    expect(two.map((document: unknown) => studySchema.parse(document).study)).toEqual(["waiting", "decay"]);
  });

  const names = studies.map(({ name }) => name).join(", ");
  it.each([
    [["study", "dacey"], new RegExp(`^fast-weights: study "dacey": must be one of ${names}\n$`)],
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
    expect(await refusal(words)).toMatch(message);
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
  const studied = [27, 28, 29, 30, 31, 32, 33, 36, 40, 44].map((files) => {
    const words = `'${process.execPath}' '${program}' study waiting --seeds 8 --workers 8`;
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
  const words = ["study", "decay", "--seeds", "12", "--out", "."];

  /** Starts the study and stops it when so many seeds are finished. */
  async function interrupt(folder: string, seeds: number, signal: "SIGINT" | "SIGTERM" | "SIGKILL") {
    const child = spawn(process.execPath, [program, ...words, "--workers", "1"], { cwd: folder });
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    while (finishedIn(folder) < seeds && child.exitCode === null) await setTimeout(5);
    child.kill(signal);
    return { status: await ended, stderr };
  }

  it("stops, keeps its seeds, and goes on from them to the same bytes", async () => {
    const [folder, whole] = [emptyFolder(), emptyFolder()];
    const interrupted = await interrupt(folder, 2, "SIGINT");
    expect(interrupted.status).toBe(130);
    expect(interrupted.stderr).toMatch(/^fast-weights: stopped; finished seeds are kept in \.studies, .*\n$/m);
    expect(finishedIn(folder)).toBeGreaterThanOrEqual(2);
    expect((await interrupt(folder, 4, "SIGTERM")).status).toBe(143);
    await interrupt(folder, 6, "SIGKILL");
    expect(readdirSync(folder)).toEqual([".studies"]);

    const kept = finishedIn(folder);
    expect(kept).toBeLessThan(12);
    expect((await run(folder, ...words)).stderr).toContain(`decay: ${kept} of 12 seeds from before\n`);
    await run(whole, ...words);
    expect(readFileSync(decayIn(folder), "utf8")).toBe(readFileSync(decayIn(whole), "utf8"));
  });
});

it("check --studies says of each study that is not there so", async () => {
  const { status, stdout } = await run(emptyFolder(), "check", "--studies", "decay", "waiting");
  const lines = ["waiting", "decay"].map((name) => `report/studies/${name}.json: is not there\n`);
  expect({ status, stdout }).toEqual({ status: 1, stdout: lines.join("") });
});
