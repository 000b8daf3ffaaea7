import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { beforeEach, describe, expect, it } from "vitest";
import { checkFolder, printCheck } from "../../src/commands/check.ts";
import { called, digestsOf, emptyFolder, filesIn } from "../command.ts";
import { smallOutputs } from "../diff/repository.ts";
import { fill } from "../files/builds.ts";
import { drawnOnce } from "../renderer.ts";

const linux = "linux x64";
let outputs: Map<string, string | Uint8Array> | undefined;
let folder: string;
/** The answer to a folder that is whole. */
const allFine = () => `All ${outputs!.size} files are what the program makes.\n`;
const at = (path: string) => join(folder, path);

beforeEach(async () => {
  outputs ??= await smallOutputs({ seed: 5 });
  folder = emptyFolder();
  fill(folder, outputs);
});

const check = (system?: string) => checkFolder(folder, drawnOnce, system);
const said = async (system?: string) => printCheck(await check(system), false);

/** Another grey for the first of so many pixels of a picture. */
function shade(path: string, pixels: number, by: number): void {
  const png = PNG.sync.read(readFileSync(at(path)));
  for (let i = 0; i < pixels * 4; i += 4) png.data.fill(255 - by, i, i + 3);
  writeFileSync(at(path), PNG.sync.write(png));
}

