import { UsageError } from "../errors.ts";
import { capitalised, percent } from "../format.ts";
import type { Settings } from "../settings.ts";
import { formatAddress, formatCommand, type Given, parseAddress, parsePinned } from "./address.ts";
import { areSame, describePinned, listDifferences } from "./compare.ts";
import { byId, create, startWorker, write } from "./dom.ts";
import {
  type Choice,
  firstShownOf,
  lastStepOf,
  published,
  secondsOf,
  settingsOf,
  withoutFlags,
  withoutStep,
} from "./experiment.ts";
import { createPictureList, fileNameOf, showEmbedded } from "./pictures.ts";
import { connectControls, createPlayer } from "./player.ts";
import { createPresetBar } from "./presets.ts";
import type { ComparedRun, Overview, Snapshot } from "./recorded-run.ts";
import { createResultsView } from "./results-view.ts";
import { createSettingsForm, labelOf } from "./settings-form.ts";
import type { Answer } from "./worker.ts";
import { createWorkerClient } from "./worker-client.ts";

/** The page: runs what the reader chooses, shows the run, and keeps the choice in the address. */

/** The bundled program of the worker; scripts/bundle-explorer.js sets it. */
declare const WORKER_PROGRAM: string;

/** Long enough that a slider or scrubber that is dragged changes the address once, and is announced once, at its end. */
const REST_MS = 400;
const ANNOUNCE_AFTER_MS = 600;
/** Safari refuses to change the address more than a hundred times in ten seconds. */
const RETRY_MS = 10_000;
/** A run that would take longer is not begun unasked. */
const LONG_S = 20;
/** A run that has taken so long shows how fast this computer is. */
const TRIAL_S = 1;

const results = byId("results", HTMLElement);
const examples = byId("examples", HTMLElement);
const command = byId("command", HTMLElement);
const action = byId("action", HTMLButtonElement);
const embedProblem = showEmbedded();
const player = createPlayer(requestAnimationFrame.bind(window), onMove);
const showPlayer = connectControls(player);
const view = createResultsView(
  (step) => player.go(step),
  () => client.requestStep(player.state.step, view.picked()),
);
const showPreset = createPresetBar(takeOver);
const showSettings = createSettingsForm(chooseSettings, (reason) => hold(`Not run: ${reason}.`, ""));
const spawn = () => startWorker(WORKER_PROGRAM);
const client = createWorkerClient(spawn, onStart, onAnswer);
/** In a worker of their own the controls of a run do not keep its steps waiting. */
const controlsClient = createWorkerClient(
  spawn,
  () => {},
  (answer) => {
    if (answer.kind === "error") write("controls-note", `The controls cannot be computed: ${answer.message}.`);
    else onAnswer(answer);
  },
);
let choice: Choice = published;
/** The settings of the run that is shown, as long as its worker can show any of its steps. */
let shown: Settings | undefined;
/** The run that the reader compares with, and, once it is computed, the run itself. */
let pinned: Given | undefined;
let pinnedRun: ComparedRun | undefined;
/** The factor by which a run takes longer here than on an ordinary computer, as the last long one has shown. */
let slowness = 1;
let entry: "push" | "replace" | undefined;
let restTimer: ReturnType<typeof setTimeout> | undefined;
let announceTimer: ReturnType<typeof setTimeout> | undefined;
/** The element of the results that had the focus before they were replaced. */
let focused: HTMLElement | null = null;

/** Writes text into the live region once nothing else has been announced for a while. */
function announce(text: string): void {
  clearTimeout(announceTimer);
  announceTimer = setTimeout(() => write("announcement", text), ANNOUNCE_AFTER_MS);
}

/** Takes over a choice that was not made in the form. */
function takeOver(chosen: Choice): void {
  showSettings(chosen);
  choose(chosen);
}

/** Takes over a choice that was made in the form; after rehearsal its run is shown after rehearsal, too. */
function chooseSettings(chosen: Choice): void {
  const isRehearsed = choice.step !== undefined && choice.step > firstShownOf(settingsOf(choice));
  if (areSame(settingsOf(chosen), settingsOf(choice))) choose(choice);
  else choose(isRehearsed ? { ...chosen, step: lastStepOf(settingsOf(chosen)) } : chosen);
}

/** Opens the page's address; in place of a run that is invalid the published one, or none beside it, with an error message. */
function openAddress(): void {
  const problems = embedProblem === "" ? [] : [embedProblem];
  const parse = <T>(parser: (hash: string) => T, instead: T, problem: string): T => {
    try {
      return parser(location.hash);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(`${problem} ${withoutFlags(error.message, labelOf)}`);
      return instead;
    }
  };
  pinned = parse(parsePinned, undefined, "The pinned run in the address cannot be run, it is left out.");
  takeOver(parse(parseAddress, published, "The address cannot be run, this is the published run."));
  write("problem", problems.join(". "));
  // The address is already in the history, as it was written.
  clearTimeout(restTimer);
  entry = undefined;
}

