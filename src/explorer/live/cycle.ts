import { counted, percent } from "../../format.ts";
import type { Rates, SlowAndFast } from "../../model/delta-rule.ts";
import { copyOf, decayed, effective, learnAtMost } from "../../model/network.ts";
import type { Associations } from "../../model/patterns.ts";
import { frozen, type Recalled } from "../../studies/cycle/moments.ts";
import { type CyclePhase, type CycleTask, cycle, drawTask, epochGrids, recallOf } from "../../studies/cycle/study.ts";
import { generatorFor } from "../../studies/study.ts";

/** Recall after so many epochs of a phase. */
export interface Moment extends Recalled {
  readonly phase: CyclePhase;
  readonly epoch: number;
}

/**
 * The whole cycle with slow weights that are frozen while rehearsing, and with slow weights that learn then, too. The shorter
 * rehearsal is held at its end, so that equal places are in equal phases.
 */
export interface Courses {
  readonly frozen: readonly Moment[];
  readonly plastic: readonly Moment[];
}

const constants = cycle.constants as Readonly<Record<string, number>> & Rates;
const { toleranceA, toleranceB, mostRehearsal } = constants;
/** Every network of the study has learned A by then. */
const MOST_EPOCHS = 50_000;

/** Draws a network and its pairs as the study does at that seed, so that its numbers are among those that the article averages. */
export const drawNetwork = (seed: number): CycleTask => drawTask(generatorFor("cycle", {}, seed));

/** Runs the cycle as the study does, at the epochs that it follows. @param onMoment called at each as soon as it is measured */
export function runCycle(task: CycleTask, onMoment: (moment: Moment) => void): Courses {
  const { network, initial } = task;
  const measure = (phase: CyclePhase, epoch: number, weights: Float64Array): Moment => {
    const moment = { phase, epoch, ...recallOf(task, weights) };
    onMoment(moment);
    return moment;
  };
  /** Learns a set in place; its end is a moment, too. */
  const learn = (
    phase: CyclePhase,
    weights: SlowAndFast,
    set: Associations,
    rates: Rates,
    tolerance: number,
    most: number,
  ) => {
    const moments: Moment[] = [];
    const { epochs } = learnAtMost(most, tolerance, network, weights, set, set.count, rates, (epoch, now) => {
      if ((epochGrids[phase] as readonly number[]).includes(epoch)) moments.push(measure(phase, epoch, now));
    });
    if (moments.at(-1)!.epoch < epochs) moments.push(measure(phase, epochs, effective(weights)));
    return moments;
  };
  const memory = { slow: initial.slice(), fast: new Float64Array(initial.length) };
  const learned = [
    ...learn("learnA", memory, task.a, constants, toleranceA!, MOST_EPOCHS),
    ...learn("learnB", memory, task.b, constants, toleranceB!, MOST_EPOCHS),
  ];
  const rehearse = (rates: Rates) => {
    const weights = copyOf(memory);
    const rehearsal = learn("rehearse", weights, task.rehearsed, rates, toleranceA!, mostRehearsal!);
    const letGo = epochGrids.letGo.map((epoch) => measure("letGo", epoch, decayed(weights, rates, epoch)));
    return { rehearsal, letGo };
  };
  const both = [rehearse(frozen(constants)), rehearse(constants)] as const;
  const longest = Math.max(...both.map(({ rehearsal }) => rehearsal.length));
  const [ofFrozen, ofPlastic] = both.map(({ rehearsal, letGo }) => {
    const held = Array.from({ length: longest - rehearsal.length }, () => ({ ...rehearsal.at(-1)! }));
    return [...learned, ...rehearsal, ...held, ...letGo];
  });
  return { frozen: ofFrozen!, plastic: ofPlastic! };
}

/** The phases of the cycle in words. */
export const phaseNames: Readonly<Record<CyclePhase, string>> = {
  learnA: "learning A",
  learnB: "learning B",
  rehearse: "rehearsal",
  letGo: "letting go",
};

/** Describes a moment in numbers. */
export function describeMoment({ phase, epoch, rehearsed, unrehearsed, B }: Moment): string {
  const ofA = `A’s rehearsed pairs have ${percent(rehearsed)} of their bits right, its unrehearsed pairs ${percent(unrehearsed)}`;
  return `After ${counted(epoch, "epoch")} of ${phaseNames[phase]}, ${ofA}, and B ${percent(B)}.`;
}
