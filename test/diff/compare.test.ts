import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { beforeAll, describe, expect, it, test, vi } from "vitest";
import { compareSnapshots } from "../../src/diff/compare.ts";
import { formatJson, formatMarkdown, formatText } from "../../src/diff/format.ts";
import { outputsSnapshot } from "../../src/diff/snapshot.ts";
import { buildView, type ViewOptions } from "../../src/diff/view.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { sweepSeeds } from "../../src/model/sweep.ts";
import { canonicalJson, resultsData } from "../../src/results/results.ts";
import { makeSettings } from "../../src/settings.ts";
import { root } from "../command.ts";
import { type Changes, smallOutputs } from "./repository.ts";

type Outputs = Map<string, string | Uint8Array>;
let outputs: Outputs;
let reseeded: Outputs;
beforeAll(async () => {
  outputs = await smallOutputs();
  reseeded = await smallOutputs({ seed: 5 });
});

const RESULTS = "report/results.json";
const STUDY = "report/studies/waiting.json";
const study = readFileSync(join(root, STUDY), "utf8");
const picture = readFileSync(join(root, "viz/studies/waiting.png"));

/** The outputs with some files written or deleted. */
function withChanges(changes: Changes): Outputs {
  const all = new Map([...outputs, ...changes]);
  return new Map([...all].flatMap(([path, content]) => (content === undefined ? [] : [[path, content] as const])));
}
const withStudy = (text: string): Outputs => withChanges(new Map([[STUDY, text]]));
const withResults = (edit: (text: string) => string): Outputs =>
  withChanges(new Map([[RESULTS, edit(outputs.get(RESULTS) as string)]]));

async function compare(before: Outputs, after: Outputs, all = false) {
  const difference = await compareSnapshots(outputsSnapshot("old", before), outputsSnapshot("new", after), all);
  return {
    data: JSON.parse(formatJson(difference, all)),
    text: (options: ViewOptions = {}) => formatText(buildView(difference, options), false),
    markdown: (options: ViewOptions = {}) => formatMarkdown(buildView(difference, options)),
  };
}