/**
 * Puts the choice into the address after a pause: however much changes until then, it is one entry of the history, another step
 * of the run none.
 */
function scheduleAddress(how: "push" | "replace", milliseconds = REST_MS): void {
  entry = entry === "push" ? entry : how;
  byId("embed-link", HTMLAnchorElement).href = location.pathname + formatAddress(choice, pinned);
  clearTimeout(restTimer);
  restTimer = setTimeout(() => {
    const address = formatAddress(choice, pinned);
    try {
      if (address !== location.hash)
        history[`${entry!}State`](null, "", address || location.pathname + location.search);
      entry = undefined;
    } catch {
      scheduleAddress(how, RETRY_MS);
    }
  }, milliseconds);
}

/** Pauses the player: its steps are those of a run that is about to be replaced. */
function pause(): void {
  if (player.state.isPlaying) player.go(player.state.step);
}

function choose(chosen: Choice): void {
  pause();
  choice = chosen;
  scheduleAddress("push");
  write("problem", "");
  showPreset(choice);
  command.textContent = formatCommand(choice);
  write("copied", "");
  const changed = listDifferences(choice.given, published.given);
  write("embed-settings", changed && `${capitalised(changed)}.`);
  showPinned();
  const settings = settingsOf(choice);
  const seconds = slowness * secondsOf(settings);
  if (shown && areSame(settings, shown)) showAgain(choice.step ?? firstShownOf(settings));
  else if (seconds <= LONG_S) run();
  else hold(`This run would take about ${duration(seconds)}.`, "Run it");
}

/** Returns whether settings are those of the pinned run. */
const arePinned = (settings: Settings | undefined): boolean =>
  pinned !== undefined && settings !== undefined && areSame(settings, settingsOf({ given: pinned }));

/** Shows the pinned run beside the one that is shown, as far as it is known. */
function showPinned(): void {
  const known = arePinned(pinnedRun?.overview.settings) ? pinnedRun : undefined;
  const wait = known ? "" : " It is not computed yet.";
  write("pinned", pinned ? `${describePinned(pinned, choice.given)}${wait}` : "");
  write("pin", pinned ? "Unpin" : "Pin this run");
  view.showPinned(known);
}

/** Takes the pinned run from what is shown, or has it computed, unasked if that is not long. */
function completePinned(): void {
  const current = view.current();
  if (arePinned(current?.overview.settings)) pinnedRun = current;
  showPinned();
  if (!pinned || [pinnedRun?.overview.settings, settingsOf(choice)].some(arePinned)) return;
  const seconds = slowness * secondsOf(settingsOf({ given: pinned }));
  if (seconds <= LONG_S) runPinned();
  else showStatus(`The pinned run would take about ${duration(seconds)}.`, "Run it");
}

function runPinned(): void {
  showStatus("");
  controlsClient.request({ kind: "pinned", settings: settingsOf({ given: pinned! }) });
}

function setPinned(given: Given | undefined, how: "push" | "replace"): void {
  pinned = given;
  completePinned();
  scheduleAddress(how);
}

/** Pins the run that is shown, or unpins the one that is. */
function togglePin(): void {
  setPinned(pinned ? undefined : choice.given, "push");
  // Once the controls are known, the pinned run is all that may still be computed.
  if (!pinned && view.current()) {
    controlsClient.cancel();
    showStatus("");
  }
  announce(pinned ? byId("pinned", HTMLElement).textContent! : "Unpinned.");
}

/** Goes on without a pinned run that cannot be shown. */
function refusePinned(reason: string): void {
  setPinned(undefined, "replace");
  write("problem", `The pinned run cannot be shown, it is left out: ${reason}`);
}

function run(): void {
  const settings = settingsOf(choice);
  client.request({ kind: "run", settings, step: choice.step ?? firstShownOf(settings), picked: view.picked() });
}

