import { UsageError } from "../errors.ts";
import { allowed, flagOf, parseSetting, type SettingName, seedPlus, settingDefinitions } from "../settings.ts";
import { byId, create } from "./dom.ts";
import {
  type Choice,
  experimentOf,
  type PatternKind,
  patternKinds,
  published,
  publishedValue,
  valueIn,
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

/** The settings in view; the others are folded away. */
const inView: readonly SettingName[] = ["nRehearse", "fastDecay"];

const labels: Readonly<Record<SettingName, readonly [name: string, meaning: string]>> = {
  seed: ["Random seed", "another seed draws other patterns"],
  dim: ["Units", "the ±1 numbers of an input, and of a target"],
  nPairs: ["Pairs in a set", "A and B have as many"],
  nRehearse: ["Pairs rehearsed", "the first ones of A, the gold bars"],
  slowLr: ["Slow learning rate", "the share of an error that slow weights correct"],
  fastLr: ["Fast learning rate", "the share of an error that fast weights correct"],
  fastDecay: ["Decay", "what is left of a fast weight after each pair is shown"],
  nASweeps: ["Sweeps over A", "how often every pair of A is learned"],
  nBSweeps: ["Sweeps over B", "how often every pair of B is learned"],
  nRehearseSweeps: ["Sweeps of rehearsal", "how often every rehearsed pair is shown"],
};

const labelOf = (name: SettingName): string => labels[name][0];

/** Creates the control of a setting: a slider with its default marked, a field, a reset button and an error message. */
function createControl(name: SettingName) {
  const definition = settingDefinitions.find((candidate) => candidate.name === name)!;
  const [from, to, step] = ranges[name];
  const field = create("input", { type: "text", inputMode: "decimal", id: name, autocomplete: "off" });
  const slider = create("input", { type: "range", min: `${from}`, max: `${to}`, step: `${step}` });
  slider.setAttribute("aria-label", `${labelOf(name)}, slider`);
  const mark = create("span", { className: "mark", ariaHidden: "true" });
  const reset = create("button", { type: "button", className: "reset" });
  const problem = create("p", { className: "problem", id: `${name}-problem`, role: "alert" });
  const limit = create("span", { id: `${name}-limit`, className: "unseen" }, allowed(definition));
  field.setAttribute("aria-describedby", `${limit.id} ${problem.id}`);
  const label = create("label", { htmlFor: name }, labelOf(name));
  const track = create("span", { className: "track" }, slider, mark);
  const hint = create("p", { className: "hint" }, `${labels[name][1]} · `, limit, reset);
  const element = create("div", { className: "control" }, label, field, track, hint, problem);

  /** Shows an error message; "" removes it. */
  const showError = (message: string): void => {
    problem.textContent = message;
    field.ariaInvalid = message === "" ? null : "true";
  };
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
  return { element, field, slider, reset, show, showError };
}

/**
 * Creates the controls of all settings, and returns a function that shows a choice.
 *
 * @param onChoice called with another choice of the reader, which can be run
 * @param onRefusal called with the reason where it cannot; the field that is to blame shows it, too
 */
export function createSettingsForm(
  onChoice: (choice: Choice) => void,
  onRefusal: (message: string) => void,
): (choice: Choice) => void {
  const controls = new Map(settingDefinitions.map(({ name }) => [name, createControl(name)]));
  const options = patternKinds.map((kind) => create("option", { value: kind }, patternNames[kind]));
  const patterns = create("select", { id: "patterns" }, ...options);
  /** The choice in the fields, which may not go together. */
  let draft = published;

  const show = (choice: Choice): void => {
    const values = experimentOf(choice).settings;
    draft = choice;
    for (const [name, control] of controls) {
      const highest = name === "nRehearse" ? values.nPairs : undefined;
      control.show(values[name], publishedValue(name, values.nPairs), highest);
    }
    patterns.value = choice.patterns;
  };
  /** Makes a change if it can be run, otherwise shows why not at the setting that the error names. */
  const attempt = (change: () => Choice): void => {
    try {
      draft = change();
      show(draft);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      // It may be another setting than the one that was changed: fewer pairs than are rehearsed, for example.
      for (const [name, control] of controls) {
        control.showError(error.message.startsWith(`${flagOf(name)} `) ? withoutFlags(error.message, labelOf) : "");
      }
      onRefusal(withoutFlags(error.message, labelOf));
      return;
    }
    onChoice(draft);
  };

  patterns.addEventListener("change", () =>
    attempt(() => ({ given: draft.given, patterns: patterns.value as PatternKind })),
  );
  for (const [name, { field, slider, reset }] of controls) {
    for (const input of [field, slider]) {
      input.addEventListener("input", () =>
        attempt(() => withSetting(draft, name, parseSetting(name, input.value.trim()))),
      );
    }
    field.addEventListener("change", () => {
      if (field.ariaInvalid === null) field.value = String(valueIn(draft, name));
    });
    reset.addEventListener("click", () => attempt(() => withoutSetting(draft, name)));
  }
  const nextSeed = create("button", { type: "button", className: "next", id: "next-seed" }, "next seed");
  nextSeed.addEventListener("click", () =>
    attempt(() => withSetting(draft, "seed", seedPlus(valueIn(draft, "seed"), 1))),
  );

  controls.get("seed")!.element.append(nextSeed);
  const label = create("label", { htmlFor: patterns.id }, "patterns");
  const patternControl = create("div", { className: "control" }, label, patterns);
  byId("controls", HTMLElement).append(...inView.map((name) => controls.get(name)!.element), patternControl);
  const folded = settingDefinitions.filter(({ name }) => !inView.includes(name));
  byId("more-controls", HTMLElement).append(...folded.map(({ name }) => controls.get(name)!.element));
  return show;
}
