import fc from "fast-check";
import { makeSettings, type Settings } from "../../src/settings.ts";

/** Most doubles below 1 are all but 0, and most numbers that somebody sets are not. */
const thousandths = (most: number) => fc.integer({ min: 1, max: most }).map((n) => n / 1000);
const rate = fc.oneof(
  { weight: 4, arbitrary: thousandths(900) },
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 0.9, noNaN: true }) },
);

/** Settings of runs up to a size, at rates that converge, the edges of every range among them. */
export const settingsUpTo = (dim: number, pairs: number, mostSweeps: number): fc.Arbitrary<Settings> => {
  const sweeps = fc.integer({ min: 1, max: mostSweeps });
  return fc
    .record({
      seed: fc.oneof(fc.nat(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 130n })),
      dim: fc.integer({ min: 1, max: dim }),
      pairs: fc.integer({ min: 1, max: pairs }).chain((nPairs) =>
        fc.record({
          nPairs: fc.constant(nPairs),
          nRehearse: fc.oneof(fc.constant(nPairs), fc.integer({ min: 1, max: nPairs })),
        }),
      ),
      slowLr: rate,
      fastLr: rate,
      fastDecay: fc.oneof(
        { weight: 4, arbitrary: thousandths(999) },
        { weight: 2, arbitrary: fc.constantFrom(0, 1, 1e-200) },
        { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
      ),
      nASweeps: sweeps,
      nBSweeps: sweeps,
      nRehearseSweeps: sweeps,
    })
    .map(({ pairs, ...rest }) => makeSettings({ ...rest, ...pairs }));
};

export const smallSettings = settingsUpTo(12, 8, 6);
