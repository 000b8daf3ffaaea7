import { describe, expect, it } from "vitest";
import { sections, studies, studyFigure } from "../../src/studies/index.ts";
import { documentOf } from "../figures/study-documents.ts";

it("the studies are the nine, each under one name, in the order of their story", () => {
  expect(studies.map(({ name }) => name)).toEqual([
    "cycle",
    "law",
    "limits",
    "structured-patterns",
    "waiting",
    "decay",
    "settling",
    "free-lunch",
    "data-movement",
  ]);
});

/** The published settings, as the results of a study that runs at them have it. */
const published = {
  seed: "each in turn",
  dim: 50,
  nPairs: 20,
  nRehearse: 5,
  slowLr: 0.1,
  fastLr: 0.5,
  fastDecay: 0.9,
  nASweeps: 30,
  nBSweeps: 30,
  nRehearseSweeps: 5,
};

/** What each study holds fixed, how many grid points it has, and the values of each coordinate, in their order. */
const plans: Readonly<Record<string, { constants: object; points: number; axes: object }>> = {
  cycle: {
    constants: {
      dim: 10,
      hidden: 100,
      pairsOfA: 100,
      pairsOfB: 5,
      nRehearse: 25,
      slowLr: 0.02,
      fastLr: 0.02,
      fastDecay: 0.98,
      unequalSlowLr: 0.01,
      unequalFastLr: 0.1,
      unequalFastDecay: 0.95,
      toleranceA: 0.2,
      toleranceB: 0.1,
      mostRehearsal: 3000,
      letGoEpochs: 350,
      linearDim: 50,
      linearPairs: 20,
      linearRehearsed: 5,
      "over.learnA": expect.stringMatching(/^0, 50, .*, 4000$/),
      "over.learnB": expect.stringMatching(/^0, 5, .*, 300$/),
      "over.rehearse": expect.stringMatching(/^0, 1, 2, .*, 60$/),
      "over.letGo": expect.stringMatching(/^0, 5, .*, 350$/),
    },
    points: 1,
    axes: {},
  },
  waiting: { constants: published, points: 1, axes: {} },
  "free-lunch": {
    // Decay leaves half of a weight, and a quarter of the squared error; a drift of 1/(2√50) leaves as much.
    constants: { dim: 50, nPairs: 20, kept: 0.5, drift: expect.closeTo(0.5 / Math.sqrt(50), 12) },
    points: 8,
    axes: { inputs: ["signs", "gaussian"], forgetting: ["drift", "decay", "interference", "neverLearnedA"] },
  },
  "structured-patterns": {
    constants: { ...published, nRehearse: "k" },
    // Nine mixtures at three kinds of noise, two more k, and random patterns.
    points: 30,
    axes: {
      prototypes: [1, 2, 3, 5, 10],
      mixed: [1, 2],
      inputNoiseA: [0.2, 0.1, 0, 0.5],
      targetNoiseA: [0.4, 0.1, 0, 0.5],
      inputNoiseB: [0.1, 0, 0.5],
      targetNoiseB: [0, 0.1, 0.5],
      rehearsed: [5, 2, 10],
    },
  },
  decay: {
    constants: { ...published, fastDecay: "each in turn", nRehearseSweeps: "1, 2, 3, 5, 8, 13, 20" },
    points: 9,
    axes: { fastDecay: [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1] },
  },
  settling: {
    constants: { ...published, steps: "1, 2, 5, 20" },
    points: 6,
    axes: { cueNoise: [0, 0.1], net: ["bidirectional", "recurrent", "recurrentWithoutSelf"] },
  },
  law: {
    constants: { dim: 10, toleranceA: 0.2, toleranceB: 0.1 },
    // Nine networks with hidden units, six linear associators.
    points: 15,
    axes: expect.objectContaining({
      units: ["logistic", "tanh", undefined],
      inputs: ["0, 1", "±1", undefined],
      hidden: [100, 30, 300, undefined],
      slowLr: [0.02, 0.01, 0.004, undefined],
      prototypes: [undefined, 1, 2, 3, 5, 10],
    }),
  },
  limits: {
    constants: { dim: 10, toleranceA: 0.2, toleranceB: 0.1 },
    points: 8,
    axes: expect.objectContaining({
      units: ["logistic", "tanh"],
      inputs: ["0, 1", "±1"],
      biases: ["yes", "no"],
      pairsOfA: [100, 40],
      fastLr: [0.02, 0.05, 0.08],
    }),
  },
  "data-movement": {
    constants: {
      pairsPerUnit: 0.4,
      rehearsedPerUnit: 0.1,
      bytesPerNumber: 1,
      slowLr: 0.1,
      fastLr: 0.5,
      fastDecay: 0.9,
    },
    points: 20,
    axes: { rule: ["fastWeights", "fastWeightsDual", "slowRate", "summedRate"], dim: [10, 20, 30, 40, 50] },
  },
};

describe.each(studies)("$name", ({ name, question, seeds, grid, constants, judge }) => {
  it("asks a question of enough seeds", () => {
    expect(question).toMatch(/^[A-Z][^\n]*\?$/);
    const least = { waiting: 400, "free-lunch": 1000, law: 10, limits: 12 }[name] ?? 30;
    expect(seeds).toBeGreaterThanOrEqual(least);
  });

  it("says what it holds fixed", () => {
    expect(constants).toEqual(plans[name]!.constants);
  });

  it("has a grid of points that differ, over the values it is about", () => {
    const { points, axes } = plans[name]!;
    expect(grid).toHaveLength(points);
    expect(new Set(grid.map((setting) => JSON.stringify(setting))).size).toBe(points);
    const coordinates = [...new Set(grid.flatMap((setting) => Object.keys(setting)))];
    expect(
      Object.fromEntries(
        coordinates.map((coordinate) => [coordinate, [...new Set(grid.map((setting) => setting[coordinate]))]]),
      ),
    ).toEqual(axes);
  });

  it("has its figure", () => {
    const document = documentOf(name);
    const { figure } = sections.find(({ study }) => study.name === name)!;
    expect(studyFigure(document)).toEqual({ name: `studies/${name}`, spec: figure(document) });
  });

  it("judges the committed results as they say, at every point of the grid", () => {
    const { rows, verdict } = documentOf(name);
    expect(rows.map(({ setting }) => setting)).toEqual(grid);
    expect(judge(rows)).toEqual(verdict);
  });
});

it("results of no study have no figure", () => {
  expect(() => studyFigure({ ...documentOf("cycle"), study: "none" })).toThrow("no figure for the study none");
});