const duration = (seconds: number): string =>
  seconds < 90
    ? `${Math.ceil(seconds)} s`
    : seconds < 5400
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3600)} h`;

/** Shows a message about the run, and the one thing that can be done about it; "" hides both. */
function showStatus(text: string, offered: "Cancel" | "Run it" | "" = ""): void {
  byId("status", HTMLElement).hidden = text === "";
  write("status-text", text);
  write("action", offered);
  action.hidden = offered === "";
}

/** Marks the results as current, as being replaced, or as those of other settings. */
function markResults(state: "current" | "running" | "stale"): void {
  results.dataset.state = state;
  results.ariaBusy = String(state === "running");
  if (!results.inert) focused = results.querySelector<HTMLElement>(":focus");
  // No step can be shown of a run that is not the worker's last.
  results.inert = state !== "current";
  // What is inert loses the focus: of the button of the next seed, for example.
  if (!results.inert && document.activeElement === document.body) focused?.focus({ preventScroll: true });
}

/** Runs nothing, and says why. */
function hold(reason: string, offered: "Run it" | ""): void {
  pause();
  client.cancel();
  controlsClient.cancel();
  refuse(reason, offered);
}

/** Says why the run is not shown, and what is shown instead. */
function refuse(reason: string, offered: "Run it" | ""): void {
  const isPartial = results.classList.contains("partial");
  const shown = isPartial ? "Shown is a run that was not finished." : "The results shown are of the settings before.";
  const text = results.hidden ? reason : `${reason} ${shown}`;
  markResults("stale");
  examples.hidden = false;
  showStatus(text, offered);
  announce(text);
}

/** Shows a step of the run that was shown before, and is again that of the choice. */
function showAgain(step: number): void {
  client.cancel();
  markResults("current");
  showStatus("");
  player.go(step);
  if (view.current()) completePinned();
  else controlsClient.request({ kind: "controls", settings: shown! });
}

function onStart(): void {
  shown = undefined;
  controlsClient.cancel();
  markResults("running");
  showStatus("Running…", "Cancel");
  announce("Running.");
}

function onAnswer(answer: Answer): void {
  if (answer.kind === "run") showRun(answer.overview, answer.snapshot);
  else if (answer.kind === "progress") showProgress(answer);
  else if (answer.kind === "controls") {
    view.showControls(answer.controls);
    completePinned();
  } else if (answer.kind === "pinned") {
    pinnedRun = answer.run;
    showPinned();
  } else if (answer.kind === "not pinned") refusePinned(answer.message);
  else if (answer.kind === "step") view.showStep(answer.snapshot);
  else if (answer.kind === "data") {
    const name = fileNameOf("run", formatAddress(withoutStep(choice)), answer.format);
    save(URL.createObjectURL(new Blob([answer.text])), name);
  } else refuse(`Not run: ${answer.message}.`, "");
}

function showProgress({ run, secondsLeft }: Extract<Answer, { kind: "progress" }>): void {
  const left = Number.isFinite(secondsLeft) ? `, about ${duration(secondsLeft)} left` : "";
  showStatus(`Running: ${percent(run.share)}${left}`, "Cancel");
  results.hidden = examples.hidden = false;
  results.classList.add("partial");
  view.showPartial(run);
  const seconds = secondsLeft / (1 - run.share);
  if (seconds * run.share >= TRIAL_S) slowness = seconds / secondsOf(run.settings);
}

function showRun(overview: Overview, snapshot: Snapshot): void {
  results.hidden = examples.hidden = false;
  results.classList.remove("partial");
  shown = overview.settings;
  markResults("current");
  showStatus("");
  const step = snapshot.pairs.record;
  player.load(overview.timeline.length - 1, step, firstShownOf(overview.settings));
  view.showRun(overview, snapshot);
  showPlayer(view.describeStep(step), overview.settings.nRehearse);
  announce(view.describeStep(step));
  controlsClient.request({ kind: "controls", settings: overview.settings });
}

function onMove(): void {
  const { step, isPlaying } = player.state;
  client.requestStep(step, view.picked());
  showPlayer(view.describeStep(step), settingsOf(choice).nRehearse);
  choice = step === firstShownOf(settingsOf(choice)) ? withoutStep(choice) : { ...choice, step };
  if (isPlaying) return;
  scheduleAddress("replace");
  announce(view.describeStep(step));
}

/** Copies a text, and tells the reader so; where the browser does not let it, shows the text selected. */
async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    write("copied", "Copied.");
  } catch {
    // The browser refuses without a secure origin or the reader's permission.
    write("copied", text);
    getSelection()?.selectAllChildren(byId("copied", HTMLElement));
  }
}

/** Offers what is at an address of the page's own as a file. */
function save(address: string, name: string): void {
  create("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

createPictureList(view.charts, () => formatAddress(choice, pinned), save, copy);
const explorer = byId("explorer", HTMLElement);
explorer.hidden = false;
// Nothing is seen to move when the fonts come.
document.fonts.ready.then(() => explorer.classList.remove("waiting"));
// The link to the results would change the address, which holds the choice.
byId("skip", HTMLElement).addEventListener("click", (event) => {
  event.preventDefault();
  results.focus();
});
action.addEventListener("click", () => {
  if (action.textContent === "Cancel") hold("Cancelled.", "Run it");
  else if (results.dataset.state === "current") runPinned();
  else run();
});
for (const [id, act] of [
  ["pin", togglePin],
  ["copy", () => copy(command.textContent!)],
  ["copy-link", () => copy(location.href.replace(/#.*/, "") + formatAddress(choice, pinned))],
  ["download", () => client.requestData("json")],
  ["download-csv", () => client.requestData("csv")],
] as const) {
  byId(id, HTMLButtonElement).addEventListener("click", act);
}
// The browser's history leads from one choice to another.
addEventListener("popstate", openAddress);
openAddress();
