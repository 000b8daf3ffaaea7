import { describe, expect, it } from "vitest";
import { Trainer } from "../../src/model/protocol.ts";
import { bitAccuracy } from "../../src/model/recall.ts";
import { makeSettings } from "../../src/settings.ts";
import { drawLinear, measureLinear } from "../../src/studies/cycle/linear.ts";
import { sets } from "../../src/studies/cycle/moments.ts";
import { cycle, judgeCycle } from "../../src/studies/cycle/study.ts";
import { rowOf } from "../../src/studies/estimates.ts";
import { randomPatterns, sharedComponent } from "../../src/studies/structured-patterns/study.ts";
import { generatorFor } from "../../src/studies/study.ts";

describe("the linear associator", () => {
  const settings = makeSettings();
  const patterns = { shared: sharedComponent, random: randomPatterns };

  it.each(["shared", "random"] as const)("agrees with the protocol in its dual form: %s", (name) => {
    const values = measureLinear(name, 4);
    const task = drawLinear(patterns[name], generatorFor("cycle", { patterns: name }, 4), settings);
    const trainer = new Trainer(task, settings);
    const expectRecall = (moment: string, weights: "effective" | "slow") => {
      const { A, B } = trainer.recall(weights);
      const expected = { rehearsed: bitAccuracy(A, 0, 5), unrehearsed: bitAccuracy(A, 5), B: B.bit };
      for (const set of sets) {
        expect(values[`${name}BothPlastic.${set}.${moment}`], moment).toBeCloseTo(expected[set], 12);
      }
    };
    trainer.train("learnA");
    expectRecall("afterA", "effective");
    trainer.train("learnB");
    expectRecall("afterB", "effective");
    expectRecall("waitingForEver", "slow");
    trainer.train("rehearse");
    expectRecall("afterRehearsal", "effective");
    expectRecall("letGo", "slow");
  });

  it("the effect is there with a shared component and gone without; with both plastic, part of it stays", () => {
    const seeds = Array.from({ length: 12 }, (_, seed) => ({
      ...measureLinear("shared", seed),
      ...measureLinear("random", seed),
    }));
    const row = rowOf(cycle, {}, seeds);
    const mean = (name: string) => row.estimates[name]!.mean as number;
    expect(judgeCycle(row, "sharedFrozen")).toBe("temporary");
    expect(judgeCycle(row, "randomFrozen")).not.toBe("temporary");
    expect(mean("sharedFrozen.unrehearsed.letGo.beyondWaiting")).toBeCloseTo(0, 9);
    expect(mean("sharedBothPlastic.unrehearsed.letGo.beyondWaiting")).toBeGreaterThan(0.05);
  });
});
