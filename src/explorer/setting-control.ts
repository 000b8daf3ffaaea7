import { allowed, type SettingName, settingDefinitions } from "../settings.ts";
import { create } from "./elements.ts";

/** What a slider covers: the useful part of what a setting allows. The field beside it takes all of it. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

const ranges: Readonly<Record<SettingName, Range>> = {
  seed: { from: 0, to: 100, step: 1 },
  dim: { from: 1, to: 200, step: 1 },
  nPairs: { from: 1, to: 100, step: 1 },
  nRehearse: { from: 1, to: 100, step: 1 },
  slowLr: { from: 0, to: 1, step: 0.01 },
  fastLr: { from: 0, to: 1.5, step: 0.01 },
  fastDecay: { from: 0, to: 1, step: 0.01 },
  nASweeps: { from: 1, to: 100, step: 1 },
  nBSweeps: { from: 1, to: 100, step: 1 },
  nRehearseSweeps: { from: 1, to: 50, step: 1 },
};

/** What a control tells: a value while it changes, and then that it rests. */
export interface ControlListener {
  /** @param text what stands in the field */
  changed(name: SettingName, text: string): void;
  rested(): void;
  reset(name: SettingName): void;
}

/** The control of one setting: a slider and a field, the published default marked on the one and named below. */
export class SettingControl {
  readonly element: HTMLElement;
  readonly #name: SettingName;
  readonly #field: HTMLInputElement;
  readonly #slider: HTMLInputElement;
  readonly #mark = create("span", { className: "mark" });
  readonly #reset: HTMLButtonElement;
  readonly #problem: HTMLElement;

  constructor(name: SettingName, listener: ControlListener) {
    const definition = settingDefinitions.find((candidate) => candidate.name === name)!;
    const { from, to, step } = ranges[name];
    this.#name = name;
    this.#field = create("input", { type: "text", inputMode: "decimal", id: name, autocomplete: "off" });
    this.#slider = create("input", { type: "range", min: `${from}`, max: `${to}`, step: `${step}` });
    this.#slider.setAttribute("aria-label", `${definition.description}, slider`);
    this.#mark.ariaHidden = "true";
    this.#reset = create("button", { type: "button", className: "reset" });
    this.#problem = create("p", { className: "problem", id: `${name}-problem`, role: "alert" });
    const limit = create("span", { id: `${name}-limit` }, allowed(definition));
    this.#field.setAttribute("aria-describedby", `${limit.id} ${this.#problem.id}`);

    const label = create("label", { htmlFor: name }, definition.description);
    const track = create("span", { className: "track" }, this.#slider, this.#mark);
    const hint = create("p", { className: "hint" }, limit, " · ", this.#reset);
    this.element = create("div", { className: "control" }, label, this.#field, track, hint, this.#problem);

    for (const input of [this.#field, this.#slider]) {
      input.addEventListener("input", () => listener.changed(name, input.value.trim()));
      input.addEventListener("change", () => listener.rested());
    }
    this.#reset.addEventListener("click", () => listener.reset(name));
  }

  /** Shows a value, and marks the default. */
  show(value: number | bigint, usual: number, highest = ranges[this.#name].to): void {
    const text = String(value);
    // What is being typed stays as it is typed: "1e-2" and ".5" are numbers, too.
    if (document.activeElement !== this.#field) this.#field.value = text;
    this.#slider.max = String(highest);
    this.#slider.value = text;
    this.#slider.ariaValueText = text;
    const { from } = ranges[this.#name];
    const share = highest === from ? 0 : (usual - from) / (highest - from);
    this.#mark.style.setProperty("--at", String(share));
    this.#mark.hidden = share < 0 || share > 1;
    this.#reset.textContent = `default ${usual}`;
    this.#reset.ariaLabel = `default ${usual}: set ${this.#name} to it`;
    this.#reset.disabled = value === usual;
    this.element.classList.toggle("chosen", value !== usual);
    this.complain("");
  }

  /** Says what is wrong with what stands in the field; nothing is wrong with "". */
  complain(message: string): void {
    this.#problem.textContent = message;
    this.#field.ariaInvalid = message === "" ? null : "true";
  }

  get complains(): boolean {
    return this.#problem.textContent !== "";
  }

  /** Puts the value in the field that the page shows. */
  settle(value: number | bigint): void {
    this.#field.value = String(value);
  }
}
