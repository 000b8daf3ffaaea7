import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it, test } from "vitest";
import { Associator } from "../../src/model/associator.ts";
import { DeltaRule } from "../../src/model/delta-rule.ts";
import { randomTask } from "../../src/model/patterns.ts";
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
      "a new part that does not decay",
      "(this.fast[row]![column]! + fastLr * update) * fastDecay",
      "this.fast[row]![column]! * fastDecay + fastLr * update",
    ],
    ["an error of the slow weights alone", "(weight + this.fast[row]![column]!)", "weight"],
  ])("the definition with %s agrees with neither of the others", async (_, original, changed) => {
    const copy = denseNorms((await changedCopy("src/model/delta-rule.ts", original, changed)).DeltaRule);
    expect([agree(copy, numpy), agree(copy, dual)]).toEqual([false, false]);
  });

  test.each([
    ["a new part that does not decay", "fastLr / dim / this.#scale", "fastLr / dim / (this.#scale * fastDecay)"],
    [
      "an error of the slow weights alone",
      "error[d] = targets[k]! - (slow[k]! + this.#scale * fast[k]!)",
      "error[d] = targets[k]! - slow[k]!",
    ],
  ])("the dual form with %s agrees with neither of the others", async (_, original, changed) => {
    const copy = dualNorms((await changedCopy("src/model/associator.ts", original, changed)).Associator);
    expect([agree(copy, numpy), agree(copy, dense)]).toEqual([false, false]);
  });

  test("a copy that is not changed agrees: the copies are the files themselves", async () => {
    const { DeltaRule: Copy } = await changedCopy("src/model/delta-rule.ts", "class DeltaRule", "class DeltaRule");
    expect(agree(denseNorms(Copy), dense)).toBe(true);
  });
});
