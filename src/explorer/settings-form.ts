import { UsageError } from "../errors.ts";
import { percent } from "../format.ts";
import {
  allowed,
  definitionOf,
  flagOf,
  noiseText,
  type PatternName,
  parsePatterns,
  parseSetting,
  patternTexts,
  type SettingName,
  type Structure,
  seedPlus,
  settingDefinitions,
  sharedComponent,
} from "../settings.ts";
import { byId, create } from "./dom.ts";
import {
  type AnyName,
  type Choice,
  MOST_SHARED,
  published,
  publishedValue,
  settingsOf,
  sharedBy,
  sharing,
  valueIn,
  withoutFlags,
  withoutSetting,
  withPatterns,
  withSetting,
} from "./experiment.ts";

/** The settings in view; the others are folded away. */
const inView: readonly SettingName[] = ["nRehearse", "fastDecay"];

type Labels = readonly [name: string, meaning: string];
type Slider = readonly [from: number, to: number, step: number];

/** The name and meaning of each setting, and for its slider the useful part of what is allowed; the field takes all. */
const shownAs: Readonly<Record<SettingName, readonly [...Labels, slider: Slider]> & Record<PatternName, Labels>> = {
  patterns: ["Shared by the patterns", ""],
  prototypes: ["Prototypes", "how many vectors there are of which patterns are mixed"],
  mixed: ["Mixed in a pattern", "how many prototypes a pattern mixes"],
  noise: ["Noise", "with which probability a bit flips: one number, or four: inputs and targets of A, then of B"],
  seed: ["Random seed", "another seed draws other patterns", [0, 100, 1]],
  dim: ["Units", "the ±1 numbers of an input, and of a target", [1, 200, 1]],
  nPairs: ["Pairs in a set", "A and B have as many", [1, 100, 1]],
  nRehearse: ["Pairs rehearsed", "the first ones of A, the gold bars", [1, 100, 1]],
  slowLr: ["Slow learning rate", "the share of an error that slow weights correct", [0, 1, 0.01]],
  fastLr: ["Fast learning rate", "the share of an error that fast weights correct", [0, 1.5, 0.01]],
  fastDecay: ["Decay", "what is left of a fast weight after each pair is shown", [0, 1, 0.01]],
  nASweeps: ["Sweeps over A", "how often every pair of A is learned", [1, 100, 1]],
  nBSweeps: ["Sweeps over B", "how often every pair of B is learned", [1, 100, 1]],
  nRehearseSweeps: ["Sweeps of rehearsal", "how often every rehearsed pair is shown", [1, 50, 1]],
};

/** Returns the name that a setting has on the page. */
export const labelOf = (name: AnyName): string => shownAs[name][0];

/** Creates a setting's field with its label, meaning and error message. */
function createField(name: SettingName | PatternName) {
  const field = create("input", { type: "text", id: name, autocomplete: "off" });
  const problem = create("p", { className: "problem", id: `${name}-problem`, role: "alert" });
  const limit = create("span", { id: `${name}-limit`, className: "unseen" });
  field.setAttribute("aria-describedby", `${limit.id} ${problem.id}`);
  const label = create("label", { htmlFor: name }, labelOf(name));
  const hint = create("p", { className: "hint" }, shownAs[name][1], limit);
  return {
    element: create("div", { className: "control" }, label, field, hint, problem),
    field,
    limit,
    hint,

    /** Shows a value; a text stays as it is typed: "1e-2" and ".5" are numbers, too. */
    write(text: string): void {
      if (document.activeElement !== field) field.value = text;
    },

    /** Shows an error message; "" removes it. */
    showError(message: string): void {
      problem.textContent = message;
      field.ariaInvalid = message === "" ? null : "true";
    },
  };
}

/** Creates the control of a setting: a slider with its default marked, a field, a reset button and an error message. */
function createControl(name: SettingName) {
  const [, , [from, to, step]] = shownAs[name];
  const control = createField(name);
  const slider = create("input", { type: "range", min: `${from}`, max: `${to}`, step: `${step}` });
  slider.setAttribute("aria-label", `${labelOf(name)}, slider`);
  const mark = create("span", { className: "mark", ariaHidden: "true" });
  const reset = create("button", { type: "button", className: "reset" });
  control.limit.textContent = allowed(definitionOf(name));
  control.field.inputMode = "decimal";
  control.hint.before(create("span", { className: "track" }, slider, mark));
  control.hint.append(" · ", reset);

  /** Shows a value, and marks the default. */
  const show = (value: number | bigint, usual: number, highest = to): void => {
    const text = String(value);
    control.write(text);
    Object.assign(slider, { max: String(highest), value: text, ariaValueText: text });
    const share = highest === from ? 0 : (usual - from) / (highest - from);
    mark.style.setProperty("--at", String(share));
    mark.hidden = share < 0 || share > 1;
    reset.textContent = `default ${usual}`;
    reset.ariaLabel = `default ${usual}: set ${labelOf(name)} to it`;
    reset.disabled = value === usual;
    control.element.classList.toggle("chosen", value !== usual);
    control.showError("");
  };
  return { ...control, slider, reset, show };
}

