import { beforeAll, describe, expect, it, test } from "vitest";
import { splitByCommonMode } from "../../src/model/common-mode.ts";
import { HiddenNetwork } from "../../src/model/network.ts";
import { type Associations, drawBinaryAssociations, shuffleTargets, slice } from "../../src/model/patterns.ts";
import { Generator } from "../../src/model/random.ts";
import { predictOutputs } from "../../src/model/tangent-kernel.ts";
import { sets } from "../../src/studies/cycle/moments.ts";
import { type CycleTask, cycle, drawTask, epochGrids, judgeCycle, measureTask } from "../../src/studies/cycle/study.ts";
import { rowOf } from "../../src/studies/estimates.ts";
import { generatorFor, type Row, type Values } from "../../src/studies/study.ts";
import { documentOf } from "../figures/study-documents.ts";
import { flat, inputsOf, learn, type Nested, nested, outputOf, stateOf, sum, targetsOf } from "../nested-network.ts";
import { reportOf, runAt } from "../report/example.ts";
import { withMeans } from "./controlled.ts";

/** A task of fewer and smaller pairs than the study's: 6 in A, of which 2 are rehearsed, and 2 in B, of 4 units. */
function smallTask(seed: number): CycleTask {
  const random = new Generator(seed);
  const network = new HiddenNetwork(4, 16);
  const all = drawBinaryAssociations(random, 10, 4);
  const initial = Float64Array.from({ length: network.weightCount }, () => random.random() - 0.5);
  const rehearsed = slice(all, 0, 2);
  return {
    network,
    a: slice(all, 0, 6),
    b: slice(all, 6, 8),
    rehearsed,
    unrehearsed: slice(all, 2, 6),
    unrelated: slice(all, 8, 10),
    shuffled: shuffleTargets(rehearsed, random),
    initial,
  };
}

const bits = (net: Nested, set: Associations): number => {
  const right = inputsOf(set).map((input, i) =>
    outputOf(net, input).filter((y, o) => y >= 0.5 === (targetsOf(set)[i]![o] === 1)),
  );
  return right.flat().length / (set.count * set.dim);
};

const [equal, summed, slow, unequal, moreUnequal] = [
  [0.02, 0.02, 0.98],
  [0.04, 0, 0.98],
  [0.02, 0, 0.98],
  [0.01, 0.1, 0.95],
  [0.004, 0.08, 0.98],
] as const;
/** The networks of the study: the rates of learning, and those of rehearsal. */
const rates = {
  frozen: [equal, [0, 0.04, 0.98]],
  bothPlastic: [equal, equal],
  summedRate: [summed, summed],
  slowRate: [slow, slow],
  unequalFrozen: [unequal, [0, 0.11, 0.95]],
  unequalBothPlastic: [unequal, unequal],
  moreUnequalFrozen: [moreUnequal, [0, 0.084, 0.98]],
  moreUnequalBothPlastic: [moreUnequal, moreUnequal],
} as const;

