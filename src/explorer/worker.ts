import { runWithControls } from "../model/controls.ts";
import { drawTask } from "../model/patterns.ts";
import { DivergenceError, runProtocol } from "../model/protocol.ts";
import type { Settings } from "../settings.ts";
import { lastStepOf, presentationsUpTo, presentationsWithControls } from "./experiment.ts";
import {
  type ComparedRun,
  type Overview,
  overviewOf,
  type PartialRun,
  type PickedPair,
  type RecordedRun,
  recordRun,
  type Snapshot,
} from "./recorded-run.ts";

/** What a worker may be asked to compute: a run, shown at a step, or a run's controls, and the run itself where it is not known. */
export type Job =
  | { readonly kind: "run"; readonly settings: Settings; readonly step: number; readonly picked: PickedPair }
  | { readonly kind: "controls"; readonly settings: Settings; readonly overview?: Overview };

/** A request of the page; `id` is that of the job. */
export type Request = { readonly id: number } & (
  | Job
  | { readonly kind: "step"; readonly step: number; readonly picked: PickedPair }
  | { readonly kind: "data"; readonly format: "json" | "csv" }
);

/** An answer of the worker; a job that takes long is also answered while it is under way, a run with its part that can be drawn. */
export type Answer = { readonly id: number } & (
  | {
      readonly kind: "progress";
      readonly share: number;
      readonly secondsLeft: number;
      readonly run: PartialRun | undefined;
    }
  | { readonly kind: "run"; readonly overview: Overview; readonly snapshot: Snapshot }
  | { readonly kind: "controls"; readonly run: ComparedRun }
  | { readonly kind: "step"; readonly snapshot: Snapshot }
  | { readonly kind: "data"; readonly format: "json" | "csv"; readonly text: string }
  | { readonly kind: "error"; readonly message: string }
);

const PROGRESS_MS = 250;

let run: RecordedRun | undefined;

/** Posts an answer; its matrices are transferred, not copied. */
function post(answer: Answer): void {
  const weights = "snapshot" in answer && answer.snapshot.weights;
  postMessage(answer, { transfer: weights ? [weights.slow.entries.buffer, weights.fast.entries.buffer] : [] });
}

/** Returns a function that posts, now and then, which share of a job is done, and the part of a run that can be drawn. */
function progressOf(id: number): (share: number, partial?: () => PartialRun) => void {
  const start = performance.now();
  let posted = start;
  return (share, partial) => {
    const now = performance.now();
    if (now - posted < PROGRESS_MS) return;
    posted = now;
    post({ kind: "progress", id, share, secondsLeft: ((now - start) / 1000) * (1 / share - 1), run: partial?.() });
  };
}

/** Says why a run failed. */
const inWords = (error: DivergenceError | RangeError): string =>
  error instanceof DivergenceError
    ? "the weights grow without bound; lower the slow or the fast learning rate"
    : error.message;

/** Computes the controls of a run, and first the run itself where it is not known. */
function compute(settings: Settings, known: Overview | undefined, report: (share: number) => void): ComparedRun {
  // After every sweep of the run all outputs are measured, in the controls those of one set: a presentation takes half as long.
  const doneAt = (step: number) => 2 * presentationsUpTo(settings, step);
  let done = known ? 0 : doneAt(lastStepOf(settings));
  const all = done + presentationsWithControls(settings);
  const runIt = () => overviewOf(runProtocol(settings, drawTask(settings), (step) => report(doneAt(step) / all)));
  const overview = known ?? runIt();
  const controls = runWithControls(
    () => drawTask(settings),
    settings,
    (presentations) => {
      done += presentations;
      report(done / all);
    },
  );
  return { overview, controls };
}

function handle(request: Request): void {
  const { kind, id } = request;
  if (kind === "run") {
    const { settings, step: shown, picked } = request;
    const report = progressOf(id);
    const shareAt = (step: number) =>
      presentationsUpTo(settings, step) / presentationsUpTo(settings, lastStepOf(settings));
    run = recordRun(settings, (step, partial) => report(shareAt(step), () => partial(shown)));
    post({ kind, id, overview: run.overview, snapshot: run.snapshot(shown, picked) });
  } else if (kind === "controls") {
    post({ kind, id, run: compute(request.settings, request.overview, progressOf(id)) });
  } else if (kind === "step") post({ kind, id, snapshot: run!.snapshot(request.step, request.picked) });
  else post({ kind, id, format: request.format, text: run![request.format]() });
}

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  try {
    handle(data);
  } catch (error) {
    // Other settings would avoid these two; anything else is a bug, and reaches the page as the worker's error.
    if (!(error instanceof DivergenceError || error instanceof RangeError)) throw error;
    post({ kind: "error", id: data.id, message: inWords(error) });
  }
});
