import { type Weights, weightMatrix } from "../../model/associator.ts";
import type { Rates } from "../../model/delta-rule.ts";
import { drawAssociations, slice } from "../../model/patterns.ts";
import { power } from "../../model/power.ts";
import { fitPowerLaw, type PowerLaw, powerLawAt } from "../../model/power-law.ts";
import { Trainer } from "../../model/protocol.ts";
import { bitAccuracy, shareRight } from "../../model/recall.ts";
import { dot } from "../../model/rows.ts";
import type { Measured } from "../../model/statistics.ts";
import { makeSettings, type Settings } from "../../settings.ts";
import { difference, isNegative, measured, numberWithError, rowAt } from "../estimates.ts";
import { outputsAfterWaiting } from "../structured-patterns/prediction.ts";
import { generatorFor, published, type Row, type Study, type Verdict } from "../study.ts";
import { type Bill, type Cell, TracingMachine } from "./byte-dmd.ts";

/** Pairs in A and B, and rehearsed pairs, in the published proportions to the units: 20 and 5 of 50. */
export const dims = [10, 20, 30, 40, 50] as const;
export const LARGEST = 50;
/** The number of units at which the fitted power law is read off. */
const SCALED = 1000;
/** More sweeps than any associator needs; the delta rule always gets there where inputs are independent. */
const MOST_SWEEPS = 1000;

/** Scales the settings of the protocol to a dimension, at the published rates. */
const settingsAt = (dim: number): Settings => makeSettings({ dim, nPairs: (2 * dim) / 5, nRehearse: dim / 10 });

/**
 * The rules that rehearse:
 *
 * - `fastWeights`: the published rule, its two weight matrices kept as matrices
 * - `fastWeightsDual`: the same rule in its dual form, as `Associator` computes it
 * - `slowRate`: an associator of a single time scale, one matrix without decay, at the published slow rate
 * - `summedRate`: the same at the sum of the two published rates, so that a presentation takes as large a step
 */
export const rules = ["fastWeights", "fastWeightsDual", "slowRate", "summedRate"] as const;
export type Rule = (typeof rules)[number];

const { slowLr, fastLr, fastDecay } = published;
const rates: Readonly<Record<Rule, Rates>> = {
  fastWeights: { slowLr, fastLr, fastDecay },
  fastWeightsDual: { slowLr, fastLr, fastDecay },
  slowRate: { slowLr, fastLr: 0, fastDecay: 1 },
  summedRate: { slowLr: slowLr + fastLr, fastLr: 0, fastDecay: 1 },
};

/** Trains on A, then on B. The associations and the order are the same for all rules at one seed. */
function learnBoth(dim: number, rule: Rule, seed: number): Trainer {
  const settings = { ...settingsAt(dim), ...rates[rule] };
  const random = generatorFor("data-movement", { dim }, seed);
  const draw = () => drawAssociations(random, settings.nPairs, dim);
  const learner = new Trainer({ a: draw(), b: draw(), random }, settings);
  learner.train("learnA");
  learner.train("learnB");
  return learner;
}

function rehearsedBit(learner: Trainer, weights?: Weights): number {
  return bitAccuracy(learner.recall(weights).A, 0, learner.settings.nRehearse);
}

/** Rehearses until the rehearsed pairs are recalled this well. @returns the order of presentation, all sweeps in a row */
function rehearse(learner: Trainer, target: number): number[] {
  const { associator, task, settings } = learner;
  const order = Int32Array.from({ length: settings.nRehearse }, (_, i) => i);
  const presented: number[] = [];
  for (let sweep = 1; sweep <= MOST_SWEEPS; sweep++) {
    task.random.shuffle(order);
    for (const i of order) associator.present(i);
    presented.push(...order);
    if (rehearsedBit(learner) >= target) return presented;
  }
  throw new Error(`the rehearsed pairs are not recalled after ${MOST_SWEEPS} sweeps`);
}

/** A rule as a program of the tracing machine. */
interface Program {
  /** Presents rehearsed pair `i`. */
  present(i: number): void;
  /** Computes the outputs of all pairs of A, row by row. */
  recall(): Cell[];
}

/** Splits numbers or cells into rows of `width`. */
const rowsOf = <T>(values: ArrayLike<T>, width: number): T[][] =>
  Array.from({ length: values.length / width }, (_, i) =>
    Array.from({ length: width }, (_, d) => values[i * width + d]!),
  );

/**
 * A rule on weight matrices: W_slow and W_fast, or W alone, X and Y of A are loaded in this order. Output units do not
 * depend on each other, so a presentation goes through the weights row by row: the output and the error of a unit, then
 * the update of its weights while they are near the top. Recall adds up the components once for all pairs.
 */