describe("a small task", () => {
  const task = smallTask(6);
  let values: Values;
  beforeAll(() => {
    values = measureTask(task);
  });

  it.each(Object.keys(rates) as (keyof typeof rates)[])("gives what plain back-propagation gives: %s", (name) => {
    const [learning, rehearsing] = rates[name];
    const decay = learning[2];
    const { a, b, network, initial } = task;
    const afterA = learn(stateOf(nested(network, initial)), a, 0.2, 50_000, learning);
    const afterB = learn(afterA, b, 0.1, 50_000, learning);
    const run = (set: Associations, tolerance: number, most: number) => learn(afterB, set, tolerance, most, rehearsing);
    const rehearsal = run(task.rehearsed, 0.2, 3000);
    const { epochs } = rehearsal;
    const nets: Record<string, Nested> = {
      afterA: sum(afterA),
      afterB: sum(afterB),
      waiting: sum(afterB, decay ** epochs),
      waitingForEver: afterB.slow,
      afterRehearsal: sum(rehearsal),
      unrelated: sum(run(task.unrelated, -1, epochs)),
      shuffled: sum(run(task.shuffled, -1, epochs)),
      letGo: sum(rehearsal, decay ** 350),
      "letGo.waiting": sum(afterB, decay ** (epochs + 350)),
    };
    for (const set of sets) {
      const recalled = (net: Nested) => bits(net, set === "B" ? b : task[set]);
      const at = (moment: string) => recalled(nets[moment]!);
      const expected: Record<string, number> = {
        ...Object.fromEntries(Object.keys(nets).map((moment) => [moment, at(moment)])),
        gain: at("afterRehearsal") - at("afterB"),
        beyondWaiting: at("afterRehearsal") - at("waiting"),
        beyondWaitingForEver: at("afterRehearsal") - at("waitingForEver"),
        beyondUnrelated: at("afterRehearsal") - at("unrelated"),
        beyondShuffled: at("afterRehearsal") - at("shuffled"),
        "letGo.beyondWaiting": at("letGo") - at("letGo.waiting"),
      };
      for (const [moment, value] of Object.entries(expected)) {
        expect(values[`${name}.${set}.${moment}`], `${set}.${moment}`).toBeCloseTo(value, 9);
      }
      const over = (way: readonly Nested[], grid: readonly number[]) =>
        grid.map((epoch) => recalled(way[Math.min(epoch, way.length - 1)]!));
      const curve = (phase: string) => values[`${name}.${set}.over.${phase}`];
      expect(curve("learnA")).toEqual(over(afterA.way, epochGrids.learnA));
      expect(curve("learnB")).toEqual(over(afterB.way, epochGrids.learnB));
      expect(curve("rehearse")).toEqual(over(rehearsal.way, epochGrids.rehearse));
      expect(curve("letGo")).toEqual(epochGrids.letGo.map((epoch) => recalled(sum(rehearsal, decay ** epoch))));
    }
    const { predicted } = predictOutputs({
      network,
      pairs: task.rehearsed,
      others: task.unrehearsed,
      waited: flat(nets.waiting!),
      to: flat(nets.afterRehearsal!),
      kernelAt: [flat(nets.afterB!)],
    });
    const right = predicted.filter((z, k) => z >= 0 === (task.unrehearsed.targets[k] === 1)).length;
    expect(values[`${name}.unrehearsed.predicted`]).toBeCloseTo(right / predicted.length, 12);
    const others = inputsOf(task.unrehearsed);
    const isRight = (net: Nested) => (input: readonly number[], i: number) =>
      outputOf(net, input).every((y, o) => y >= 0.5 === (targetsOf(task.unrehearsed)[i]![o] === 1));
    for (const moment of ["afterB", "waiting", "afterRehearsal", "letGo"]) {
      const perfect = others.filter(isRight(nets[moment]!)).length / others.length;
      expect(values[`${name}.unrehearsed.pattern.${moment}`]).toBeCloseTo(perfect, 12);
    }
    const parts = splitByCommonMode(flat(nets.waiting!), flat(nets.afterRehearsal!), network, a);
    const alone = bits(nested(network, parts.alone), task.unrehearsed);
    expect(values[`${name}.unrehearsed.commonModeAlone`]).toBeCloseTo(alone, 12);
    expect(values[`${name}.unrehearsed.withoutCommonMode`]).toBeCloseTo(
      bits(nested(network, parts.without), task.unrehearsed),
      12,
    );
    expect(values[`${name}.unrehearsed.commonModeAlone.gain`]).toBeCloseTo(
      alone - bits(nets.waiting!, task.unrehearsed),
      12,
    );
    expect(values[`${name}.unfinished`]).toBe(0);
    expect(values[`${name}.epochs.learnA`]).toBe(afterA.epochs);
    expect(values[`${name}.epochs.learnB`]).toBe(afterB.epochs);
    expect(values[`${name}.epochs.rehearse`]).toBe(epochs);
  });

  it("measures the same again, and gains nothing without any rehearsal", () => {
    const without = measureTask(task, 1);
    expect(measureTask(task, 1)).toEqual(without);
    for (const name of ["gain", "beyondWaiting", "beyondUnrelated"]) {
      expect(without[`frozen.unrehearsed.${name}`]).toBe(0);
    }
    expect(judgeCycle(rowOf(cycle, {}, [without, without]), "frozen")).toBe("noRecovery");
  });
});

