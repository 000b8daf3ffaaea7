import { runWithControls } from "../model/controls.ts";
import { DivergenceError } from "../model/protocol.ts";
import type { Experiment } from "./choice.ts";
import { KeptRun } from "./kept-run.ts";
import type { Answer, Request, Snapshot } from "./messages.ts";
import { drawTask } from "./patterns.ts";

const answer = (message: Answer, snapshot?: Snapshot): void => {
  const { weights } = snapshot ?? {};
  const moved = weights ? [weights.slow.entries.buffer, weights.fast.entries.buffer] : [];
  postMessage(message, { transfer: moved });
};

function run(id: number, experiment: Experiment, record: number): KeptRun {
  const kept = new KeptRun(experiment);
  const snapshot = kept.snapshot(record);
  answer({ kind: "ran", id, overview: kept.overview(), snapshot }, snapshot);
  const { settings, patterns } = experiment;
  answer({ kind: "compared", id, controls: runWithControls(() => drawTask(patterns, settings), settings) });
  return kept;
}

function show(id: number, kept: KeptRun, record: number): void {
  const snapshot = kept.snapshot(record);
  answer({ kind: "shown", id, snapshot }, snapshot);
}

/** Runs what it is told to, and answers for the records of the last run. */
function serve(): void {
  let kept: KeptRun | undefined;
  const handle = (request: Request): void => {
    if (request.kind === "run") kept = run(request.id, request.experiment, request.record);
    else if (request.kind === "show") show(request.id, kept!, request.record);
    else answer({ kind: "file", id: request.id, text: kept!.file() });
  };
  addEventListener("message", ({ data }: MessageEvent<Request>) => {
    try {
      handle(data);
    } catch (error) {
      // What the reader can mend is said; anything else is a bug, and the page hears of it as the worker's error.
      if (!(error instanceof DivergenceError || error instanceof RangeError)) throw error;
      answer({ kind: "failed", id: data.id, message: error.message });
    }
  });
}

serve();