function denseProgram(machine: TracingMachine, { task: { a }, settings, associator }: Trainer): Program {
  const { dim, slowLr, fastLr, fastDecay } = settings;
  const { slow, fast, inputs: learned } = associator.coefficients();
  const given = [{ coefficients: slow, rate: slowLr, decay: 1 }];
  if (fastLr > 0) given.push({ coefficients: fast, rate: fastLr, decay: fastDecay });
  const matrices = given.map(({ coefficients }) => weightMatrix(coefficients, learned, dim));
  const loaded = machine.load(...matrices, a.inputs, a.targets).map((cells) => rowsOf(cells, dim));
  const components = given.map(({ rate, decay }, i) => ({ rows: loaded[i]!, rate, decay }));
  const [inputs, targets] = loaded.slice(-2) as [Cell[][], Cell[][]];

  const effective = (row: number, column: number): Cell =>
    components.map(({ rows }) => rows[row]![column]!).reduce((sum, weight) => machine.add(sum, weight));
  const output = (row: number, x: readonly Cell[]): Cell => {
    let sum = machine.multiply(effective(row, 0), x[0]!);
    for (let d = 1; d < dim; d++) sum = machine.add(sum, machine.multiply(effective(row, d), x[d]!));
    return sum;
  };
  return {
    present(i) {
      const x = inputs[i]!;
      targets[i]!.forEach((target, row) => {
        const error = machine.subtract(target, output(row, x));
        for (const { rows, rate, decay } of components) {
          const gain = machine.scale(error, rate / dim);
          x.forEach((unit, column) => {
            const weight = machine.add(rows[row]![column]!, machine.multiply(gain, unit));
            rows[row]![column] = decay === 1 ? weight : machine.scale(weight, decay);
          });
        }
      });
    },
    recall() {
      const weights = targets[0]!.map((_, row) => inputs[0]!.map((_, column) => effective(row, column)));
      return inputs.flatMap((x) => weights.map((row) => machine.dot(row, x)));
    },
  };
}

/**
 * The fast-weight rule in its dual form, every sum and product that `Associator` computes with the outputs of all of A
 * kept up to date, so that recall only reads them. Unlike the matrices it recalls no input but those it knew beforehand.
 * Loaded are the slow and the fast outputs of A's pairs, the rehearsed rows of the Gram matrix, the slow and the fast
 * coefficients of the rehearsed pairs, the running decay, and Y of the rehearsed pairs, in this order.
 */
function dualProgram(machine: TracingMachine, { task: { a }, settings, associator }: Trainer): Program {
  const { dim, nRehearse, slowLr, fastLr, fastDecay } = settings;
  const coefficients = associator.coefficients();
  const rehearsed = nRehearse * dim;
  const inputs = rowsOf(a.inputs, dim);
  const overlaps = inputs.slice(0, nRehearse).flatMap((x) => inputs.map((other) => dot(x, other)));
  const slowOutputs = Float64Array.from(a.inputs, (_, k) => associator.slowOutput(Math.floor(k / dim), k % dim));
  const [slowCells, fastCells, gramCells, slowGains, fastGains, decays, targetCells] = machine.load(
    slowOutputs,
    slowOutputs.map((output, k) => associator.output(Math.floor(k / dim), k % dim) - output),
    overlaps,
    coefficients.slow.subarray(0, rehearsed),
    coefficients.fast.subarray(0, rehearsed),
    [1],
    a.targets.subarray(0, rehearsed),
  );
  const [slow, fast, targets] = [rowsOf(slowCells, dim), rowsOf(fastCells, dim), rowsOf(targetCells, dim)];
  const [gram, c, f] = [rowsOf(gramCells, a.count), rowsOf(slowGains, dim), rowsOf(fastGains, dim)];
  let decay = decays[0]!;
  const output = (j: number, d: number): Cell => machine.add(slow[j]![d]!, machine.multiply(decay, fast[j]![d]!));
  const increase = (cells: Cell[], gain: Cell, errors: readonly Cell[]) =>
    errors.forEach((error, d) => {
      cells[d] = machine.add(cells[d]!, machine.multiply(gain, error));
    });

  return {
    present(i) {
      const fastStep = machine.divide(fastLr / dim, decay);
      const errors = targets[i]!.map((target, d) => {
        const error = machine.subtract(target, output(i, d));
        c[i]![d] = machine.add(c[i]![d]!, machine.scale(error, slowLr / dim));
        f[i]![d] = machine.add(f[i]![d]!, machine.multiply(fastStep, error));
        return error;
      });
      gram[i]!.forEach((overlap, j) => {
        increase(slow[j]!, machine.scale(overlap, slowLr / dim), errors);
        increase(fast[j]!, machine.multiply(fastStep, overlap), errors);
      });
      decay = machine.scale(decay, fastDecay);
    },
    recall: () => slow.flatMap((row, j) => row.map((_, d) => output(j, d))),
  };
}