describe("compares", () => {
  it("a number that changed at the same settings, and puts it before all else", async () => {
    const after = withResults((text) => text.replace(/"rehearsedBit": [-.\d]+/, '"rehearsedBit": 0.0625'));
    const { data, text } = await compare(outputs, after);
    expect(data.alarms).toEqual(["run"]);
    expect(text()).toMatch(/^old → new: other results at the same settings \(run\)/);
    expect(text().split("\n")[2]).toBe("! run: other results at the same settings");
    expect(text()).toMatch(/^ {2}recovery of the rehearsed pairs, bit +pp +[+−]?[\d.]+ +[+−]?[\d.]+ +[+−][\d.]+$/m);
    const spoiltTest = withResults((text) => text.replace(/("test": \{\s+"A": \{\s+"bit": )[\d.]+/, "$10.0625"));
    expect((await compare(outputs, spoiltTest)).text()).toMatch(
      /^ {2}bit accuracy on A in the test +% +[\d.]+ +6\.3 /m,
    );
  });

  it("another seed as a change of settings", async () => {
    const { data, text, markdown } = await compare(outputs, reseeded);
    expect(data.alarms).toEqual([]);
    expect(data.experiments[0]).toMatchObject({ name: "run", settings: [{ name: "seed", before: 0, after: 5 }] });
    expect(data.experiments[0].results.length).toBeGreaterThan(10);
    expect(data.pictures.map(({ path }: { path: string }) => path)).toContain("fast_weights_rehearsal.gif");
    expect(text()).not.toContain("!");
    expect(text()).toContain("\nSettings\n");
    expect(text()).toContain("\nrun: results at other settings\n");
    expect(text()).toMatch(/^ {2}seed by seed: 1 seed is gone; 1 seed is new\.$/m);
    expect(text()).toMatch(/^ {2}sweep by sweep: \d+ of \d+ values differ, most /m);
    expect(markdown()).toMatch(/<details><summary>run: results at other settings \(\d+\)<\/summary>/);
    // Repetitions are left out: the test's numbers, which are those after rehearsal, and an appendix.
    expect(text()).not.toMatch(/^ {2}.* in the test |^ {2}Table \d+ › phase 2: /m);
    expect(text()).toMatch(/^ {2}\d+ more changes in “All numbers and figures of the run”\.$/m);
    expect(text({ all: true })).toMatch(/^ {2}Table \d+ › phase 2: bit accuracy on A › value/m);
    expect(text({ all: true })).toMatch(/^ {2}bit accuracy on A in the test/m);
    expect(text({ all: true })).toContain("run: the same");
    expect(text({ all: true })).toMatch(/^ {2}seed 5, bit accuracy on A before learning +% +— +[\d.]+$/m);
    expect(text({ all: true })).toMatch(/^ {2}bit accuracy on A after sweep 1 of learning A/m);
  });

  it("runs of other sizes: more pairs, other sweeps", async () => {
    const larger = await smallOutputs({ dim: 5, nPairs: 4, nASweeps: 3 });
    const withoutPng = (all: Outputs): Outputs => new Map([...all].filter(([path]) => !path.endsWith(".png")));
    const { data } = await compare(withoutPng(outputs), withoutPng(larger));
    const [run] = data.experiments;
    expect(run.settings.map(({ name }: { name: string }) => name)).toEqual(["dim", "nPairs", "nASweeps"]);
    const byName = new Map(run.results.map((change: { name: string }) => [change.name, change]));
    expect(byName.get("perPair.learnA.A.4")).toMatchObject({ after: expect.any(Number) });
    expect(byName.get("perPair.learnA.A.4")).not.toHaveProperty("before");
    // A sweep is compared with the same sweep of its phase, not with the same place in the list.
    expect(byName.get("history.learnA 3.A.bit")).not.toHaveProperty("before");
    expect(byName.has("history.learnB 3.A.bit")).toBe(false);
    expect(data.tables.length).toBeGreaterThan(3);
    expect(data.pictures).toMatchObject([
      { path: "fast_weights_rehearsal.gif", before: { frames: 7 }, after: { frames: 8 } },
    ]);
  });

  it("a picture that was restyled, and says that no result changed", async () => {
    const path = "viz/recovery_bars.png";
    const png = PNG.sync.read(Buffer.from(outputs.get(path) as Uint8Array));
    for (const at of [20 * png.width + 10, 25 * png.width + 30]) png.data[at * 4] = 17;
    const restyled = new Map<string, string | Buffer>([
      [path, PNG.sync.write(png)],
      ["viz/recovery_bars.svg", ""],
    ]);
    const { data, text } = await compare(outputs, withChanges(restyled));
    expect(data.files[1]).toEqual({ path: "viz/recovery_bars.svg", status: "changed", isStyle: true });
    expect(data.experiments).toEqual([]);
    expect(data.pictures[0]).toMatchObject({ path, pixels: 2, box: { left: 10, top: 20, right: 30, bottom: 25 } });
    expect(text()).toContain("no setting and no result changed; 1 picture");
    const words =
      /recovery_bars\.png\n.* a change of style: its data are the same; 2 of [\d\u202f]+ pixels differ \(less than 0\.1 %\), in columns 10–30, rows 20–25/;
    expect(text()).toMatch(words);
  });

  it("the words of sentences, and drawings of the same data", async () => {
    const report = "report/README.md";
    const svg = "viz/recovery_bars.svg";
    const edited = (outputs.get(report) as string).replace("B, blurs the first", "B, spoils the first");
    const changes = new Map([
      [report, edited],
      [svg, `${outputs.get(svg)} `],
    ] as const);
    const { data, text } = await compare(outputs, withChanges(changes));
    expect(data.sentences).toHaveLength(1);
    expect(text()).toContain(`; 1 sentence; 2 of ${outputs.size} files differ.\n`);
    expect(text()).toMatch(/^ {4}words: .*B, \[-blurs-\] \{\+spoils\+\} the first/m);
    expect(text()).toMatch(/viz\/recovery_bars\.svg +changed, though its PNG is the same\n/);
    const reseededDrawing = new Map([
      [RESULTS, reseeded.get(RESULTS)!],
      [svg, ""],
    ] as const);
    expect((await compare(outputs, withChanges(reseededDrawing))).data.files.at(-1)).toEqual({
      path: svg,
      status: "changed",
      hasSamePng: true,
    });
    reseededDrawing.set("viz/recovery_bars.png" as never, reseeded.get("viz/recovery_bars.png")! as never);
    expect((await compare(outputs, withChanges(reseededDrawing))).data.files.at(-1)).toEqual({
      path: svg,
      status: "changed",
    });
  });

  it("files that came, went and moved", async () => {
    const viz = "viz/training_curves.png";
    const after = withChanges(
      new Map<string, string | Uint8Array | undefined>([
        [STUDY, study],
        ["viz/studies/waiting.png", picture],
        ["report/history.csv", undefined],
        [viz, undefined],
        ["viz/curves.png", outputs.get(viz)!],
        ["viz/curves-again.png", outputs.get(viz)!],
      ]),
    );
    const { data } = await compare(outputs, after);
    expect(data.files).toEqual([
      { path: "report/history.csv", status: "removed" },
      { path: STUDY, status: "added" },
      { path: "viz/curves-again.png", status: "added" },
      { path: "viz/curves.png", status: "renamed", from: viz },
      { path: "viz/studies/waiting.png", status: "added" },
    ]);
    expect(data.experiments).toMatchObject([{ name: "study waiting", status: "added" }]);
    expect((await compare(after, outputs)).data.experiments).toMatchObject([{ status: "removed" }]);
  });

  it("a study's verdict, but not with that of another version of the study", async () => {
    const verdict = withStudy(study.replace('"case": "mostlyWaiting"', '"case": "rehearsal"'));
    const { data } = await compare(withStudy(study), verdict);
    expect(data.alarms).toEqual(["study waiting"]);
    expect(data.experiments[0].results).toEqual([
      { name: "verdict.case", unit: "", before: "mostlyWaiting", after: "rehearsal" },
    ]);
    const second = withStudy(study.replace(/"studyVersion": \d+/, '"studyVersion": 99'));
    expect((await compare(verdict, second)).data.alarms).toEqual([]);
  });
});

test("files that are the same are not read, and the others in three questions, however many they are", async () => {
  const snapshotOf = (outputs: Outputs) => {
    const snapshot = outputsSnapshot("name", outputs);
    return { ...snapshot, read: vi.fn(snapshot.read) };
  };
  const pictures = (content: string): Changes =>
    new Map([...Array(200).keys()].map((i) => [`viz/${i}.png`, `${content} ${i}`] as const));
  const same = snapshotOf(outputs);
  await compareSnapshots(same, outputsSnapshot("same", outputs));
  expect(same.read.mock.calls.flat(2)).toEqual([]);
  const old = snapshotOf(withChanges(pictures("old")));
  const { files } = await compareSnapshots(old, outputsSnapshot("new", withChanges(pictures("new"))));
  expect(files).toHaveLength(200);
  expect(old.read.mock.calls.map(([paths]) => paths.length)).toEqual([0, 200]);
});

const pointer = Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n");

test.each<[string, string, string | Uint8Array, string]>([
  ["JSON that is none", RESULTS, "{ not JSON", "is not JSON"],
  ["data of another kind", RESULTS, "[]", "is not what it should be"],
  ["data of another version", RESULTS, '{"version": 0, "run": {}}', "is of version 0, and only 1 is read here"],
  ["data nested without end", RESULTS, "[".repeat(2 ** 20), "is nested more than 100 deep; its numbers are left out"],
  ["data that Git LFS keeps", RESULTS, pointer, "is a pointer of Git LFS; git lfs pull brings its content"],
  ["a picture that Git LFS keeps", "viz/recovery_bars.png", pointer, "is a pointer of Git LFS"],
  ["an animation that Git LFS keeps", "fast_weights_rehearsal.gif", pointer, "is a pointer of Git LFS"],
  ["a broken PNG", "viz/recovery_bars.png", Buffer.from("no picture"), "is not a PNG that can be read"],
  ["a broken GIF", "fast_weights_rehearsal.gif", Buffer.from("GIF89a"), "is not a GIF that can be read"],
])("%s is said to be so, and the rest is compared", async (_, path, content, why) => {
  const { data, text } = await compare(withChanges(new Map([[path, content]])), outputs);
  expect(text()).toContain(`! ${path} of old ${why}`);
  expect(data.problems).toHaveLength(1);
  expect(data.experiments).toEqual([]);
  expect(data.files).toEqual([{ path, status: "changed" }]);
  expect(text()).not.toContain("a change of style");
});

describe("the markdown", () => {
  it("has a summary, the tables, and the rest folded; nothing in it is taken for markup or a mention", async () => {
    const trap = study.replace('"case": "mostlyWaiting"', '"case": "@someone <img src=x> | [a](b) `c`"');
    const after = withStudy(trap).set("viz/recovery_bars.png", picture);
    const { markdown } = await compare(withStudy(study), after);
    const lines = markdown().split("\n");
    expect(lines[0]).toMatch(
      /^\*\*old → new: other results at the same settings \(study “Waiting or rehearsing\?”\).*\*\*$/,
    );
    expect(lines[2]).toBe("### study “Waiting or rehearsing?”: other results at the same settings");
    expect(markdown()).toContain(
      "| verdict |  | mostly waiting | @\u200bsomeone \\<img src=x\\> \\| \\[a\\](b) \\`c\\` |",
    );
    expect(markdown()).toMatch(/<details><summary>Pictures \(1\)<\/summary>\n\n\| picture \| what changed \|/);
    expect(markdown().match(/<details>/g)).toHaveLength(markdown().match(/<\/details>/g)!.length);
  });

  it("warns of files that cannot be read", async () => {
    const { markdown } = await compare(outputs, withChanges(new Map([[RESULTS, "{"]])));
    expect(markdown()).toContain(
      "\n\n> [!WARNING]\n> report/results.json of new is not JSON; its numbers are left out\n\n",
    );
  });

  it("tells of a collection in a sentence, without a table where it is all that changed", async () => {
    const first = /"history": \[[\s\S]*?"slowNorm": 0/;
    const after = withResults((text) => text.replace(first, (found) => `${found}.5`));
    const { markdown } = await compare(outputs, after);
    expect(markdown()).toMatch(
      /^### run: other results at the same settings\n+sweep by sweep: 1 of [\d\u202f]+ values differ, most ‖W_slow‖ before learning, 0.* → 0\.500/m,
    );
    expect(markdown()).not.toMatch(/^\| +\| unit/m);
  });

  it("stays below what a comment can hold", async () => {
    const settings = makeSettings({ dim: 9, nPairs: 8, nASweeps: 9, nBSweeps: 9, seed: 3 });
    const more = canonicalJson(resultsData(runProtocol(settings), sweepSeeds(settings, 2)));
    const { markdown } = await compare(outputs, withChanges(new Map([[RESULTS, more]])), true);
    const everything = markdown({ all: true });
    expect(everything.length).toBeLessThan(65_536);
    expect(everything).toMatch(/^\d+ more are left out here\.$/m);
    // Whatever the files are called, too: a name may have 255 bytes.
    const many = [...Array(200).keys()].map((i) => [`viz/${i}${"…".repeat(80)}.png`, ""] as const);
    const long = (await compare(outputs, withChanges(new Map(many)))).markdown();
    expect(Buffer.byteLength(long)).toBeLessThan(52_000);
    expect(long.match(/<details>/g)).toHaveLength(long.match(/<\/details>/g)!.length);
  });
});
