import { byId, create } from "./dom.ts";

/** Returns how many steps a second are played, for a run of so many steps. */
export type Speed = (steps: number) => number;

const speeds: readonly (readonly [name: string, speed: Speed])[] = [
  ["3 records a second", () => 3],
  ["8 records a second", () => 8],
  ["25 records a second", () => 25],
  ["the whole run in 10 s", (steps) => steps / 10],
];
const DEFAULT_SPEED = 1;

/** Calls back before the next frame, with the time in milliseconds. */
type RequestFrame = (callback: (time: number) => void) => void;

/** Keeps the step that is shown, and plays through all steps of a run. */
export class Player {
  readonly #requestFrame: RequestFrame;
  readonly #onChange: () => void;
  #last = 0;
  #step = 0;
  #speed: Speed = speeds[DEFAULT_SPEED]![1];
  /** The step and time at which playing began; undefined while it is paused. */
  #start: { readonly step: number; readonly time: number } | undefined;

  /** @param onChange called when the step has changed, or playing has begun or ended */
  constructor(requestFrame: RequestFrame, onChange: () => void) {
    this.#requestFrame = requestFrame;
    this.#onChange = onChange;
  }

  get state(): { readonly step: number; readonly last: number; readonly isPlaying: boolean } {
    return { step: this.#step, last: this.#last, isPlaying: this.#start !== undefined };
  }

  /** Takes over another run, paused at one of its steps. */
  load(last: number, step: number): void {
    this.#last = last;
    this.#start = undefined;
    this.#step = Math.min(step, last);
  }

  /** Goes to a step, or to the nearest that there is, and pauses there. */
  go(step: number): void {
    this.#start = undefined;
    this.#step = Math.max(0, Math.min(this.#last, step));
    this.#onChange();
  }

  /** Goes forward, or back where the number is negative, and pauses there. */
  move(steps: number): void {
    this.go(this.#step + steps);
  }

  /** Plays from here to the last step; from the last one, from the beginning. */
  play(): void {
    if (this.#step === this.#last) this.#step = 0;
    this.#begin();
    this.#onChange();
  }

  setSpeed(speed: Speed): void {
    this.#speed = speed;
    if (this.#start) this.#begin();
  }

  #begin(): void {
    const start = { step: this.#step, time: performance.now() };
    this.#start = start;
    const tick = (time: number): void => {
      if (this.#start !== start) return;
      this.#advance(start.step, time - start.time);
      if (this.#start) this.#requestFrame(tick);
    };
    this.#requestFrame(tick);
  }

  #advance(from: number, elapsedMs: number): void {
    const played = Math.max(0, Math.floor((elapsedMs / 1000) * this.#speed(this.#last + 1)));
    const reached = Math.min(this.#last, from + played);
    if (reached === this.#step) return;
    this.#step = reached;
    if (reached === this.#last) this.#start = undefined;
    this.#onChange();
  }
}

/**
 * Connects the player's buttons, its scrubber, the choice of its speed and the arrow keys.
 *
 * @returns a function that shows the player's state; its text describes the step, to be read aloud
 */
export function connectControls(player: Player): (text: string) => void {
  const button = (id: string, action: () => void) => byId(id, HTMLButtonElement).addEventListener("click", action);
  button("first", () => player.go(0));
  button("back", () => player.move(-1));
  button("forward", () => player.move(1));
  button("last", () => player.go(player.state.last));
  button("play", () => (player.state.isPlaying ? player.move(0) : player.play()));
  const scrubber = byId("record", HTMLInputElement);
  scrubber.addEventListener("input", () => player.go(Number(scrubber.value)));
  const select = byId("speed", HTMLSelectElement);
  select.append(...speeds.map(([name], i) => create("option", { value: `${i}`, selected: i === DEFAULT_SPEED }, name)));
  select.addEventListener("change", () => player.setSpeed(speeds[Number(select.value)]![1]));
  document.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft" && !hasOwnMeaning(event)) player.move(-1);
    if (event.key === "ArrowRight" && !hasOwnMeaning(event)) player.move(1);
  });
  const play = byId("play", HTMLButtonElement);
  return (text) => {
    const { step, last, isPlaying } = player.state;
    scrubber.max = String(last);
    scrubber.value = String(step);
    scrubber.ariaValueText = text;
    play.textContent = isPlaying ? "Pause" : "Play";
  };
}

/** Returns whether a key means something else to the browser, or to the element that has the focus. */
const hasOwnMeaning = ({ target, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean =>
  altKey ||
  ctrlKey ||
  metaKey ||
  shiftKey ||
  (target instanceof Element && target.closest("input, select, textarea, [role=slider], .table") !== null);
