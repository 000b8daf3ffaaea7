import type { Settings } from "../../settings.ts";
import { type Courses, drawNetwork, type Moment, runCycle } from "./cycle.ts";
import { runStages, type Stages } from "./experiment.ts";
import { type LawPair, measureLaw } from "./law.ts";

/** A request of a live figure. */
export type Request =
  | { readonly kind: "experiment"; readonly settings: Settings }
  | { readonly kind: "law"; readonly share: number }
  | { readonly kind: "cycle"; readonly seed: number };

/** The answers to each kind of request. */
export interface Answers {
  readonly experiment: { readonly settings: Settings; readonly recalls: Stages };
  readonly law: readonly LawPair[];
  /** The moments of the cycle as they are measured, and at last all of them. */
  readonly cycle: Moment | Courses;
}

/** An answer, and if it is the last one to its request. */
export interface Message<K extends keyof Answers> {
  readonly answer: Answers[K];
  readonly isLast: boolean;
}

const post = <K extends keyof Answers>(answer: Answers[K], isLast = true) =>
  postMessage({ answer, isLast } satisfies Message<K>);

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  if (data.kind === "experiment") post<"experiment">({ settings: data.settings, recalls: runStages(data.settings) });
  else if (data.kind === "law") post<"law">(measureLaw(data.share));
  else post<"cycle">(runCycle(drawNetwork(data.seed), (moment) => post<"cycle">(moment, false)));
});
