import { commandOf } from "./address.ts";
import type { Choice } from "./choice.ts";
import { byId, create } from "./elements.ts";

/** What the reader can take along: the command that does the same, and the run's data. */
export class TakeAlong {
  readonly #command = byId("command", HTMLElement);
  readonly #note = byId("command-note", HTMLElement);
  readonly #said = byId("copied", HTMLElement);

  /** @param file the data of the run that is shown */
  constructor(file: () => Promise<string>) {
    byId("copy", HTMLButtonElement).addEventListener("click", () => this.#copy());
    byId("download", HTMLButtonElement).addEventListener("click", async () => save(await file()));
  }

  show(choice: Choice): void {
    this.#command.textContent = commandOf(choice);
    this.#note.hidden = choice.patterns === "random";
    this.#said.textContent = "";
  }

  async #copy(): Promise<void> {
    const text = this.#command.textContent!;
    try {
      await navigator.clipboard.writeText(text);
      this.#said.textContent = "Copied.";
    } catch {
      // Without a secure origin, or without leave: it is selected, to be copied by hand.
      getSelection()?.selectAllChildren(this.#command);
      this.#said.textContent = "Selected; copy it with your keyboard.";
    }
  }
}

function save(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  create("a", { href: address, download: "fast-weights-run.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
