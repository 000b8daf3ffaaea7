import { readAddress, writeAddress } from "./address.ts";
import { byId, createAnnouncer } from "./dom.ts";
import { type Choice, experimentOf, lastStepOf, published, withoutFlags, withoutStep } from "./experiment.ts";
import { createExportPanel, download } from "./export-panel.ts";
import { connectControls, Player } from "./player.ts";
import { createPresetBar } from "./presets.ts";
import type { Overview, Snapshot } from "./recorded-run.ts";
import { ResultsView } from "./results-view.ts";
import { SettingsForm } from "./settings-form.ts";
import { describeRun } from "./summary.ts";
import type { Answer } from "./worker.ts";
import { WorkerClient } from "./worker-client.ts";

/** Starts a worker from the page itself: a file has no other place to load one from. */
function spawnWorker(): Worker {
  const address = URL.createObjectURL(new Blob([WORKER_PROGRAM], { type: "text/javascript" }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  return worker;
}

/** Long enough that a scrubber that is dragged changes the address once. */
const REST_MS = 250;

/** The page: runs what the reader chooses, shows the run, and keeps the choice in the address. */
class Explorer {
  readonly #results = byId("results", HTMLElement);
  readonly #failure = byId("failure", HTMLElement);
  readonly #problem = byId("problem", HTMLElement);
  readonly #announce = createAnnouncer(byId("announcement", HTMLElement));
  readonly #player = new Player(requestAnimationFrame.bind(window), () => this.#onMove());
  readonly #showPlayer = connectControls(this.#player);
  readonly #view = new ResultsView((step) => this.#player.go(step));
  readonly #showPreset = createPresetBar(byId("presets", HTMLElement), byId("look", HTMLElement), (choice) => {
    this.#open(choice);
    writeAddress(choice, "push");
  });
  readonly #form = new SettingsForm(
    byId("controls", HTMLElement),
    (choice) => this.#choose(choice),
    () => writeAddress(this.#choice, "push"),
  );
  readonly #showCommand = createExportPanel(() => this.#client.requestJson());
  readonly #client = new WorkerClient(
    spawnWorker,
    () => {
      this.#results.ariaBusy = "true";
      this.#announce("Running.");
    },
    (answer) => this.#onAnswer(answer),
  );
  #choice: Choice = published;
  #restTimer: ReturnType<typeof setTimeout> | undefined;

  /** Runs what the address holds, now and whenever the reader goes through the browser's history. */
  start(): void {
    const openAddress = () => {
      const { choice, problem } = readAddress();
      this.#open(choice, problem);
    };
    addEventListener("popstate", openAddress);
    openAddress();
  }

  /** Takes over a choice that was not made in the form. */
  #open(choice: Choice, problem = ""): void {
    this.#form.show(choice);
    this.#choose(choice);
    this.#problem.textContent = problem;
  }

  #choose(choice: Choice): void {
    clearTimeout(this.#restTimer);
    this.#choice = choice;
    this.#problem.textContent = "";
    this.#showPreset(choice);
    this.#showCommand(choice);
    const experiment = experimentOf(choice);
    this.#client.requestRun(experiment, choice.step ?? lastStepOf(experiment.settings));
  }

  #onAnswer(answer: Answer): void {
    if (answer.kind === "run") this.#showRun(answer.overview, answer.snapshot);
    else if (answer.kind === "controls") this.#view.showControls(answer.controls);
    else if (answer.kind === "step") this.#view.showStep(answer.snapshot);
    else if (answer.kind === "json") download(answer.text);
    else this.#endRun(withoutFlags(answer.message));
  }

  #showRun(overview: Overview, snapshot: Snapshot): void {
    this.#endRun("");
    this.#player.load(overview.timeline.length - 1, snapshot.pairs.record);
    this.#view.showRun(overview, snapshot);
    this.#showPlayer(this.#view.describeStep(snapshot.pairs.record));
    this.#announce(describeRun(overview));
  }

  /** Shows the results or, in their place, why there are none. */
  #endRun(failure: string): void {
    this.#results.hidden = failure !== "";
    this.#results.ariaBusy = "false";
    this.#failure.textContent = failure;
  }

  #onMove(): void {
    const { step, isPlaying } = this.#player.state;
    this.#client.requestStep(step);
    this.#showPlayer(this.#view.describeStep(step));
    clearTimeout(this.#restTimer);
    if (!isPlaying) this.#restTimer = setTimeout(() => this.#onRest(), REST_MS);
  }

  /** Puts the step into the address, unless it is the last. */
  #onRest(): void {
    const { step, last } = this.#player.state;
    const choice = withoutStep(this.#choice);
    this.#choice = step === last ? choice : { ...choice, step };
    writeAddress(this.#choice, "replace");
  }
}

byId("explorer", HTMLElement).hidden = false;
// A phone shows the results first, and the settings when they are asked for.
byId("settings", HTMLDetailsElement).open = matchMedia("(min-width: 900px)").matches;
// The link to the results would change the address, which holds the choice.
byId("skip", HTMLElement).addEventListener("click", (event) => {
  event.preventDefault();
  byId("results", HTMLElement).focus();
});
new Explorer().start();
