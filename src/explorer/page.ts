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

/** The one thing that can be done about a job; "" is nothing. */
type Offer = "Cancel" | "Run it" | "";

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
/**
 * In workers of their own the controls of the run that is shown, and those of the pinned run with the run itself, do not keep
 * its steps waiting. Where the pinned run is shown, they are the former.
 */
let sides = { controls: createSide(), pinned: createSide() };
type Side = keyof typeof sides;
const namesOf: Readonly<Record<Side, string>> = { controls: "controls", pinned: "pinned run" };
/** Jobs of which the reader may be told; of what is said, the first is shown. */
const jobs = ["run", "controls", "pinned"] as const;
const said = new Map<(typeof jobs)[number], { readonly text: string; readonly offered: Offer }>();
let choice: Choice = published;
/** The run that is shown, as long as its worker can show any of its steps. */
let shown: Overview | undefined;
/** The choice of which the run is under way. */
let underWay: Choice | undefined;
/** The run that the reader compares with, and, once it is computed, the run itself. */
let pinned: Given | undefined;
let pinnedRun: ComparedRun | undefined;
/** The reason why the controls of the run that is shown cannot be computed, or "". */
let controlsProblem = "";
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
  replacePinned(parse(parsePinned, undefined, "The pinned run in the address cannot be run, it is left out."));
  takeOver(parse(parseAddress, published, "The address cannot be run, this is the published run."));
  if (problems.length > 0) write("problem", problems.join(". "));
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
  if (underWay && underWay.step === choice.step && areSame(settings, settingsOf(underWay))) return;
  if (shown && areSame(settings, shown.settings)) showAgain(choice.step ?? firstShownOf(settings));
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

/** Takes the pinned run from what is shown, or has it computed, once, and unasked if that is not long. */
function completePinned(): void {
  const current = view.current();
  if (arePinned(current?.overview.settings)) pinnedRun = current;
  showPinned();
  if (controlsProblem !== "" && arePinned(shown?.settings)) refusePinned(controlsProblem);
  if (!pinned || said.has("pinned") || [pinnedRun?.overview.settings, settingsOf(choice)].some(arePinned)) return;
  const seconds = slowness * secondsOf(settingsOf({ given: pinned }));
  if (seconds <= LONG_S) begin("pinned");
  else showStatus("pinned", `The pinned run would take about ${duration(seconds)}.`, "Run it");
}

/** Replaces the pinned run; what was computed of another one is given up. */
function replacePinned(given: Given | undefined): void {
  if (!given || !arePinned(settingsOf({ given }))) {
    sides.pinned.cancel();
    showStatus("pinned", "");
  }
  pinned = given;
}

function setPinned(given: Given | undefined, how: "push" | "replace"): void {
  replacePinned(given);
  completePinned();
  scheduleAddress(how);
}

/** Pins the run that is shown, or unpins the one that is. */
function togglePin(): void {
  setPinned(pinned ? undefined : choice.given, "push");
  announce(pinned ? byId("pinned", HTMLElement).textContent! : "Unpinned.");
}

/** Goes on without a pinned run that cannot be compared. */
function refusePinned(reason: string): void {
  setPinned(undefined, "replace");
  write("problem", `The pinned run cannot be compared, it is left out: ${reason}`);
}

function createSide() {
  const side = createWorkerClient(
    spawn,
    () => {},
    (answer) => onSideAnswer(side === sides.pinned ? "pinned" : "controls", answer),
  );
  return side;
}

/** Lets the job of the one side be that of the other. */
function swapSides(): void {
  sides = { controls: sides.pinned, pinned: sides.controls };
}

function begin(side: Side): void {
  if (side === "controls") write("controls-note", "The controls are being computed…");
  showStatus(side, side === "pinned" ? "Computing the pinned run…" : "", "Cancel");
  const job =
    side === "pinned" ? { settings: settingsOf({ given: pinned! }) } : { settings: shown!.settings, overview: shown! };
  sides[side].request({ kind: "controls", ...job });
}

function cancel(side: Side): void {
  sides[side].cancel();
  const text = `Cancelled: the ${namesOf[side]}.`;
  if (side === "controls") write("controls-note", text);
  showStatus(side, text, "Run it");
  announce(text);
}

function onSideAnswer(side: Side, answer: Answer): void {
  if (answer.kind === "progress") {
    if (totalOf(answer) < TRIAL_S) return;
    showStatus(side, `Computing the ${namesOf[side]}: ${progressText(answer)}`, "Cancel");
    return;
  }
  showStatus(side, "");
  if (answer.kind === "controls") {
    if (side === "pinned") pinnedRun = answer.run;
    else view.showControls(answer.run.controls);
    completePinned();
  } else if (answer.kind === "error") {
    if (side === "pinned") refusePinned(answer.message);
    else {
      controlsProblem = answer.message;
      write("controls-note", `The controls cannot be computed: ${controlsProblem}.`);
      completePinned();
    }
  }
}

function run(): void {
  const settings = settingsOf(choice);
  underWay = choice;
  client.request({ kind: "run", settings, step: choice.step ?? firstShownOf(settings), picked: view.picked() });
}