test("the share of the common mode is that of what rehearsal adds beyond waiting, over seeds", () => {
  const seeds = [
    { "frozen.unrehearsed.commonModeAlone.gain": 0.1, "frozen.unrehearsed.beyondWaiting": 0.1 },
    { "frozen.unrehearsed.commonModeAlone.gain": 0.2, "frozen.unrehearsed.beyondWaiting": 0.3 },
  ];
  expect(cycle.derive!(seeds)["frozen.unrehearsed.commonModeAlone.share"]!.mean).toEqual([expect.closeTo(0.75, 12)]);
});

test("rehearsal that cannot come to its end is given up after 3,000 epochs", () => {
  const task = smallTask(6);
  const contradiction = {
    count: 2,
    dim: 4,
    inputs: Float64Array.of(1, 0, 1, 0, 1, 0, 1, 0),
    targets: new Float64Array(8),
  };
  contradiction.targets.fill(1, 4);
  const values = measureTask({ ...task, rehearsed: contradiction });
  for (const name of Object.keys(rates)) {
    expect([values[`${name}.unfinished`], values[`${name}.epochs.rehearse`]]).toEqual([1, 3000]);
  }
});

test("a seed draws no two equal inputs in A, B and the unrelated pairs", () => {
  const task = drawTask(generatorFor("test of cycle", {}, 0));
  const drawn = [task.a, task.b, task.unrelated];
  expect(drawn.map(({ count }) => count)).toEqual([100, 5, 25]);
  expect(new Set(drawn.flatMap(inputsOf).map((input) => input.join(""))).size).toBe(130);
  expect([...inputsOf(task.rehearsed), ...inputsOf(task.unrehearsed)]).toEqual(inputsOf(task.a));
});

describe("the verdict", () => {
  const row = (given: Readonly<Record<string, number>>): Row => {
    const means = {
      "unrehearsed.beyondWaiting": 0.1,
      "unrehearsed.beyondUnrelated": 0.1,
      "unrehearsed.beyondShuffled": 0.1,
      "B.letGo.beyondWaiting": 0,
      ...given,
    };
    const estimates = Object.entries(means).map(([name, mean]) => [`frozen.${name}`, { mean, error: 0.001 }]);
    return { setting: {}, estimates: Object.fromEntries(estimates) };
  };

  it.each([
    ["temporary", {}],
    ["temporary", { "B.letGo.beyondWaiting": -0.0049 }],
    ["temporary", { "B.letGo.beyondWaiting": -0.005 }],
    ["temporary", { "B.letGo.beyondWaiting": 0.1 }],
    ["lasting", { "B.letGo.beyondWaiting": -0.0051 }],
    ["notBeyondControls", { "unrehearsed.beyondUnrelated": 0.003, "B.letGo.beyondWaiting": -0.1 }],
    ["notBeyondControls", { "unrehearsed.beyondShuffled": 0.003 }],
    ["noRecovery", { "unrehearsed.beyondWaiting": 0.003, "unrehearsed.beyondShuffled": 0 }],
  ])("is %s, with %o", (expected, given) => {
    expect(cycle.judge([row(given)]).case).toBe(expected);
  });

  it("does not call a loss lasting that is within three standard errors", () => {
    const uncertain = row({ "B.letGo.beyondWaiting": -0.02 });
    const estimates = { ...uncertain.estimates, "frozen.B.letGo.beyondWaiting": { mean: -0.02, error: 0.01 } };
    expect(cycle.judge([{ ...uncertain, estimates }]).case).toBe("temporary");
  });

  it("quotes the judged network with errors, and no curves", () => {
    const { estimates } = row({});
    const curve = {
      "frozen.B.over.letGo": { mean: [1], error: [0] },
      "frozen.rehearsed.letGo": { mean: 1, error: 0 },
      "unequalFrozen.B.letGo": { mean: 1, error: 0 },
      "unfrozen.B.letGo": { mean: 1, error: 0 },
    };
    const { numbers } = cycle.judge([{ setting: {}, estimates: { ...estimates, ...curve } }]);
    expect(Object.keys(numbers)).toHaveLength(8);
    expect(numbers["frozen.unrehearsed.beyondWaiting.error"]).toBe(0.001);
  });
});

