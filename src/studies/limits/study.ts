import { isPositive, measured, numberWithError, ratioOfMeans } from "../estimates.ts";
import {
  baseNetwork,
  type Case,
  caseSetting,
  DIM,
  measureNetwork,
  type NetworkSetting,
  TOLERANCE_A,
  TOLERANCE_B,
} from "../law/network.ts";
import { comparisons, errorsOf } from "../law/study.ts";
import { generatorFor, type Row, type Study, type Verdict } from "../study.ts";

/** The sides of the map: how many pairs B has, and how many of A's 100 are rehearsed. */
export const sizesOfB = [1, 2, 5, 10, 20, 50] as const;
export const rehearsedCounts = [5, 10, 25, 50] as const;
/** The number of rehearsed pairs on which the verdict rests. */
export const judgedCount = 25;

/** The cases of the map, from the smallest B and the fewest rehearsed pairs to the largest and the most. */
export const mapCases: readonly Case[] = sizesOfB.flatMap((pairsOfB) =>
  rehearsedCounts.map((rehearsed) => ({ pairsOfB, rehearsed })),
);

/** Finds a place in the curves over the map's cases. */
export const mapPoint = (pairsOfB: number, rehearsed: number): number =>
  mapCases.findIndex((one) => one.pairsOfB === pairsOfB && one.rehearsed === rehearsed);

/** The parts of rehearsal's change of the weights of which `measureNetwork` takes each alone. */
const parts = ["commonModeAlone", "withoutCommonMode", "onePairAlone", "withoutOnePair"];

const SMALL_A = 40;
const variant = (differences: Partial<NetworkSetting>) => ({ ...baseNetwork, pairsOfA: SMALL_A, ...differences });
const variantCases: readonly Case[] = [{ pairsOfB: 5, rehearsed: 10 }];

/**
 * Networks that code, are built or learn differently. They learn 40 pairs, because some cannot learn 100. Left out are
 * inputs of ±1 without biases, where the answers to x and −x depend on each other so that not both can be learned, and tanh
 * units without biases, which at some seeds do not learn even 40.
 */
const variants: Readonly<Record<string, NetworkSetting>> = {
  "logistic, 0 and 1": variant({}),
  "logistic, 0 and 1, no biases": variant({ biases: "no" }),
  "tanh, 0 and 1": variant({ units: "tanh" }),
  "logistic, ±1": variant({ inputs: "±1" }),
  "tanh, ±1": variant({ inputs: "±1", units: "tanh" }),
  "logistic, 0 and 1, rates 1 : 5": variant({ slowLr: 0.01, fastLr: 0.05 }),
  "logistic, 0 and 1, rates 1 : 20": variant({ slowLr: 0.004, fastLr: 0.08 }),
};

/** All networks, by their names in the results. */
const networks: Readonly<Record<string, NetworkSetting>> = { map: baseNetwork, ...variants };
const casesOf = (network: string) => (network === "map" ? mapCases : variantCases);

/**
 * Where the effect ends. The network of *cycle* learns A = 100 and then B of 1 to 50 pairs, and rehearses 5 to 50 of A: the
 * row `map`. The other rows are other networks, with A = 40, B = 5 and 10 pairs rehearsed. Quantities as in
 * `measureNetwork`, without correlations and largest errors, curves over the cases that a row's setting lists. Also
 * `restored` and `commonModeRemoved.restored`, the mean gain as a share of the mean damage, and `PART.share` of the parts of
 * rehearsal's change, the share of what rehearsal gives beyond waiting.
 *
 * The rule, on the map at 25 rehearsed pairs: rehearsal *restores* A after a B of some size if A's unrehearsed pairs end
 * above waiting as long, unrelated pairs and shuffled targets, each by more than three standard errors, and have more than
 * half of the damage back.
 *
 * - `nowhere`: it restores A after no B
 * - `everywhere`: it does after the largest B
 * - `ends`: `largest` is the largest B after which it does, and `next` the next larger one
 *
 * The numbers of the verdict also say how far the law's predictions of rehearsal are off over the map: `prediction.error`, the
 * root mean square, and `prediction.bias`, the mean; `prediction.ahead.error` and `….bias`, those of the predictions made before
 * rehearsal; and `prediction.worst`, the largest error with its sign, and its case.
 */
