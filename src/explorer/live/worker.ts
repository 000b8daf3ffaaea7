import type { Settings } from "../../settings.ts";
import { runStages, type Stages } from "./experiment.ts";
import { type LawPair, measureLaw } from "./law.ts";

/** A request of a live figure. */
export type Request =
  | { readonly kind: "experiment"; readonly settings: Settings }
  | { readonly kind: "law"; readonly share: number };

/** The answers to each kind of request. */
export interface Answers {
  readonly experiment: { readonly settings: Settings; readonly recalls: Stages };
  readonly law: readonly LawPair[];
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
  else post<"law">(measureLaw(data.share));
});
