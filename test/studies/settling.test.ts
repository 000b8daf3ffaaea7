import { beforeAll, describe, expect, test } from "vitest";
import { drawAssociations, flip, type Task } from "../../src/model/patterns.ts";
import { learningPhases } from "../../src/model/protocol.ts";
import { makeSettings } from "../../src/settings.ts";
import { settling, stepCounts } from "../../src/studies/settling/study.ts";
import { generatorFor, type Row } from "../../src/studies/study.ts";
import { bits, DenseAssociator, denseRun, learn, signs } from "../dense.ts";
import { rowsOf } from "./controlled.ts";

const settings = makeSettings();

function drawTask(seed: number): Task {
  const random = generatorFor("settling", {}, seed);
  return { a: drawAssociations(random, 20, 50), b: drawAssociations(random, 20, 50), random };
}

describe("one seed", () => {
  test("the first step of the bidirectional net is the dense associator's one-shot read-out", () => {
    const measured = settling.measure({ net: "bidirectional", cueNoise: 0 }, 5) as Record<string, number[]>;
    const dense = denseRun(() => drawTask(5), settings);
    for (const group of ["rehearsed", "unrehearsed"] as const) {
      for (const moment of ["afterA", "afterB", "waitingAsLong", "waiting", "afterRehearsal"] as const) {
        expect(measured[`${group}.${moment}`]![0], `${group}.${moment}`).toBeCloseTo(dense[moment][group], 12);
      }
    }
    expect(measured["B.afterRehearsal"]![0]).toBeCloseTo(dense.afterRehearsal.B, 12);
    stepCounts.forEach((_, t) => {
      const [after, waiting] = ["afterRehearsal", "waitingAsLong"].map((name) => measured[`unrehearsed.${name}`]![t]!);
      expect(measured["unrehearsed.beyondWaitingAsLong"]![t]).toBeCloseTo(after! - waiting!, 12);
    });
  });

  test("noisy cues, settled, agree with the dense form", () => {
    const measured = settling.measure({ net: "bidirectional", cueNoise: 0.1 }, 6) as Record<string, number[]>;
    const task = drawTask(6);
    const backTask = drawTask(6);
    const reversed: Task = {
      a: { ...backTask.a, inputs: backTask.a.targets, targets: backTask.a.inputs },
      b: { ...backTask.b, inputs: backTask.b.targets, targets: backTask.b.inputs },
      random: backTask.random,
    };
    const forward = new DenseAssociator(50, settings);
    const backward = new DenseAssociator(50, settings);
    for (const phase of learningPhases) {
      learn(forward, task, phase, settings);
      learn(backward, reversed, phase, settings);
    }
    const cues = flip(task.a.inputs, 0.1, generatorFor("settling", { cueNoise: 0.1 }, 6));
    stepCounts.forEach((steps, t) => {
      const settle = (cue: Float64Array): number[] => {
        let y = signs(forward.output(cue));
        for (let step = 1; step < steps; step++) {
          y = signs(forward.output(signs(backward.output(y).map((value, d) => value + cue[d]!))));
        }
        return y;
      };
      expect(measured["unrehearsed.afterRehearsal"]![t]).toBeCloseTo(bits(settle, task.a, 5, 20, cues), 12);
      expect(measured["unrehearsed.afterRehearsal.settling"]![t]).toBeCloseTo(
        measured["unrehearsed.afterRehearsal"]![t]! - measured["unrehearsed.afterRehearsal"]![0]!,
        12,
      );
    });
  });
});

describe("the verdict", () => {
  let rows: Row[];
  const names = ["A.afterA", "A.afterB", "unrehearsed.afterRehearsal", "unrehearsed.beyondWaitingAsLong"];
  beforeAll(() => {
    rows = rowsOf(
      settling,
      8,
      settling.grid.filter(({ cueNoise }) => cueNoise === 0),
    );
  });
  const only = (...names: string[]) => rows.filter((row) => names.includes(String(row.setting.net)));

  test("settling sharpens recall in the recurrent net with self-connections", () => {
    expect(settling.judge(rows).case).toBe("sharpens");
    expect(settling.judge(only("recurrent")).case).toBe("sharpens");
  });

  test.each(["bidirectional", "recurrentWithoutSelf"])("and blurs it in the %s net", (net) => {
    expect(settling.judge(only(net)).case).toBe("blurs");
  });

  test("a net that stops after its first step gains and loses nothing", () => {
    const firstStep = (values: number | readonly number[]) => stepCounts.map(() => (values as number[])[0]!);
    const stopped = rows.map((row) => ({
      ...row,
      estimates: Object.fromEntries(
        Object.entries(row.estimates).map(([name, { mean, error }]) => [
          name,
          { mean: firstStep(mean), error: firstStep(error) },
        ]),
      ),
    }));
    expect(settling.judge(stopped).case).toBe("nothing");
  });

  test("counts what it adds after the most steps, on intact cues alone", () => {
    const still = { mean: [0, 0, 0, 0], error: [0.01, 0.01, 0.01, 0.01] };
    const rowWith = (cueNoise: number, gain: string, mean: number[]): Row => ({
      setting: { net: "recurrent", cueNoise },
      estimates: {
        ...Object.fromEntries(names.flatMap((name) => [name, `${name}.settling`].map((each) => [each, still]))),
        [`${gain}.settling`]: { mean, error: [0.01, 0.01, 0.01, 0.01] },
      },
    });
    const judge = (cueNoise: number, gain: string, mean: number[]) =>
      settling.judge([rowWith(cueNoise, gain, mean)]).case;
    expect(judge(0, "A.afterB", [0, 0.2, 0.2, 0])).toBe("nothing");
    const found = ["nothing", "sharpens", "sharpens", "restores"];
    names.forEach((gain, i) => {
      expect([judge(0, gain, [0, 0, 0, 0.2]), judge(0.1, gain, [0, 0, 0, 0.2])]).toEqual([found[i], "nothing"]);
    });
    for (const gain of names.slice(1, 3)) expect(judge(0, gain, [0, 0, 0, -0.2])).toBe("blurs");
  });

  test("quotes what every net recalls at its first step, and what settling adds", () => {
    // From noisy cues each net is given what another recalls from intact ones.
    const noisy: Row[] = rows.map(({ setting }, i) => ({
      setting: { ...setting, cueNoise: 0.1 },
      estimates: rows[(i + 1) % rows.length]!.estimates,
    }));
    const expected = [...rows, ...noisy].flatMap(({ setting: { net, cueNoise }, estimates }) =>
      names.flatMap((name) => {
        const prefix = `${cueNoise === 0 ? "" : "noisy."}${net}.${name}`;
        const gain = estimates[`${name}.settling`]!;
        return [
          [prefix, (estimates[name]!.mean as number[])[0]],
          [`${prefix}.settling`, (gain.mean as number[])[3]],
          [`${prefix}.settling.error`, (gain.error as number[])[3]],
        ];
      }),
    );
    expect(expected).toHaveLength(6 * 4 * 3);
    expect(settling.judge([...rows, ...noisy]).numbers).toEqual(Object.fromEntries(expected));
  });
});
