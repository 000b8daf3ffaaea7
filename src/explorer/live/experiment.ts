import { percent, points } from "../../format.ts";
import { drawTask } from "../../model/patterns.ts";
import { Trainer } from "../../model/protocol.ts";
import { bitAccuracy, type RecallOfBoth } from "../../model/recall.ts";
import type { Settings } from "../../settings.ts";

/** The stages that the reader goes through: rehearsal ends as in the published protocol, then the fast weights decay to nothing. */
export const stages = ["afterB", "rehearsed", "letGo"] as const;
type Stage = (typeof stages)[number];

/** Recall of both sets at the end of each stage. */
export type Stages = Readonly<Record<Stage, RecallOfBoth>>;

/** Runs the protocol, and lets go. @throws DivergenceError when the learning rates are too large */
export function runStages(settings: Settings): Stages {
  const trainer = new Trainer(drawTask(settings), settings);
  trainer.train("learnA");
  trainer.train("learnB");
  const afterB = trainer.recall();
  trainer.train("rehearse");
  return { afterB, rehearsed: trainer.recall(), letGo: trainer.recall("slow") };
}

/** Describes a stage in numbers; changes are counted from the end of learning B. @param rehearsed the number of pairs */
export function describeStage(recalls: Stages, stage: Stage, rehearsed: number): string {
  const { A, B } = recalls[stage];
  const both = `A has ${percent(A.bit)} of its bits right, and B ${percent(B.bit)}.`;
  if (stage === "afterB") return `After learning B, ${both}`;
  const gain = (from: number, to?: number) =>
    points(bitAccuracy(A, from, to) - bitAccuracy(recalls.afterB.A, from, to));
  const others = rehearsed < A.perPair.length ? `, the unrehearsed pairs by ${gain(rehearsed)}` : "";
  const since = `Since learning B, the rehearsed pairs have changed by ${gain(0, rehearsed)}${others}.`;
  return `${stage === "rehearsed" ? "After rehearsal" : "After the fast weights have let go"}, ${both} ${since}`;
}
