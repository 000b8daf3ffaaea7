import { randomTask, type Structure, structuredTask, type Task } from "../model/patterns.ts";
import { Generator } from "../model/random.ts";
import type { Settings } from "../settings.ts";

/**
 * What is learned: the published task of unrelated random patterns, or one of the two tasks on which the study of
 * structured patterns rests, where all pairs share a noisy common component, or where nothing but noise is left of it.
 */
export const patternKinds = ["random", "common", "noise"] as const;
export type PatternKind = (typeof patternKinds)[number];

export const patternNames: Readonly<Record<PatternKind, string>> = {
  random: "unrelated, random (as published)",
  common: "structured, with a common component",
  noise: "structured, nothing left but noise",
};

/** As in the study; the order of the names is part of its random seed. */
export const structures: Readonly<Record<Exclude<PatternKind, "random">, Structure>> = {
  common: { prototypes: 1, mixed: 1, inputNoiseA: 0.2, targetNoiseA: 0.4, inputNoiseB: 0.1, targetNoiseB: 0 },
  noise: { prototypes: 1, mixed: 1, inputNoiseA: 0.5, targetNoiseA: 0.5, inputNoiseB: 0.5, targetNoiseB: 0.5 },
};

/** The task, drawn anew; structured ones are the study's own at the same seed, dim and pairs. */
export function drawTask(kind: PatternKind, settings: Settings): Task {
  if (kind === "random") return randomTask(settings);
  const { nPairs, dim, nRehearse, seed } = settings;
  const structure = structures[kind];
  const words = ["structured-patterns", ...Object.entries({ ...structure, rehearsed: nRehearse }).flat()].join(" ");
  return structuredTask(structure, nPairs, dim, new Generator([...new TextEncoder().encode(words), seed]));
}
