import { describe, expect, it, test } from "vitest";
import type { Difference, PictureChange } from "../../src/diff/compare.ts";
import { buildView, describePicture, type Section } from "../../src/diff/view.ts";

type Experiment = Difference["experiments"][number];
type Change = Experiment["results"][number];

const experiment = (results: readonly Change[], more: Partial<Experiment> = {}): Experiment => ({
  name: "run",
  status: "changed",
  settings: [],
  results,
  unchanged: [],
  ...more,
});
const difference = (more: Partial<Difference>): Difference =>
  ({
    base: "old",
    head: "new",
    compared: 11,
    problems: [],
    experiments: [],
    tables: [],
    sentences: [],
    pictures: [],
    files: [{ path: "report/results.json", status: "changed" }],
    ...more,
  }) as Difference;

const sectionOf = (kind: Section["kind"], ...[given, options]: Parameters<typeof buildView>): Section =>
  buildView(given, options).sections.find((section) => section.kind === kind)!;
/** The row of one changed number. */
const rowOf = (change: Change, options: Parameters<typeof buildView>[1] = {}): readonly string[] =>
  buildView(difference({ experiments: [experiment([change])] }), options).sections[0]!.rows[0]!;

describe("a number that changed", () => {
  it.each<[string, Change, string[]]>([
    ["grew", { name: "norm", unit: "", before: 1, after: 3 }, ["1", "3", "+2"]],
    ["shrank", { name: "norm", unit: "", before: 3, after: 1.5 }, ["3", "1.500", "−1.500"]],
    ["is a share", { name: "bit", unit: "%", before: 0.5, after: 0.75 }, ["50.0", "75.0", "+25.0"]],
    ["is a difference", { name: "recovery", unit: "pp", before: 0.05, after: -0.01 }, ["+5.0", "−1.0", "−6.0"]],
    ["is a spread", { name: "recovery.std", unit: "pp", before: 0.05, after: 0.06 }, ["5.0", "6.0", "+1.0"]],
    ["came", { name: "norm", unit: "", before: undefined, after: 2 }, ["—", "2", ""]],
    ["is none now", { name: "bit", unit: "%", before: 0.5, after: null }, ["50.0", "none", ""]],
    [
      "is large",
      { name: "cost", unit: "", before: 7478425.33, after: 8160490.5 },
      ["7\u202f478\u202f000", "8\u202f160\u202f000", "+682\u202f000"],
    ],
    ["was words", { name: "case", unit: "", before: "waiting", after: "flat" }, ["waiting", "flat", ""]],
  ])("that %s", (_, change, expected) => {
    expect(rowOf(change).slice(1)).toEqual([change.unit, ...expected]);
  });

  it("is not listed where the shown digits are the same, but where all is asked for", () => {
    const change: Change = { name: "bit", unit: "%", before: 0.5, after: 0.500_000_1 };
    const experiments = [experiment([change, { ...change, after: 0.6 }])];
    for (const options of [{}, { precision: 1 }, { precision: 4 }]) {
      const { rows, notes } = sectionOf("regression", difference({ experiments }), options);
      expect(rows).toHaveLength(1);
      expect(notes).toEqual(["1 value differs by less than is shown here."]);
    }
    expect(rowOf(change, { all: true }).slice(2)).toEqual(["50.00000", "50.00001", "+0.00001"]);
    expect(rowOf(change, { precision: 5 }).slice(2)).toEqual(["50.00000", "50.00001", "+0.00001"]);
    const ulp = { ...change, unit: "", before: 0.897_527_467_855_751_4, after: 0.897_527_467_855_751_2 } as const;
    const settings = [{ name: "fastDecay", unit: "" as const, before: 0.9, after: 0.900_001 }];
    const view = [difference({ experiments: [experiment([ulp], { settings })] })] as const;
    expect(sectionOf("results", ...view).rows).toEqual([]);
    expect(sectionOf("settings", ...view).rows).toEqual([
      ["run: what a presentation leaves of a fast weight", "0.900000", "0.900001"],
    ]);
  });

  it.each<[before: number, after: number, precision?: number]>([
    [7_478_436, 7_478_025],
    [2.6262, 2.6264],
    [4.4e-16, 8.8e-16],
    [0.4, 0.44, 0],
  ])("is not listed from %d to %d, which are the same to four significant digits", (before, after, precision) => {
    const experiments = [experiment([{ name: "cost", unit: "", before, after }])];
    const { rows, notes } = sectionOf("regression", difference({ experiments }), { precision });
    expect([rows, notes]).toEqual([[], ["1 value differs by less than is shown here."]]);
  });

  // The report shows +0.86 pp, a ratio of 1.009, a cost of 13.59 million; and one decimal of the run and the seed sweep.
  it.each<[experiment: string, Change, rows: string[][]]>([
    ["study waiting", { name: "gain", unit: "pp", before: 0.0086, after: 0.0089 }, [["pp", "+0.86", "+0.89", "+0.03"]]],
    ["study waiting", { name: "afterB", unit: "%", before: 0.789, after: 0.789_04 }, []],
    ["study free-lunch", { name: "ratio", unit: "", before: 1.009, after: 1.011 }, [["", "1.009", "1.011", "+0.002"]]],
    [
      "study data-movement",
      { name: "cost", unit: "", before: 13_586_000, after: 13_596_000 },
      [["", "13\u202f590\u202f000", "13\u202f600\u202f000", "+10\u202f000"]],
    ],
    ["seed sweep", { name: "gain", unit: "pp", before: 0.0086, after: 0.0089 }, []],
  ])("of the %s has as many digits as the finest of its kind in the report", (name, change, expected) => {
    const { rows } = sectionOf("regression", difference({ experiments: [experiment([change], { name })] }));
    expect(rows.map(([, ...cells]) => cells)).toEqual(expected);
  });

  it("is whole where it is a setting, or all is asked for", () => {
    const first: Change = { name: "first seed", unit: "", before: 30_000, after: 30_499 };
    const settings = [first, { ...first, before: undefined }];
    const { rows } = sectionOf("settings", difference({ experiments: [experiment([], { settings })] }));
    expect(rows.map(([, ...cells]) => cells)).toEqual([
      ["30000", "30499"],
      ["—", "30499"],
    ]);
    expect(rowOf({ ...first, before: 7_479_536, after: 7_478_425 }, { all: true }).slice(2)).toEqual([
      "7479536",
      "7478425",
      "−1111",
    ]);
  });

  it("may be a case of a verdict, or of a study that is no more: their keys are written in words", () => {
    const change: Change = { name: "verdict.case", unit: "", before: "waiting", after: "noDecay" };
    const experiments = [experiment([change], { name: "study hidden-units" })];
    const { title, rows } = sectionOf("regression", difference({ experiments }));
    expect([title, rows]).toEqual([
      "study hidden units: other results at the same settings",
      [["verdict", "", "waiting", "no decay", ""]],
    ]);
  });

  it("stands without its standard error, unless only that has changed", () => {
    const gain: Change = { name: "verdict.numbers.gain", unit: "pp", before: 0.1, after: 0.2 };
    const error = { ...gain, name: "verdict.numbers.gain.error" };
    const named = (changes: Change[], all = false) =>
      sectionOf("regression", difference({ experiments: [experiment(changes, { name: "study decay" })] }), {
        all,
      }).rows.map(([name]) => name);
    expect(named([gain, error])).toEqual(["verdict: gain"]);
    expect(named([error])).toEqual(["verdict: gain, standard error"]);
    expect(named([gain, error], true)).toHaveLength(2);
  });

  it("changes by the difference of what is shown", () => {
    expect(rowOf({ name: "bit", unit: "%", before: 0.0125, after: 0.012_49 }).slice(2)).toEqual(["1.3", "1.2", "−0.1"]);
  });

  it.each([
    ["phases.learnB.A.bit", "bit accuracy on A after learning B"],
    ["statistics.recovery.rehearsedBit.std", "recovery of the rehearsed pairs, bit, standard deviation"],
    ["phases.init.B.pattern", "pattern accuracy on B before learning"],
    ["phases.test.fastNorm", "‖W_fast‖ in the test"],
    ["perPair.learnB.A.5", "pair 5 of A after learning B"],
    ["history.init 1.A.bit", "bit accuracy on A before learning"],
    ["history.rehearse 2.slowNorm", "‖W_slow‖ after sweep 2 of rehearsal"],
    ["history.learnB 1.perPair.B.20", "pair 20 of B after sweep 1 of learning B"],
    ["runs.seed 5.phases.rehearse.slowNorm", "seed 5, ‖W_slow‖ after rehearsal"],
    ["runs.seed 5.recovery.bit", "seed 5, recovery of A, bit"],
    ["rows.all.unrehearsed.gain.mean", "unrehearsed pairs, gain, mean"],
    ["verdict.numbers.noisy.unrehearsed.beyondWaiting", "verdict: noisy, unrehearsed pairs, beyond waiting"],
    ["verdict.numbers.constructor", "verdict: constructor"],
    ["verdict.case", "verdict"],
    ["rows.nPairs 20.netGain.mean", "n pairs 20, net gain, mean"],
  ])("%s is named in words: %s", (name, words) => {
    expect(rowOf({ name, unit: "", before: 1, after: 2 })[0]).toBe(words);
  });

  it("is cut where it is a text that goes on and on", () => {
    const [, , before] = rowOf({ name: "question", unit: "", before: "q".repeat(201), after: "r".repeat(200) });
    expect(before).toBe(`${"q".repeat(200)}…`);
    expect(rowOf({ name: "question", unit: "", before: "q", after: "r".repeat(200) })[3]).toBe("r".repeat(200));
  });
});

