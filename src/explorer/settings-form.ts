import { UsageError } from "../errors.ts";
import { allowed, parseSetting, type SettingName, type Settings, seedPlus, settingDefinitions } from "../settings.ts";
import { create } from "./dom.ts";
import {
  type Choice,
  experimentOf,
  type PatternKind,
  patternKinds,
  published,
  publishedValue,
  withoutFlags,
  withoutSetting,
  withSetting,
} from "./experiment.ts";

/** The useful part of what a setting allows, for its slider; the field beside it takes all of it. */
const ranges: Readonly<Record<SettingName, readonly [from: number, to: number, step: number]>> = {
  seed: [0, 100, 1],
  dim: [1, 200, 1],
  nPairs: [1, 100, 1],
  nRehearse: [1, 100, 1],
  slowLr: [0, 1, 0.01],
  fastLr: [0, 1.5, 0.01],
  fastDecay: [0, 1, 0.01],
  nASweeps: [1, 100, 1],
  nBSweeps: [1, 100, 1],
  nRehearseSweeps: [1, 50, 1],
};

const patternNames: Readonly<Record<PatternKind, string>> = {
  random: "unrelated, random (as published)",
  common: "structured, with a common component",
  noise: "structured, nothing left but noise",
};

/** Creates the control of a setting: a slider with its default marked, a field, a reset button and an error message. */
function createControl(name: SettingName) {
  const definition = settingDefinitions.find((candidate) => candidate.name === name)!;
  const [from, to, step] = ranges[name];
  const field = create("input", { type: "text", inputMode: "decimal", id: name, autocomplete: "off" });
  const slider = create("input", { type: "range", min: `${from}`, max: `${to}`, step: `${step}` });
  slider.setAttribute("aria-label", `${definition.description}, slider`);
  const mark = create("span", { className: "mark", ariaHidden: "true" });
  const reset = create("button", { type: "button", className: "reset" });
  const problem = create("p", { className: "problem", id: `${name}-problem`, role: "alert" });
  const limit = create("span", { id: `${name}-limit` }, allowed(definition));
  field.setAttribute("aria-describedby", `${limit.id} ${problem.id}`);
  const label = create("label", { htmlFor: name }, definition.description);
  const track = create("span", { className: "track" }, slider, mark);
  const hint = create("p", { className: "hint" }, limit, " · ", reset);
  const element = create("div", { className: "control" }, label, field, track, hint, problem);

  /** Shows an error message; "" removes it. */
  const showError = (message: string): void => {
    problem.textContent = message;
    field.ariaInvalid = message === "" ? null : "true";
  };
  const hasError = (): boolean => problem.textContent !== "";
  /** Shows a value, and marks the default. */
  const show = (value: number | bigint, usual: number, highest = to): void => {
    const text = String(value);
    // A text stays as it is typed: "1e-2" and ".5" are numbers, too.
    if (document.activeElement !== field) field.value = text;
    Object.assign(slider, { max: String(highest), value: text, ariaValueText: text });
    const share = highest === from ? 0 : (usual - from) / (highest - from);
    mark.style.setProperty("--at", String(share));
    mark.hidden = share < 0 || share > 1;
    reset.textContent = `default ${usual}`;
    reset.ariaLabel = `default ${usual}: set ${name} to it`;
    reset.disabled = value === usual;
    element.classList.toggle("chosen", value !== usual);
    showError("");
  };
  return { element, field, slider, reset, show, showError, hasError };
}

/** The controls of all settings. */
export class SettingsForm {
  readonly #onChoice: (choice: Choice) => void;
  readonly #onCommit: () => void;
  readonly #controls = new Map<SettingName, ReturnType<typeof createControl>>();
  readonly #patterns = create("select", { id: "patterns" });
  #choice: Choice = published;

  /**
   * @param element gets a control for every setting
   * @param onChoice called with another choice of the reader, which can be run
   * @param onCommit called when a change is finished: it is worth an entry in the browser's history
   */
  constructor(element: HTMLElement, onChoice: (choice: Choice) => void, onCommit: () => void) {
    this.#onChoice = onChoice;
    this.#onCommit = onCommit;
    for (const kind of patternKinds) {
      this.#patterns.append(create("option", { value: kind }, patternNames[kind]));
    }
    this.#patterns.addEventListener("change", () => {
      this.#choose({ given: this.#choice.given, patterns: this.#patterns.value as PatternKind });
      onCommit();
    });
    const label = create("label", { htmlFor: this.#patterns.id }, "patterns");
    element.append(create("div", { className: "control" }, label, this.#patterns));
    for (const { name } of settingDefinitions) element.append(this.#addControl(name));
    this.#addNextSeed();
  }

  show(choice: Choice): void {
    const { settings } = experimentOf(choice);
    this.#choice = choice;
    for (const [name, control] of this.#controls) {
      const highest = name === "nRehearse" ? settings.nPairs : undefined;
      control.show(settings[name], publishedValue(name, settings.nPairs), highest);
    }
    this.#patterns.value = choice.patterns;
  }

  get #settings(): Settings {
    return experimentOf(this.#choice).settings;
  }

  #addControl(name: SettingName): HTMLElement {
    const control = createControl(name);
    const { field, slider, reset } = control;
    this.#controls.set(name, control);
    for (const input of [field, slider]) {
      input.addEventListener("input", () =>
        this.#try((choice) => withSetting(choice, name, parseSetting(name, input.value.trim()))),
      );
      input.addEventListener("change", () => {
        if (!control.hasError()) field.value = String(this.#settings[name]);
        this.#onCommit();
      });
    }
    reset.addEventListener("click", () => {
      this.#try((choice) => withoutSetting(choice, name));
      field.value = String(this.#settings[name]);
      this.#onCommit();
    });
    return control.element;
  }

  #addNextSeed(): void {
    const button = create("button", { type: "button", className: "next", id: "next-seed" }, "next seed");
    button.addEventListener("click", () => {
      this.#try((choice) => withSetting(choice, "seed", seedPlus(this.#settings.seed, 1)));
      this.#onCommit();
    });
    this.#controls.get("seed")!.element.append(button);
  }

  /** Makes a change if it can be run, otherwise shows why not at the setting that the error names. */
  #try(change: (choice: Choice) => Choice): void {
    try {
      this.#choose(change(this.#choice));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const message = withoutFlags(error.message);
      // It may be another setting than the one that was changed: fewer pairs than are rehearsed, for example.
      for (const [name, control] of this.#controls) control.showError(message.startsWith(`${name} `) ? message : "");
    }
  }

  #choose(choice: Choice): void {
    this.show(choice);
    this.#onChoice(choice);
  }
}