export const limits: Study = {
  name: "limits",
  version: 4,
  question: "How large may B be, how few pairs of A must be rehearsed, and in which networks?",
  seeds: 12,
  // The networks were tried out on other random numbers.
  firstSeed: 7000,
  constants: { dim: DIM, toleranceA: TOLERANCE_A, toleranceB: TOLERANCE_B },
  grid: Object.entries(networks).map(([network, setting]) => {
    return { network, ...setting, ...caseSetting(casesOf(network)) };
  }),

  measure(setting, seed) {
    const network = setting.network as string;
    const quantities = measureNetwork(networks[network]!, casesOf(network), generatorFor("limits", setting, seed));
    // After a small B a few pairs may need no rehearsal at all: then there are no changes to correlate.
    return Object.fromEntries(Object.entries(quantities).filter(([name]) => !/correlation|largestError/.test(name)));
  },

  derive(measurements) {
    return {
      restored: ratioOfMeans(measurements, "gain", "damage"),
      "commonModeRemoved.restored": ratioOfMeans(measurements, "commonModeRemoved.gain", "damage"),
      ...Object.fromEntries(
        parts.map((part) => [`${part}.share`, ratioOfMeans(measurements, `${part}.gain`, "beyondWaiting")]),
      ),
    };
  },

  judge([map]) {
    return { case: judgeMap(map!), numbers: numbersOf(map!) };
  },
};

const judgedPoints = sizesOfB.map((size) => mapPoint(size, judgedCount));

/** Tells whether rehearsal restores A in one case of the map. */
export function restores(map: Row, point: number): boolean {
  const controls = ["Waiting", "Unrelated", "Shuffled"];
  return (
    controls.every((control) => isPositive(measured(map, `beyond${control}`, point))) &&
    measured(map, "restored", point).mean > 0.5
  );
}

/** Finds the place of the largest B after which rehearsal restores A; −1 where there is none. */
const largestRestored = (map: Row): number => judgedPoints.findLastIndex((point) => restores(map, point));

function judgeMap(map: Row): string {
  const largest = largestRestored(map);
  if (largest < 0) return "nowhere";
  return largest === judgedPoints.length - 1 ? "everywhere" : "ends";
}

/** Summarises how far rehearsal is predicted off over the map, and where most. */
function predictionErrors(map: Row): Verdict["numbers"] {
  const compared = comparisons([map], "rehearsed");
  const [law, ahead] = [compared, comparisons([map], "rehearsed", "rehearsed.ahead")].map((all) => errorsOf("", all));
  const errors = compared.map(({ predicted, measured }) => predicted.mean - measured.mean);
  const point = errors.findIndex((error) => Math.abs(error) === law!.worst);
  return {
    "prediction.error": law!.error!,
    "prediction.bias": law!.bias!,
    "prediction.ahead.error": ahead!.error!,
    "prediction.ahead.bias": ahead!.bias!,
    "prediction.worst": errors[point]!,
    "prediction.worst.pairsOfB": mapCases[point]!.pairsOfB,
    "prediction.worst.rehearsed": mapCases[point]!.rehearsed,
    "prediction.worst.predicted": compared[point]!.predicted.mean,
    "prediction.worst.measured": compared[point]!.measured.mean,
  };
}

/** Quotes the sizes of B at which the effect ends, and what is restored there. */
function numbersOf(map: Row): Verdict["numbers"] {
  const largest = largestRestored(map);
  const ends = { largest, next: largest + 1 } as const;
  const restored = mapCases.map((_, point) => restores(map, point)).filter(Boolean).length;
  return Object.assign(
    { judged: judgedCount, cases: mapCases.length, restoredCases: restored, ...predictionErrors(map) },
    ...Object.entries(ends).flatMap(([name, place]) => {
      const point = judgedPoints[place];
      if (point === undefined) return [];
      return [
        { [name]: sizesOfB[place]! },
        ...["blurred.measured", "rehearsed.measured", "restored", "commonModeRemoved.restored"].map((quantity) =>
          numberWithError(`${name}.${quantity}`, measured(map, quantity, point)),
        ),
      ];
    }),
  );
}
