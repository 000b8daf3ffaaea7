import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { Associator } from "../../src/model/associator.ts";
import { DeltaRule } from "../../src/model/delta-rule.ts";
import { randomTask, slice } from "../../src/model/patterns.ts";
import { learningPhases } from "../../src/model/protocol.ts";
import { makeSettings } from "../../src/settings.ts";
import { root } from "../command.ts";
import { learn, norm, presentations } from "../dense.ts";
import oracle from "../oracle/protocol.json" with { type: "json" };

describe("the rule, by hand:", () => {
  const rule = new DeltaRule(2, { slowLr: 0.5, fastLr: 1, fastDecay: 0.25 });

  it("the first presentation learns from the whole target, and the new fast part decays at once", () => {
    rule.present([1, -1], [1, 3]);
    // error (1, 3), update error ⊗ x / 2.
    expect(rule.slow).toEqual([Float64Array.of(0.25, -0.25), Float64Array.of(0.75, -0.75)]);
    expect(rule.fast).toEqual([Float64Array.of(0.125, -0.125), Float64Array.of(0.375, -0.375)]);
    expect(rule.output([1, -1])).toEqual(Float64Array.of(0.75, 2.25));
  });

  it("the second one from the error that is left, and all fast weights decay", () => {
    rule.present([1, 1], [2, 0]);
    expect(rule.slow).toEqual([Float64Array.of(0.75, 0.25), Float64Array.of(0.75, -0.75)]);
    expect(rule.fast).toEqual([Float64Array.of(0.28125, 0.21875), Float64Array.of(0.09375, -0.09375)]);
  });

  it("recall is the sign of the output, 0 counting as +1", () => {
    expect(rule.recall([1, -1])).toEqual(Float64Array.of(1, 1));
    expect(rule.recall([-1, 1])).toEqual(Float64Array.of(-1, -1));
    expect(rule.recall([0, 0])).toEqual(Float64Array.of(1, 1));
  });
});

test("the rule and its dual form refuse what the command line refuses, and patterns that are not there", () => {
  const rates = { slowLr: 0.5, fastLr: 1, fastDecay: 0.25 };
  const rule = new DeltaRule(2, rates);
  const vectors = Float64Array.of(1, -1, 1, 1);
  const dual = new Associator(vectors, vectors, 2, rates);
  const refused: [() => unknown, string][] = [
    [() => new DeltaRule(2, { ...rates, slowLr: -5 }), "slowLr -5: must be a number from 0 to"],
    [() => new DeltaRule(2, { slowLr: 1 } as typeof rates), "fastLr undefined: must be"],
    [
      () => new Associator(vectors, vectors, 2, { ...rates, fastDecay: 7 }),
      "fastDecay 7: must be a number from 0 to 1",
    ],
    [() => rule.present([1], [1, 1]), "a pattern of 1 units: must have dim, 2"],
    [() => rule.present([1, 1], [1, 1, 1]), "a pattern of 3 units: must have dim, 2"],
    [() => rule.recall([]), "a pattern of 0 units: must have dim, 2"],
    [() => dual.present(2), "input 2: must be from 0 to 1"],
    [() => dual.present(-1), "input -1: must be from 0 to 1"],
    [
      () => slice({ count: 2, dim: 2, inputs: vectors, targets: vectors }, 1, 3),
      "associations 1 to 3: must be from 0 to 2",
    ],
  ];
  for (const [act, message] of refused) {
    expect(act).toThrow(UsageError);
    expect(act).toThrow(message);
  }
});

const settings = makeSettings();
/** ‖W_slow‖ and ‖W_fast‖ after each phase of learning. */
type Norms = readonly { slow: number; fast: number }[];

function denseNorms(Rule: typeof DeltaRule): Norms {
  const task = randomTask(settings);
  const net = new Rule(settings.dim, settings);
  return learningPhases.map((phase) => {
    learn(net, task, phase, settings);
    return { slow: norm(net.slow), fast: norm(net.fast) };
  });
}

function dualNorms(Dual: typeof Associator): Norms {
  const task = randomTask(settings);
  const both = (matrix: "inputs" | "targets") => Float64Array.from([...task.a[matrix], ...task.b[matrix]]);
  const net = new Dual(both("inputs"), both("targets"), settings.dim, settings);
  return learningPhases.map((phase) => {
    const first = phase === "learnB" ? task.a.count : 0;
    for (const i of presentations(task, phase, settings)) net.present(first + i);
    return net.norms();
  });
}

const agree = (some: Norms, others: Norms): boolean =>
  some.every(({ slow, fast }, phase) => {
    const other = others[phase]!;
    return Math.abs(slow / other.slow - 1) < 1e-9 && Math.abs(fast / other.fast - 1) < 1e-9;
  });

/** A copy of a source file, changed in one place. */
async function changedCopy(path: string, original: string, changed: string) {
  const source = readFileSync(join(root, path), "utf8");
  expect(source.split(original), `${path} has ${original} once`).toHaveLength(2);
  const contents = source.replace(original, () => changed);
  const resolveDir = join(root, "src/model");
  const stdin = { contents, resolveDir, loader: "ts" as const };
  const { outputFiles } = await build({ stdin, bundle: true, format: "esm", write: false });
  return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(outputFiles[0]!.text)}`);
}

describe("there is one rule:", () => {
  const published = learningPhases.map((phase) => oracle.runs[0]!.phases[phase]);
  const numpy: Norms = published.map(({ slowNorm, fastNorm }) => ({ slow: slowNorm, fast: fastNorm }));
  const dense = denseNorms(DeltaRule);
  const dual = dualNorms(Associator);

  test("the definition, the dual form and NumPy's run at seed 0 agree", () => {
    expect([agree(dense, numpy), agree(dual, numpy), agree(dense, dual)]).toEqual([true, true, true]);
  });

  test.each([
    [
      "delta-rule",
      "(this.fast[row]![column]! + fastLr * update) * fastDecay",
      "this.fast[row]![column]! * fastDecay + fastLr * update",
    ],
    ["delta-rule", "(weight + this.fast[row]![column]!)", "weight"],
    ["associator", "fastLr / dim / this.#scale", "fastLr / dim / (this.#scale * fastDecay)"],
    ["associator", "- (slow[k]! + this.#scale * fast[k]!)", "- slow[k]!"],
  ])("%s with another update or error agrees with neither of the others", async (file, original, changed) => {
    const copy = await changedCopy(`src/model/${file}.ts`, original, changed);
    const norms = copy.DeltaRule ? denseNorms(copy.DeltaRule) : dualNorms(copy.Associator);
    expect([numpy, dense, dual].map((others) => agree(norms, others))).toEqual([false, false, false]);
  });

  test("a copy that is not changed agrees: the copies are the files themselves", async () => {
    const { DeltaRule: Copy } = await changedCopy("src/model/delta-rule.ts", "class DeltaRule", "class DeltaRule");
    expect(agree(denseNorms(Copy), dense)).toBe(true);
  });
});
