import { type ControlledRun, runWithControls } from "../model/controls.ts";
import { DivergenceError } from "../model/protocol.ts";
import { drawTask, type Experiment } from "./experiment.ts";
import { type Overview, type RecordedRun, recordRun, type Snapshot } from "./recorded-run.ts";

/** A request of the page; `id` is that of the run. */
export type Request =
  | { readonly kind: "run"; readonly id: number; readonly experiment: Experiment; readonly step: number }
  | { readonly kind: "step"; readonly id: number; readonly step: number }
  | { readonly kind: "json"; readonly id: number };

/** An answer of the worker; a run is answered twice, at once and with its controls, or with an error. */
export type Answer =
  | { readonly kind: "run"; readonly id: number; readonly overview: Overview; readonly snapshot: Snapshot }
  | { readonly kind: "controls"; readonly id: number; readonly controls: ControlledRun }
  | { readonly kind: "step"; readonly id: number; readonly snapshot: Snapshot }
  | { readonly kind: "json"; readonly id: number; readonly text: string }
  | { readonly kind: "error"; readonly id: number; readonly message: string };

let run: RecordedRun | undefined;

/** Posts an answer; its matrices are transferred, not copied. */
function post(answer: Answer): void {
  const weights = "snapshot" in answer && answer.snapshot.weights;
  postMessage(answer, { transfer: weights ? [weights.slow.entries.buffer, weights.fast.entries.buffer] : [] });
}

function handle(request: Request): void {
  const { kind, id } = request;
  if (kind === "run") {
    const { experiment, step } = request;
    run = recordRun(experiment);
    post({ kind, id, overview: run.overview, snapshot: run.snapshot(step) });
    post({ kind: "controls", id, controls: runWithControls(() => drawTask(experiment), experiment.settings) });
  } else if (kind === "step") post({ kind, id, snapshot: run!.snapshot(request.step) });
  else post({ kind, id, text: run!.json() });
}

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  try {
    handle(data);
  } catch (error) {
    // Other settings would avoid these two; anything else is a bug, and reaches the page as the worker's error.
    if (!(error instanceof DivergenceError || error instanceof RangeError)) throw error;
    post({ kind: "error", id: data.id, message: error.message });
  }
});
