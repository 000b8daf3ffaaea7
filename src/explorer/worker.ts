import { type ControlledRun, runWithControls } from "../model/controls.ts";
import { drawTask } from "../model/patterns.ts";
import { DivergenceError, runProtocol } from "../model/protocol.ts";
import type { Settings } from "../settings.ts";
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

/** What a worker may be asked to compute: a run, shown at a step, a run's controls, or a run to compare with. */
export type Job =
  | { readonly kind: "run"; readonly settings: Settings; readonly step: number; readonly picked: PickedPair }
  | { readonly kind: "controls"; readonly settings: Settings }
  | { readonly kind: "pinned"; readonly settings: Settings };

/** A request of the page; `id` is that of the job. */
export type Request = { readonly id: number } & (
  | Job
  | { readonly kind: "step"; readonly step: number; readonly picked: PickedPair }
  | { readonly kind: "data"; readonly format: "json" | "csv" }
);

/** An answer of the worker; a run that takes long is also answered while it is under way. */
export type Answer = { readonly id: number } & (
  | { readonly kind: "progress"; readonly run: PartialRun; readonly secondsLeft: number }
  | { readonly kind: "run"; readonly overview: Overview; readonly snapshot: Snapshot }
  | { readonly kind: "controls"; readonly controls: ControlledRun }
  | { readonly kind: "pinned"; readonly run: ComparedRun }
  | { readonly kind: "step"; readonly snapshot: Snapshot }
  | { readonly kind: "data"; readonly format: "json" | "csv"; readonly text: string }
  | { readonly kind: "error" | "not pinned"; readonly message: string }
);

const PROGRESS_MS = 250;

let run: RecordedRun | undefined;

/** Posts an answer; its matrices are transferred, not copied. */
function post(answer: Answer): void {
  const weights = "snapshot" in answer && answer.snapshot.weights;
  postMessage(answer, { transfer: weights ? [weights.slow.entries.buffer, weights.fast.entries.buffer] : [] });
}

/** Returns a function that posts how far a run is, now and then; its part up to the step that is to be shown. */
function progressOf(id: number, step: number): (partial: (shown: number) => PartialRun) => void {
  const start = performance.now();
  let posted = start;
  return (partial) => {
    const now = performance.now();
    if (now - posted < PROGRESS_MS) return;
    posted = now;
    const run = partial(step);
    post({ kind: "progress", id, run, secondsLeft: ((now - start) / 1000) * (1 / run.share - 1) });
  };
}

/** Says why a run failed. */
const inWords = (error: DivergenceError | RangeError): string =>
  error instanceof DivergenceError
    ? "the weights grow without bound; lower the slow or the fast learning rate"
    : error.message;

const controlsOf = (settings: Settings): ControlledRun => runWithControls(() => drawTask(settings), settings);

function handle(request: Request): void {
  const { kind, id } = request;
  if (kind === "run") {
    run = recordRun(request.settings, progressOf(id, request.step));
    post({ kind, id, overview: run.overview, snapshot: run.snapshot(request.step, request.picked) });
  } else if (kind === "controls") {
    post({ kind, id, controls: controlsOf(request.settings) });
  } else if (kind === "pinned") {
    const { settings } = request;
    const overview = overviewOf(runProtocol(settings, drawTask(settings)));
    post({ kind, id, run: { overview, controls: controlsOf(settings) } });
  } else if (kind === "step") post({ kind, id, snapshot: run!.snapshot(request.step, request.picked) });
  else post({ kind, id, format: request.format, text: run![request.format]() });
}

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  try {
    handle(data);
  } catch (error) {
    // Other settings would avoid these two; anything else is a bug, and reaches the page as the worker's error.
    if (!(error instanceof DivergenceError || error instanceof RangeError)) throw error;
    post({ kind: data.kind === "pinned" ? "not pinned" : "error", id: data.id, message: inWords(error) });
  }
});