describe("a collection", () => {
  type Value = Change["before"];
  const change = (name: string, before: Value, after: Value, unit: Change["unit"] = "%"): Change => ({
    name: `history.${name}`,
    collection: "history",
    unit,
    before,
    after,
  });
  const note = (...changes: Change[]) =>
    buildView(difference({ experiments: [experiment(changes, { unchanged: [change("same", 1, 1)] })] })).sections[0]!
      .notes;

  it("is counted, and its largest change told, accuracies before other numbers", () => {
    expect(note(change("a", 0.8, 0.7), change("b", 0.5, 0.9), change("norm", 1, 1000, ""))).toEqual([
      "sweep by sweep: 3 of 4 values differ, most b, 50.0 → 90.0 % (+40.0 pp).",
    ]);
    expect(note(change("norm", 1, 3, ""))).toEqual(["sweep by sweep: 1 of 2 values differ, most norm, 1 → 3 (+2)."]);
    expect(note(change("gain", 0.1, 0.2, "pp"))).toEqual([
      "sweep by sweep: 1 of 2 values differ, most gain, +10.0 → +20.0 pp (+10.0 pp).",
    ]);
  });

  it("has no largest change where no value is on both sides", () => {
    expect(note(change("a", undefined, 1), change("b", 1, undefined))).toEqual([
      "sweep by sweep: 1 value is gone; 1 value is new.",
    ]);
  });

  it("is listed where all is asked for, and so is what did not change", () => {
    const experiments = [experiment([change("a", 0.8, 0.7)], { unchanged: [change("same", 1, 1)] })];
    const all = [difference({ experiments }), { all: true }] as const;
    expect(sectionOf("regression", ...all)).toMatchObject({
      rows: [["a", "%", "80.0", "70.0", "−10.0"]],
      notes: [],
    });
    expect(sectionOf("unchanged", ...all).rows).toEqual([["same", "%", "100.0"]]);
  });
});

