import { addressOf } from "./address.ts";
import { type Choice, withoutRecord } from "./choice.ts";
import { create } from "./elements.ts";
import { type Preset, presets } from "./presets.ts";

/** A button for every preset, and what to look at in the one that is chosen. */
export class PresetBar {
  readonly #look: HTMLElement;
  readonly #buttons = new Map<Preset, HTMLButtonElement>();

  constructor(element: HTMLElement, look: HTMLElement, chosen: (choice: Choice) => void) {
    this.#look = look;
    for (const preset of presets) {
      const button = create("button", { type: "button" }, preset.name);
      button.addEventListener("click", () => chosen(preset.choice));
      this.#buttons.set(preset, button);
      element.append(button);
    }
  }

  show(choice: Choice): void {
    const address = addressOf(withoutRecord(choice));
    this.#look.textContent = presets.find((preset) => addressOf(preset.choice) === address)?.look ?? "";
    for (const [preset, button] of this.#buttons) button.ariaPressed = String(addressOf(preset.choice) === address);
  }
}