/**
 * Prices rehearsing pairs of A in a given order, then recalling all of A. Each sum, difference, product and quotient of two
 * numbers is an instruction; learning rates, decay and 1/dim are constants. What chooses the order, notices that it is time
 * to stop or takes the sign of an output is not priced.
 *
 * @param learner before the rehearsal; it is left as it is
 * @returns both bills, that of the rehearsal by the definition `twoStacks`, and the outputs of all pairs of A that the priced program computed, shape (count, dim)
 */
export function priceRehearsal(learner: Trainer, rule: Rule, presented: readonly number[]) {
  const machine = new TracingMachine();
  const program = (rule === "fastWeightsDual" ? dualProgram : denseProgram)(machine, learner);
  for (const i of presented) program.present(i);
  machine.mark();
  const outputs = Float64Array.from(program.recall(), (cell) => machine.valueOf(cell));
  const [rehearsal, recall] = machine.price() as [Bill, Bill];
  return { rehearsal, recall, twoStacks: machine.price("twoStacks")[0]!, outputs };
}

/** Fits a power law to the cost of one presentation by a rule, through the dimensions up to `largest`. */
export function presentationLaw(rows: readonly Row[], rule: Rule, largest: number = LARGEST): PowerLaw {
  const fitted = dims.filter((dim) => dim <= largest);
  return fitPowerLaw(fitted.map((dim) => ({ x: dim, y: estimateAt(rows, rule, dim, "cost.perPresentation").mean })));
}

export const estimateAt = (rows: readonly Row[], rule: Rule, dim: number, quantity: string): Measured =>
  measured(rowAt(rows, { rule, dim }), quantity);

/** Divides estimates as if their seeds were independent: the error is never taken for too small. */
function ratio(a: Measured, b: Measured): Measured {
  const mean = a.mean / b.mean;
  return { mean, error: mean * Math.hypot(a.error / a.mean, b.error / b.mean) };
}

/**
 * For each rule: at the largest dimension its `cost` of rehearsal with `error`, its `sweeps`, and its cost `relative`
 * to the fast weights', by the other definition `relative.twoStacks`; the `exponent` of what a presentation costs, by what part of the measured cost the law through
 * the smaller dimensions `misses` the largest, and the cost `scaled` up by the law to SCALED units, with as many sweeps
 * as at the largest dimension. The law errs low far out: with many units the exponent tends to 3, dim² weights read at
 * depths that go with dim². `published.cost` is that of the fast weights' five sweeps, stopped by no target.
 */
function numbersOf(rows: readonly Row[]): Verdict["numbers"] {
  const at = (rule: Rule, quantity: string) => estimateAt(rows, rule, LARGEST, quantity);
  const numbers: Record<string, number> = { dim: LARGEST, scaledDim: SCALED };
  for (const rule of rules) {
    const cost = at(rule, "cost");
    const sweeps = at(rule, "sweeps").mean;
    const law = presentationLaw(rows, rule);
    const foreseen = powerLawAt(presentationLaw(rows, rule, LARGEST - 1), LARGEST);
    numbers[`${rule}.cost`] = cost.mean;
    numbers[`${rule}.error`] = cost.error;
    numbers[`${rule}.sweeps`] = sweeps;
    for (const by of rule === "fastWeights" ? [] : (["cost", "cost.twoStacks"] as const)) {
      const name = `${rule}.relative${by.slice("cost".length)}`;
      Object.assign(numbers, numberWithError(name, ratio(at(rule, by), at("fastWeights", by))));
    }
    numbers[`${rule}.exponent`] = law.exponent;
    numbers[`${rule}.misses`] = foreseen / at(rule, "cost.perPresentation").mean - 1;
    numbers[`${rule}.scaled`] = powerLawAt(law, SCALED) * sweeps * settingsAt(SCALED).nRehearse;
  }
  const presentation = at("fastWeights", "cost.perPresentation").mean;
  numbers["published.cost"] = presentation * published.nRehearseSweeps * settingsAt(LARGEST).nRehearse;
  return numbers;
}