describe("a picture", () => {
  const size = { width: 10, height: 200 };
  const box = { left: 1, top: 2, right: 3, bottom: 4 };
  const changed = { path: "viz/a.png", status: "changed" };
  const image = (more: object) =>
    ({
      ...changed,
      image: { before: size, after: size, pixels: 20, exact: 25, area: 2000, box, ...more },
    }) as PictureChange;
  const film = { ...size, frames: 9 };
  const most = { frame: 2, comparison: { pixels: 5, area: 200 } };
  const animation = (more: object) =>
    ({
      ...changed,
      animation: { before: film, after: film, frames: [1, 2, 3, 7], most, ...more },
    }) as object as PictureChange;

  const other = (more: object) => ({ path: "a.png", ...more }) as PictureChange;
  it.each<[string, PictureChange, string]>([
    ["differs in some pixels", image({}), "20 of 2 000 pixels differ (1.0 %), in columns 1–3, rows 2–4"],
    ["in very few", image({ pixels: 1 }), "1 of 2 000 pixels differ (less than 0.1 %), in columns 1–3, rows 2–4"],
    [
      "is drawn in another way",
      { ...image({}), isStyle: true },
      "a change of style: its data are the same; 20 of 2 000 pixels differ (1.0 %), in columns 1–3, rows 2–4",
    ],
    ["in none", image({ pixels: 0, exact: 0, box: undefined }), "the same pixels, stored in other bytes"],
    ["in none to the eye", image({ pixels: 0, box: undefined }), "the same to the eye, 25 pixels differ faintly"],
    [
      "is of another size",
      image({ after: { width: 12, height: 200 } }),
      "10 × 200 → 12 × 200; 20 of 2 000 pixels differ (1.0 %), in columns 1–3, rows 2–4",
    ],
    ["moves", animation({}), "frames that differ: 1–3, 7; most in frame 2, 5 of 200 pixels"],
    [
      "moves throughout",
      animation({ frames: [1, 2, 3, 4, 5, 6, 7, 8, 9] }),
      "every frame differs; most in frame 2, 5 of 200 pixels",
    ],
    [
      "has more frames, and is larger",
      animation({ after: { width: 11, height: 200, frames: 10 }, most: undefined }),
      "10 × 200 → 11 × 200; 9 → 10 frames; every frame that both have is the same",
    ],
    ["moves alike", animation({ frames: [] }), "every frame that both have is the same to the eye"],
    ["is spoilt", other({ status: "changed", problem: "no PNG" }), "cannot be compared"],
    ["came", other({ status: "added" }), "added"],
    ["has another name", other({ status: "renamed", from: "b.png" }), "renamed from b.png, otherwise the same"],
  ])("%s", (_, picture, words) => {
    expect(describePicture(picture).replaceAll(/[\u00a0\u2009\u202f]/g, " ")).toBe(words);
  });
});

