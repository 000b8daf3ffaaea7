import { byId, create } from "./elements.ts";
import { type Player, speeds } from "./player.ts";

/** The buttons and the scrubber of the player. */
export class PlayerBar {
  readonly #player: Player;
  readonly #scrubber = byId("record", HTMLInputElement);
  readonly #play = byId("play", HTMLButtonElement);

  constructor(player: Player) {
    this.#player = player;
    const button = (id: string, action: () => void) => byId(id, HTMLButtonElement).addEventListener("click", action);
    button("first", () => player.go(0));
    button("back", () => player.step(-1));
    button("forward", () => player.step(1));
    button("last", () => player.go(player.last));
    button("play", () => (player.playing ? player.pause() : player.play()));
    this.#scrubber.addEventListener("input", () => player.go(Number(this.#scrubber.value)));
    this.#offerSpeeds();
    document.addEventListener("keydown", (event) => {
      const step = stepOf(event);
      if (step !== undefined) player.step(step);
    });
  }

  /** @param words what the record is, to be read aloud */
  show(words: string): void {
    const { record, last, playing } = this.#player;
    this.#scrubber.max = String(last);
    this.#scrubber.value = String(record);
    this.#scrubber.ariaValueText = words;
    this.#play.textContent = playing ? "Pause" : "Play";
  }

  #offerSpeeds(): void {
    const select = byId("speed", HTMLSelectElement);
    speeds.forEach(({ name }, i) => {
      select.append(create("option", { value: String(i), selected: i === 1 }, name));
    });
    select.addEventListener("change", () => this.#player.setSpeed(speeds[Number(select.value)]!.speed));
  }
}

/** Left and right arrow step through the records, wherever they have no meaning of their own. */
function stepOf({ key, target, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): -1 | 1 | undefined {
  const own = target instanceof Element && target.closest("input, select, textarea, [role=slider], .table") !== null;
  if (own || altKey || ctrlKey || metaKey || shiftKey) return undefined;
  return key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : undefined;
}
