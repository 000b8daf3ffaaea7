/** Long enough that a slider that is dragged says one thing, at its end. */
const QUIET_MS = 600;

/** Says what has changed to readers who do not see it, once it has come to rest. */
export class Announcer {
  readonly #element: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param element a live region */
  constructor(element: HTMLElement) {
    this.#element = element;
  }

  say(words: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#element.textContent = words;
    }, QUIET_MS);
  }
}