test("the summary names what came, what went, what is at other settings, and alarms first", () => {
  const change: Change = { name: "bit", unit: "%", before: 0, after: 1 };
  const { summary } = buildView(
    difference({
      experiments: [
        experiment([change]),
        experiment([change], { name: "sweep", settings: [{ name: "seeds", unit: "", before: 3, after: 4 }] }),
        experiment([], { name: "decay", status: "added" }),
        experiment([], { name: "waiting", status: "removed" }),
      ],
      pictures: [{ path: "viz/a.png", status: "added" } as PictureChange],
    }),
  );
  expect(summary).toBe(
    "old → new: other results at the same settings (run); other settings (sweep); added: decay; removed: waiting; 1 picture; 1 of 11 files differs.",
  );
  expect(buildView(difference({})).summary).toBe("old → new: no setting and no result changed; 1 of 11 files differs.");
  expect(buildView(difference({ files: [] })).summary).toBe(
    "Nothing changed between old and new: all 11 files are the same.",
  );
});

test("values that came are no alarm, and neither are those that went", () => {
  const came: Change = { name: "bit", unit: "%", before: undefined, after: 1 };
  const went: Change = { ...came, before: 1, after: undefined };
  const other: Change = { ...came, before: null };
  const experiments = [
    experiment([came, came]),
    experiment([came, went], { name: "sweep" }),
    experiment([came, other], { name: "decay" }),
  ];
  const { summary, sections } = buildView(difference({ experiments }));
  expect(summary).toBe(
    "old → new: other results at the same settings (decay); new values in the results (run); results on one side only (sweep); 1 of 11 files differs.",
  );
  expect(sections.slice(0, 3).map(({ kind, title }) => [kind, title])).toEqual([
    ["regression", "decay: other results at the same settings"],
    ["results", "run: new values in the results"],
    ["results", "sweep: results on one side only"],
  ]);
});

test("a cell stands under its table, and a column that came, or went, is called so", () => {
  const column = { section: "B", row: "", column: "shuffled" };
  const tables = [
    { ...column, before: undefined, after: "2 rows" },
    { ...column, before: "2 rows", after: undefined },
    { section: "B", table: "Table 3", row: "A", column: "bit", before: "1", after: "2" },
  ];
  expect(sectionOf("report", difference({ tables })).rows).toEqual([
    ["B › new column shuffled", "—", "2 rows"],
    ["B › column shuffled is gone", "2 rows", "—"],
    ["Table 3 › A › bit", "1", "2"],
  ]);
});
