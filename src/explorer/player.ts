import { counted } from "../format.ts";
import { byId, create, write } from "./dom.ts";

/** Returns how many steps a second are played, for a run of so many steps. */
type Speed = (steps: number) => number;

const speeds: readonly (readonly [name: string, speed: Speed])[] = [
  ["3 records a second", () => 3],
  ["8 records a second", () => 8],
  ["25 records a second", () => 25],
  ["the whole run in 10 s", (steps) => steps / 10],
];
const DEFAULT_SPEED = 1;

/**
 * Keeps the step that is shown, and plays through all steps of a run.
 *
 * @param requestFrame calls back before the next frame, with the time in milliseconds
 * @param onChange called when the step has changed, or playing has begun or ended
 */
export function createPlayer(requestFrame: (callback: (time: number) => void) => void, onChange: () => void) {
  let [step, last, rehearsal] = [0, 0, 0];
  let speed = speeds[DEFAULT_SPEED]![1];
  /** The step and time at which playing began; undefined while it is paused. */
  let start: { readonly step: number; readonly time: number } | undefined;

  function begin(): void {
    const begun = { step, time: performance.now() };
    start = begun;
    const tick = (time: number): void => {
      if (start !== begun) return;
      advance(begun.step, time - begun.time);
      if (start) requestFrame(tick);
    };
    requestFrame(tick);
  }

  function advance(from: number, elapsedMs: number): void {
    const played = Math.max(0, Math.floor((elapsedMs / 1000) * speed(last + 1)));
    const reached = Math.min(last, from + played);
    if (reached === step) return;
    step = reached;
    if (reached === last) start = undefined;
    onChange();
  }

  /** Goes to a step, or to the nearest that there is, and pauses there. */
  function go(to: number): void {
    start = undefined;
    step = Math.max(0, Math.min(last, to));
    onChange();
  }

  return {
    go,

    get state() {
      return { step, last, rehearsal, isPlaying: start !== undefined };
    },

    /** Takes over another run, paused at one of its steps. @param beforeRehearsal its last step before rehearsal */
    load(lastStep: number, shown: number, beforeRehearsal: number): void {
      start = undefined;
      last = lastStep;
      rehearsal = beforeRehearsal;
      step = Math.min(shown, last);
    },

    /** Plays from here to the last step; from the last one, from the beginning. */
    play(): void {
      if (step === last) step = 0;
      begin();
      onChange();
    },

    setSpeed(chosen: Speed): void {
      speed = chosen;
      if (start) begin();
    },
  };
}

const LEARNING = "The network learns A, and then B. Rehearse some of A once it has learned both.";
const BEFORE_REHEARSAL = "A was learned, then B with the same weights. Rehearse some of A: which bars will rise?";
const REHEARSED = "The gold pairs were rehearsed. Which bars have risen, and what has B lost?";

/**
 * Connects the player's controls and the arrow keys.
 *
 * @returns a function that shows its state, with a text to be read aloud and the number of pairs that are rehearsed
 */
export function connectControls(player: ReturnType<typeof createPlayer>): (text: string, nRehearse: number) => void {
  const button = (id: string, action: () => void) => byId(id, HTMLButtonElement).addEventListener("click", action);
  const move = (steps: number) => player.go(player.state.step + steps);
  button("first", () => player.go(0));
  button("back", () => move(-1));
  button("forward", () => move(1));
  button("last", () => player.go(player.state.last));
  button("play", () => (player.state.isPlaying ? move(0) : player.play()));
  const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
  button("rehearse", () => {
    const { step, last, rehearsal } = player.state;
    if (step > rehearsal) return player.go(rehearsal);
    // Where a screen is small, the bars are further down.
    byId("bars", HTMLElement).scrollIntoView({ block: "nearest" });
    player.go(reducedMotion.matches ? last : rehearsal);
    if (!reducedMotion.matches) player.play();
  });
  const scrubber = byId("record", HTMLInputElement);
  scrubber.addEventListener("input", () => player.go(Number(scrubber.value)));
  const select = byId("speed", HTMLSelectElement);
  select.append(...speeds.map(([name], i) => create("option", { value: `${i}`, selected: i === DEFAULT_SPEED }, name)));
  select.addEventListener("change", () => player.setSpeed(speeds[Number(select.value)]![1]));
  document.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft" && !hasOwnMeaning(event)) move(-1);
    if (event.key === "ArrowRight" && !hasOwnMeaning(event)) move(1);
  });
  let wasRehearsed = false;
  return (text, nRehearse) => {
    const { step, last, rehearsal, isPlaying } = player.state;
    const isRehearsed = step > rehearsal;
    // Whoever wants them earlier, or no longer, opens or closes them.
    if (isRehearsed !== wasRehearsed) byId("all-numbers", HTMLDetailsElement).open = isRehearsed;
    wasRehearsed = isRehearsed;
    write("task-text", isRehearsed ? REHEARSED : step < rehearsal ? LEARNING : BEFORE_REHEARSAL);
    write("rehearse", isRehearsed ? "Back to before rehearsal" : `Rehearse ${counted(nRehearse, "pair")}`);
    Object.assign(scrubber, { max: String(last), value: String(step), ariaValueText: text });
    write("play", isPlaying ? "Pause" : "Play");
  };
}

/** Returns whether a key means something else to the browser or to the element that has the focus, or there is no run to move in. */
function hasOwnMeaning({ target, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  if (altKey || ctrlKey || metaKey || shiftKey || byId("results", HTMLElement).inert) return true;
  return target instanceof Element && target.closest("input, select, textarea, [role=slider], .table") !== null;
}