/** Tells whether a rule moves less data than another at the largest dimension. The seeds, and so their tasks, are the same. */
function isCheaper(rows: readonly Row[], cost: string, rule: Rule, other: Rule): boolean {
  return isNegative(difference(estimateAt(rows, rule, LARGEST, cost), estimateAt(rows, other, LARGEST, cost)));
}

/** Judges by the study's rule. @param cost of one definition, `cost` or `cost.twoStacks` */
export function judgeCosts(rows: readonly Row[], cost = "cost"): string {
  const dual = isCheaper(rows, cost, "fastWeightsDual", "fastWeights") ? "DualCheaper" : "DualNotCheaper";
  const belowSummedRate = isCheaper(rows, cost, "fastWeights", "summedRate");
  if (isCheaper(rows, cost, "fastWeights", "slowRate")) {
    return `${belowSummedRate ? "cheaper" : "cheaperThanSlowRate"}${dual}`;
  }
  return `${belowSummedRate ? "cheaperThanSummedRate" : "notCheaper"}${dual}`;
}

/**
 * Do fast weights restore a memory with less data movement than an associator of a single time scale that is retrained
 * until it recalls as well? And does the dual form of the same arithmetic move less data than weight matrices?
 *
 * Each rule learns A and B at its own rates by the published protocol. The bit accuracy of the rehearsed pairs that the
 * fast weights reach in five sweeps is the target; then every rule, the fast weights too, rehearses the same pairs
 * sweep by sweep until it is there. `cost` is what it reads in doing so, by ByteDMD with one stack at one byte a number
 * (`priceRehearsal` says what counts), `cost.twoStacks` the same by the later definition, and `recall.cost` what recalling all of A costs afterwards. Everything that a
 * rule keeps is on the stack when rehearsal starts, the dual form's Gram matrix too. Learning A and B is not priced; a
 * presentation costs about as much there. Waiting costs nothing: for ever it leaves `rehearsed.waiting`, and as long as the
 * rule's own rehearsal `rehearsed.waitingAsLong`. Beside them stands what was bought, also as it is when W_fast has decayed.
 *
 * The rule, on the mean cost at the largest dimension, where a difference counts from three standard errors on:
 *
 * - `cheaper`: fast weights cost less than the single time scale at the slow rate and at the summed rate
 * - `cheaperThanSlowRate`: less than at the slow rate only
 * - `cheaperThanSummedRate`: less than at the summed rate only
 * - `notCheaper`: less than neither
 *
 * each followed by `DualCheaper` where the dual form costs less than the matrices, else by `DualNotCheaper`.
 */
export const dataMovement: Study = {
  name: "data-movement",
  version: 2,
  question:
    "Does restoring a memory move less data with fast weights than with one time scale, and less yet in dual form?",
  seeds: 100,
  firstSeed: 0,
  constants: { pairsPerUnit: 0.4, rehearsedPerUnit: 0.1, bytesPerNumber: 1, ...rates.fastWeights },
  grid: rules.flatMap((rule) => dims.map((dim) => ({ rule, dim }))),

  measure(setting, seed) {
    const { rule, dim } = setting as { rule: Rule; dim: number };
    const publishedRehearsal = learnBoth(dim, "fastWeights", seed);
    publishedRehearsal.train("rehearse");
    const target = rehearsedBit(publishedRehearsal);
    const learner = learnBoth(dim, rule, seed);
    const afterB = rehearsedBit(learner);
    const waiting = rehearsedBit(learner, "slow");
    const presented = rehearse(learner, target);
    const before = learnBoth(dim, rule, seed);
    const { rehearsal, recall, twoStacks } = priceRehearsal(before, rule, presented);
    const rehearsed = slice(before.task.a, 0, before.settings.nRehearse);
    const left = power(before.settings.fastDecay, presented.length);
    const waited = outputsAfterWaiting(before.associator, rehearsed, left);
    return {
      sweeps: presented.length / learner.settings.nRehearse,
      cost: rehearsal.cost,
      "cost.twoStacks": twoStacks.cost,
      reads: rehearsal.reads,
      "cost.perPresentation": rehearsal.cost / presented.length,
      "recall.cost": recall.cost,
      "recall.reads": recall.reads,
      "rehearsed.afterB": afterB,
      "rehearsed.waiting": waiting,
      "rehearsed.waitingAsLong": shareRight(waited, rehearsed.targets),
      "rehearsed.target": target,
      "rehearsed.afterRehearsal": rehearsedBit(learner),
      "rehearsed.rehearsalThenWaiting": rehearsedBit(learner, "slow"),
      "B.afterRehearsal": learner.recall().B.bit,
    };
  },

  judge: (rows) => ({ case: judgeCosts(rows), numbers: numbersOf(rows) }),
};