const duration = (seconds: number): string =>
  seconds < 90
    ? `${Math.ceil(seconds)} s`
    : seconds < 5400
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3600)} h`;

type Progress = Extract<Answer, { kind: "progress" }>;

/** Estimates how many seconds a job under way takes as a whole. */
const totalOf = ({ share, secondsLeft }: Progress): number => secondsLeft / (1 - share);

function progressText({ share, secondsLeft }: Progress): string {
  return percent(share) + (Number.isFinite(secondsLeft) ? `, about ${duration(secondsLeft)} left` : "");
}

/** Says something of a job, and offers what can be done about it; "" takes back what was said. */
function showStatus(job: (typeof jobs)[number], text: string, offered: Offer = ""): void {
  if (text === "") said.delete(job);
  else said.set(job, { text, offered });
  const first = said.get(jobs.find((one) => said.has(one))!);
  byId("status", HTMLElement).hidden = !first;
  write("status-text", first?.text ?? "");
  write("action", first?.offered ?? "");
  action.hidden = !first?.offered;
}

/** Does what is offered about the job that the reader is told of. */
function act(): void {
  const job = jobs.find((one) => said.has(one))!;
  const isCancel = said.get(job)!.offered === "Cancel";
  if (job !== "run") (isCancel ? cancel : begin)(job);
  else if (isCancel) hold("Cancelled.", "Run it");
  else run();
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
  refuse(reason, offered);
}

/** Says why the run is not shown, and what is shown instead. */
function refuse(reason: string, offered: "Run it" | ""): void {
  underWay = undefined;
  const isPartial = results.classList.contains("partial");
  const instead = isPartial ? "Shown is a run that was not finished." : "The results shown are of the settings before.";
  const text = results.hidden ? reason : `${reason} ${instead}`;
  markResults("stale");
  examples.hidden = false;
  showStatus("run", text, offered);
  announce(text);
}

/** Shows a step of the run that was shown before, and is again that of the choice. */
function showAgain(step: number): void {
  underWay = undefined;
  client.cancel();
  markResults("current");
  showStatus("run", "");
  player.go(step);
  completePinned();
}

function onStart(): void {
  if (arePinned(shown?.settings) && sides.controls.isBusy()) {
    swapSides();
    showStatus("pinned", "Computing the pinned run…", "Cancel");
  }
  sides.controls.cancel();
  showStatus("controls", "");
  shown = undefined;
  controlsProblem = "";
  markResults("running");
  showStatus("run", "Running…", "Cancel");
  announce("Running.");
}

function onAnswer(answer: Answer): void {
  if (answer.kind === "run") showRun(answer.overview, answer.snapshot);
  else if (answer.kind === "progress") showProgress(answer);
  else if (answer.kind === "step") view.showStep(answer.snapshot);
  else if (answer.kind === "data") {
    const name = fileNameOf("run", formatAddress(withoutStep(choice)), answer.format);
    save(URL.createObjectURL(new Blob([answer.text])), name);
  } else if (answer.kind === "error") refuse(`Not run: ${answer.message}.`, "");
}

function showProgress(progress: Progress): void {
  const run = progress.run!;
  showStatus("run", `Running: ${progressText(progress)}`, "Cancel");
  results.hidden = examples.hidden = false;
  results.classList.add("partial");
  view.showPartial(run);
  const seconds = totalOf(progress);
  if (seconds * progress.share >= TRIAL_S) slowness = seconds / secondsOf(run.settings);
}

function showRun(overview: Overview, snapshot: Snapshot): void {
  results.hidden = examples.hidden = false;
  results.classList.remove("partial");
  shown = overview;
  underWay = undefined;
  markResults("current");
  showStatus("run", "");
  const step = snapshot.pairs.record;
  player.load(overview.timeline.length - 1, step, firstShownOf(overview.settings));
  view.showRun(overview, snapshot);
  showPlayer(view.describeStep(step), overview.settings.nRehearse);
  announce(view.describeStep(step));
  showControls(overview.settings);
  completePinned();
}

/** Takes the controls of the run that is shown from the pinned run, if it is that, or has them computed. */
function showControls(settings: Settings): void {
  const isPinned = arePinned(settings);
  if (isPinned && arePinned(pinnedRun?.overview.settings)) view.showControls(pinnedRun!.controls);
  else if (isPinned && sides.pinned.isBusy()) swapSides();
  else begin("controls");
  if (isPinned) showStatus("pinned", "");
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
  byId("head", HTMLElement).focus();
});
for (const [id, onClick] of [
  ["action", act],
  ["pin", togglePin],
  ["copy", () => copy(command.textContent!)],
  ["copy-link", () => copy(location.href.replace(/#.*/, "") + formatAddress(choice, pinned))],
  ["download", () => client.requestData("json")],
  ["download-csv", () => client.requestData("csv")],
] as const) {
  byId(id, HTMLButtonElement).addEventListener("click", onClick);
}
// The browser's history leads from one choice to another.
addEventListener("popstate", openAddress);
openAddress();
