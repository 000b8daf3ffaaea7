import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { Associator } from "../../src/model/associator.ts";
import { DeltaRule } from "../../src/model/delta-rule.ts";
import { randomTask } from "../../src/model/patterns.ts";
import { learningPhases } from "../../src/model/protocol.ts";
import { makeSettings } from "../../src/settings.ts";
import { root } from "../command.ts";
import { learn, norm, presentations } from "../dense.ts";
import oracle from "../oracle/protocol.json" with { type: "json" };

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