/** Creates a slider for how much the patterns share, which says what that means. */
function createSharing() {
  const slider = create("input", { type: "range", id: "patterns", min: "0", max: `${MOST_SHARED}`, step: "1" });
  const hint = create("p", { className: "hint", id: "patterns-hint" });
  slider.setAttribute("aria-describedby", hint.id);
  const label = create("label", { htmlFor: slider.id }, labelOf("patterns"));
  const element = create("div", { className: "control" }, label, slider, hint);
  return {
    element,
    slider,
    show(patterns: Structure | undefined): void {
      slider.value = `${sharedBy(patterns)}`;
      const { prototypes, mixed, inputNoiseA } = patterns ?? { ...sharedComponent, inputNoiseA: 0.5 };
      const alike = percent((1 + (1 - 2 * inputNoiseA) ** 2) / 2);
      const mixture = `each input mixes ${mixed} of ${prototypes} prototypes, with noise`;
      hint.textContent =
        prototypes === 1 ? `two inputs of A are alike, or opposite, in ${alike} of their bits` : mixture;
      slider.ariaValueText = hint.textContent;
      element.classList.toggle("chosen", patterns !== undefined);
    },
  };
}

/** Creates the field of one of the settings of structured patterns. */
function createPatternField(name: Exclude<PatternName, "patterns">) {
  const control = createField(name);
  const show = (patterns: Structure | undefined): void => {
    const usual = { prototypes: "1", mixed: "1", noise: patterns ? noiseText(sharedComponent) : "0.5" };
    control.write(patternTexts(patterns)[name] ?? usual[name]);
    control.showError("");
  };
  return { ...control, show };
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
  const shared = createSharing();
  const patternFields = new Map(
    (["prototypes", "mixed", "noise"] as const).map((name) => [name, createPatternField(name)]),
  );
  /** The choice in the fields, which may not go together. */
  let draft = published;

  const show = (choice: Choice): void => {
    draft = choice;
    const values = settingsOf(choice);
    for (const [name, control] of controls) {
      const highest = name === "nRehearse" ? values.nPairs : undefined;
      control.show(values[name], publishedValue(name, values.nPairs), highest);
    }
    for (const control of [shared, ...patternFields.values()]) control.show(values.patterns);
  };
  /** Makes a change if it can be run, otherwise shows why not at the setting that the error names. */
  const attempt = (change: () => Choice): void => {
    try {
      draft = change();
      show(draft);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const message = withoutFlags(error.message, labelOf);
      // It may be another setting than the one that was changed: fewer pairs than are rehearsed, for example.
      for (const [name, control] of [...controls, ...patternFields]) {
        control.showError(error.message.startsWith(`${flagOf(name)} `) ? message : "");
      }
      onRefusal(message);
      return;
    }
    onChoice(draft);
  };

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
  shared.slider.addEventListener("input", () =>
    attempt(() => withPatterns(draft, sharing(draft.given.patterns, Number(shared.slider.value)))),
  );
  for (const [name, { field }] of patternFields) {
    field.addEventListener("input", () =>
      attempt(() => {
        const texts = { ...patternTexts(draft.given.patterns), patterns: "structured", [name]: field.value.trim() };
        return withPatterns(draft, parsePatterns(texts));
      }),
    );
  }
  byId("next-seed", HTMLButtonElement).addEventListener("click", () =>
    attempt(() => withSetting(draft, "seed", seedPlus(valueIn(draft, "seed"), 1))),
  );

  const folded = settingDefinitions.filter(({ name }) => !inView.includes(name));
  const elements = [...folded.map(({ name }) => controls.get(name)!), ...patternFields.values()];
  byId("controls", HTMLElement).append(...inView.map((name) => controls.get(name)!.element), shared.element);
  byId("more-controls", HTMLElement).append(...elements.map(({ element }) => element));
  return show;
}
