import { describe, expect, test } from "vitest";
import { estimatesOf, rowOf } from "../../src/studies/estimates.ts";
import { generatorFor } from "../../src/studies/study.ts";
import { waiting } from "../../src/studies/waiting/study.ts";

test("the generator of a measurement is NumPy's, seeded by the bytes of its name and by its seed", () => {
  // NumPy 2.4.6: `np.random.default_rng([*"demo k 5 net one’s".encode(), 3]).random(2)`.
  const random = generatorFor("demo", { k: 5, net: "one’s" }, 3);
  expect([random.random(), random.random()]).toEqual([0.4970100868663797, 0.21126193071412125]);
});

describe("estimates", () => {
  test("of one seed are that seed's numbers, without error", () => {
    expect(estimatesOf([{ bit: 0.25, curve: [1, 2] }])).toEqual({
      bit: { mean: 0.25, error: 0 },
      curve: { mean: [1, 2], error: [0, 0] },
    });
  });

  test("of two seeds have an error that is half of their difference", () => {
    expect(estimatesOf([{ bit: 1 }, { bit: 2 }])).toEqual({ bit: { mean: 1.5, error: 0.5 } });
  });

  test("of no seed are none", () => {
    expect(estimatesOf([])).toEqual({});
  });
});

describe("a row", () => {
  const measured = [{ bit: 1 }, { bit: 3 }];
  const bit = { mean: 2, error: 1 };

  test("has what is estimated", () => {
    expect(rowOf(waiting, { k: 1 }, measured)).toEqual({ setting: { k: 1 }, estimates: { bit } });
  });

  test("and what the study derives", () => {
    const derive = (given: readonly unknown[]) => ({ seeds: { mean: given.length, error: 0 } });
    expect(rowOf({ ...waiting, derive }, {}, measured).estimates).toEqual({ bit, seeds: { mean: 2, error: 0 } });
  });
});
