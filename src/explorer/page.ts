import { UsageError } from "../errors.ts";
import { formatCommand, parseAddress, writeAddress } from "./address.ts";
import { byId, create, write } from "./dom.ts";
import { type Choice, experimentOf, lastStepOf, published, withoutStep } from "./experiment.ts";
import { connectControls, createPlayer } from "./player.ts";
import { createPresetBar } from "./presets.ts";
import type { Overview, Snapshot } from "./recorded-run.ts";
import { createResultsView } from "./results-view.ts";
import { createSettingsForm } from "./settings-form.ts";
import { describeRun } from "./summary.ts";
import type { Answer } from "./worker.ts";
import { createWorkerClient } from "./worker-client.ts";

/** The page: runs what the reader chooses, shows the run, and keeps the choice in the address. */

/** The bundled program of the worker; scripts/bundle-explorer.js sets it. */
declare const WORKER_PROGRAM: string;

/** Long enough that a slider or scrubber that is dragged changes the address once, and is announced once, at its end. */
const REST_MS = 250;
const ANNOUNCE_AFTER_MS = 600;

const results = byId("results", HTMLElement);
const command = byId("command", HTMLElement);
const player = createPlayer(requestAnimationFrame.bind(window), onMove);
const showPlayer = connectControls(player);
const view = createResultsView((step) => player.go(step));
const showPreset = createPresetBar((preset) => {
  openChoice(preset);
  writeAddress(preset, "push");
});
const showSettings = createSettingsForm(choose, () => writeAddress(choice, "push"));
const client = createWorkerClient(spawnWorker, onStart, onAnswer);
let choice: Choice = published;
let restTimer: ReturnType<typeof setTimeout> | undefined;
let announceTimer: ReturnType<typeof setTimeout> | undefined;

/** Starts a worker from the page itself: a file has no other place to load one from. */
function spawnWorker(): Worker {
  const address = URL.createObjectURL(new Blob([WORKER_PROGRAM], { type: "text/javascript" }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  return worker;
}

/** Writes text into the live region once nothing else has been announced for a while. */
function announce(text: string): void {
  clearTimeout(announceTimer);
  announceTimer = setTimeout(() => write("announcement", text), ANNOUNCE_AFTER_MS);
}

/** Takes over a choice that was not made in the form. */
function openChoice(opened: Choice, problem = ""): void {
  showSettings(opened);
  choose(opened);
  write("problem", problem);
}

/** Opens the choice in the page's address; where that cannot be run, the published run with an error message. */
function openAddress(): void {
  try {
    openChoice(parseAddress(location.hash));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    openChoice(published, `The address cannot be run, this is the published run. ${error.message}`);
  }
}

function choose(chosen: Choice): void {
  clearTimeout(restTimer);
  choice = chosen;
  write("problem", "");
  showPreset(choice);
  command.textContent = formatCommand(choice);
  byId("command-note", HTMLElement).hidden = choice.patterns === "random";
  write("copied", "");
  const experiment = experimentOf(choice);
  client.requestRun(experiment, choice.step ?? lastStepOf(experiment.settings));
}

function onStart(): void {
  results.ariaBusy = "true";
  announce("Running.");
}

function onAnswer(answer: Answer): void {
  if (answer.kind === "run") showRun(answer.overview, answer.snapshot);
  else if (answer.kind === "controls") view.showControls(answer.controls);
  else if (answer.kind === "step") view.showStep(answer.snapshot);
  else if (answer.kind === "json") download(answer.text);
  else endRun(answer.message);
}

function showRun(overview: Overview, snapshot: Snapshot): void {
  endRun("");
  player.load(overview.timeline.length - 1, snapshot.pairs.record);
  view.showRun(overview, snapshot);
  showPlayer(view.describeStep(snapshot.pairs.record));
  announce(describeRun(overview));
}

/** Shows the results or, in their place, why there are none. */
function endRun(failure: string): void {
  results.hidden = failure !== "";
  results.ariaBusy = "false";
  write("failure", failure);
}

function onMove(): void {
  const { step, isPlaying } = player.state;
  client.requestStep(step);
  showPlayer(view.describeStep(step));
  clearTimeout(restTimer);
  if (!isPlaying) restTimer = setTimeout(writeStep, REST_MS);
}

/** Puts the step into the address, unless it is the last. */
function writeStep(): void {
  const { step, last } = player.state;
  choice = step === last ? withoutStep(choice) : { ...choice, step };
  writeAddress(choice, "replace");
}

/** Copies the command that runs the same experiment, and tells the reader so. */
async function copyCommand(): Promise<void> {
  try {
    await navigator.clipboard.writeText(command.textContent!);
    write("copied", "Copied.");
  } catch {
    // The browser refuses without a secure origin or the reader's permission.
    getSelection()?.selectAllChildren(command);
    write("copied", "Selected; copy it with your keyboard.");
  }
}

function download(json: string): void {
  const address = URL.createObjectURL(new Blob([json], { type: "application/json" }));
  create("a", { href: address, download: "fast-weights-run.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

byId("explorer", HTMLElement).hidden = false;
// A phone shows the results first, and the settings when they are asked for.
byId("settings", HTMLDetailsElement).open = matchMedia("(min-width: 900px)").matches;
// The link to the results would change the address, which holds the choice.
byId("skip", HTMLElement).addEventListener("click", (event) => {
  event.preventDefault();
  results.focus();
});
byId("copy", HTMLButtonElement).addEventListener("click", copyCommand);
byId("download", HTMLButtonElement).addEventListener("click", () => client.requestJson());
// The browser's history leads from one choice to another.
addEventListener("popstate", openAddress);
openAddress();