test.each([
  [0.999, ""],
  [0.8, "In the network with rates 1 : 10, decay 0.95, slow weights frozen, much of B is in the fast weights"],
])("the report says so where B fades by waiting, to %d", (left, sentence) => {
  const document = documentOf("cycle");
  const others = Object.entries(document.rows[0]!.estimates).filter(([name]) => name.endsWith(".B.letGo.waiting"));
  const estimates = {
    ...document.rows[0]!.estimates,
    ...Object.fromEntries(others.map(([name]) => [name, { mean: 1, error: 0 }])),
    "unequalFrozen.B.letGo.waiting": { mean: left, error: 0.001 },
  };
  const studies = { cycle: { ...document, rows: [{ ...document.rows[0]!, estimates }] } };
  expect(/In the network with.*? fast weights/.exec(reportOf(runAt(), { studies }))?.[0] ?? "").toBe(sentence);
});

/** The report with other means in the study's row, at which the verdict is taken anew. */
function reportWith(means: Readonly<Record<string, number>>): string {
  const document = documentOf("cycle");
  const rows = [withMeans(document.rows[0]!, means) as (typeof document.rows)[0]];
  return reportOf(runAt(), { studies: { cycle: { ...document, rows, verdict: cycle.judge(rows) } } });
}

test.each([
  [0.9, true],
  [0.5, false],
])("the report and its abstract speak of the mean activity if it gives %d of what rehearsal adds", (share, isSaid) => {
  const report = reportWith({ "frozen.unrehearsed.commonModeAlone.share": share });
  expect(report.includes("Most of that is due to one thing.")).toBe(isSaid);
  expect(report.includes("mostly through what all pairs share")).toBe(isSaid);
});

test.each([
  [-0.1, true],
  [0, false],
])(
  "the report says that A comes back without fast weights and B does not, if both networks lose %d of B",
  (change, isSaid) => {
    const report = reportWith({ "slowRate.B.letGo.beyondWaiting": change });
    expect(report.includes("So A comes back without fast weights, too; B does not.")).toBe(isSaid);
  },
);

test("the report names the network that the law predicts worst", () => {
  const report = reportWith({ "bothPlastic.unrehearsed.predicted": 0.5 });
  expect(report).toContain("off most for “both weights plastic”: 50.0 ±");
});

test.each([
  [0.1, " with slow weights frozen, as 10.0 % of the seeds never come within 0.2."],
  [0, " with slow weights frozen.\n"],
])("the report says how many seeds do not end their rehearsal: %d", (share, words) => {
  expect(reportWith({ "frozen.unfinished": share }).replaceAll("\u00a0", " ")).toContain(words);
});

test("the report says of unrelated pairs that they lower recall only where they do", () => {
  expect(reportWith({ "frozen.unrehearsed.unrelated": 0.5 })).toContain("where it lowers recall");
  expect(reportWith({ "frozen.unrehearsed.unrelated": 0.99 })).not.toContain("where it lowers recall");
});