describe("check", () => {
  it.skipIf(process.platform === "win32")("does not wait for what a pipe has to say", async () => {
    rmSync(at("report/results.json"));
    execFileSync("mkfifo", [at("report/results.json")]);
    await expect(check()).rejects.toThrow(/results\.json: cannot be read \(a pipe\)$/);
  });

  it("finds a folder as the program makes it, at whatever settings it was made, and writes nothing", async () => {
    const before = digestsOf(filesIn(folder));
    const ended = await called(["check", "--out", folder], emptyFolder());
    expect(ended).toEqual({ status: 0, stdout: allFine(), stderr: "" });
    expect(digestsOf(filesIn(folder))).toEqual(before);
  });

  it("says which files are stale, missing and extra, and how, and ends with status 1", async () => {
    writeFileSync(
      at("report/README.md"),
      readFileSync(at("report/README.md"), "utf8").replace("| sweeps | 2", "| sweeps | 9"),
    );
    rmSync(at("report/history.csv"));
    mkdirSync(at("viz/old"));
    writeFileSync(at("viz/old/note.txt"), "mine");
    shade("viz/recovery_bars.png", 3, 200);
    const { status, stdout } = await called(["check"], folder);
    expect(status).toBe(1);
    expect(stdout.split("\n").slice(0, 4)).toEqual([
      "report/README.md: stale",
      "report/history.csv: missing",
      "viz/old/note.txt: extra",
      "viz/recovery_bars.png: stale",
    ]);
    expect(stdout).toMatch(/Table \d+ › sweeps › value +9 \/ 2 \/ 1 +2 \/ 2 \/ 1/);
    expect(stdout).toMatch(/viz\/recovery_bars\.png\n.*its data are the same; 3 of [\d\u202f]+ pixels differ/);
  });

  it("finds a number that was edited", async () => {
    const results = readFileSync(at("report/results.json"), "utf8");
    writeFileSync(at("report/results.json"), results.replace('"parameters": 32', '"parameters": 33'));
    const { text, good } = await said();
    expect(good).toBe(false);
    expect(text).toMatch(/^report\/results\.json: stale$/m);
    expect(text).toMatch(/^! run: other results at the same settings$/m);
    expect(text).toMatch(/number of weights +33 +32 +−1$/m);
  });

  it("finds a folder whole whose seed no double could hold", async () => {
    folder = emptyFolder();
    fill(folder, await smallOutputs({ seed: 12345678901234567890n }));
    expect(await said()).toEqual({ text: allFine(), good: true });
  });

  it("says under which other name a file stands", async () => {
    renameSync(at("viz/recovery_bars.png"), at("viz/bars.png"));
    const { text, good } = await said();
    expect(good).toBe(false);
    expect(text.split("\n")[0]).toBe("viz/recovery_bars.png: missing; it stands as viz/bars.png");
  });

  it("on another system lets an animation pass of hardly another shade, and no picture of another size", async () => {
    const gif = readFileSync(at("fast_weights_rehearsal.gif"));
    // The palette begins behind the header; its colours here are a shade darker or lighter.
    for (let i = 13; i < 13 + 3 * 8; i++) gif[i]! ^= 4;
    writeFileSync(at("fast_weights_rehearsal.gif"), gif);
    const elsewhere = await said("darwin arm64");
    expect(elsewhere.good).toBe(true);
    expect(elsewhere.text).toMatch(/^fast_weights_rehearsal\.gif: drawn on another system; /);
    expect((await said(linux)).good).toBe(false);

    const whole = PNG.sync.read(readFileSync(at("viz/recovery_bars.png")));
    const narrower = new PNG({ width: whole.width - 1, height: whole.height });
    PNG.bitblt(whole, narrower, 0, 0, narrower.width, narrower.height, 0, 0);
    writeFileSync(at("viz/recovery_bars.png"), PNG.sync.write(narrower));
    const { text, good } = await said("darwin arm64");
    expect(good).toBe(false);
    expect(text).toMatch(/^viz\/recovery_bars\.png: stale$/m);
  });

  it("lets hidden files be", async () => {
    writeFileSync(at("report/.DS_Store"), "");
    expect((await said()).good).toBe(true);
  });

  it("on another system lets pictures pass that hardly differ, and says so; here it does not", async () => {
    shade("viz/recovery_bars.png", 20_000, 9);
    shade("viz/recall_distribution.png", 100, 200);
    const elsewhere = await said("darwin arm64");
    expect(elsewhere.good).toBe(true);
    expect(elsewhere.text).toBe(
      "viz/recall_distribution.png: drawn on another system; at most 0.2 % of its pixels differ, which passes\n" +
        "viz/recovery_bars.png: drawn on another system; at most 0.2 % of its pixels differ, which passes\n" +
        allFine(),
    );
    expect((await said(linux)).good).toBe(false);
    shade("viz/recovery_bars.png", 20_000, 200);
    const { good, text } = await said("darwin arm64");
    expect({ good, text }).toMatchObject({
      good: false,
      text: expect.stringMatching(/^viz\/recovery_bars\.png: stale$/m),
    });
  });

  it("on another system lets a figure pass whose parts lie hardly elsewhere, and no other words or colours", async () => {
    const path = at("viz/recovery_bars.svg");
    const drawn = readFileSync(path, "utf8");
    const changed = (from: string | RegExp, to: string) => {
      expect(drawn).toMatch(from);
      writeFileSync(path, drawn.replace(from, to));
    };
    changed(/translate\((\d+),/, "translate($1.4,");
    expect(await said("darwin arm64")).toEqual({
      good: true,
      text:
        "viz/recovery_bars.svg: drawn on another system; no part of it is off by half a pixel, which passes\n" +
        allFine(),
    });
    expect((await said(linux)).good).toBe(false);
    const edits: [string | RegExp, string][] = [
      [/translate\((\d+),/, "translate($1.6,"],
      ["pair of A", "pair of B"],
      ["#e69f00", "#e69f01"],
    ];
    for (const [from, to] of edits) {
      changed(from, to);
      expect((await said("darwin arm64")).text).toMatch(/^viz\/recovery_bars\.svg: stale$/m);
    }
  });

  it("needs results that it can read", async () => {
    writeFileSync(at("report/results.json"), "{}");
    const broken = await called(["check", "--out", folder], emptyFolder());
    expect(broken).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringMatching(/results\.json: is not what it .*; fast-weights build makes it anew\n$/),
    });
    const whole = outputs!.get("report/results.json") as string;
    for (const [from, to, words] of [
      ['"seeds": 1', '"seeds": 1000000000', "sweep: runs must be as many as seeds"],
      ['"nASweeps": 2', '"nASweeps": 90000', "run: history must have a record a sweep"],
      ['"dim": 4', '"dim": 100000', "--dim 100000: needs 447.0 GiB of memory"],
      ['"dim": 4', '"dim": 0', "run.settings.dim: "],
    ] as const) {
      writeFileSync(at("report/results.json"), whole.replace(from, to));
      await expect(check()).rejects.toThrow(words);
    }
    rmSync(at("report/results.json"));
    mkdirSync(at("report/results.json"));
    await expect(check()).rejects.toThrow(/results\.json: cannot be read \(EISDIR\)$/);
    const absent = await called(["check"], emptyFolder());
    expect(absent).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringMatching(/is not there; fast-weights build makes it\n$/),
    });
  });
});
