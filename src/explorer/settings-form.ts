import { UsageError } from "../errors.ts";
import { allowed, parseSetting, type SettingName, seedPlus, settingDefinitions } from "../settings.ts";
import { byId, create } from "./dom.ts";
import {
  type Choice,
  experimentOf,
  type PatternKind,
  patternKinds,
  published,
  publishedValue,
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
 * @param onCommit called when a change is finished: it is worth an entry in the browser's history
 */
export function createSettingsForm(onChoice: (choice: Choice) => void, onCommit: () => void): (choice: Choice) => void {
  const controls = new Map(settingDefinitions.map(({ name }) => [name, createControl(name)]));
  const options = patternKinds.map((kind) => create("option", { value: kind }, patternNames[kind]));
  const patterns = create("select", { id: "patterns" }, ...options);
  let shown = published;
  const settings = () => experimentOf(shown).settings;

  const show = (choice: Choice): void => {
    const values = experimentOf(choice).settings;
    shown = choice;
    for (const [name, control] of controls) {
      const highest = name === "nRehearse" ? values.nPairs : undefined;
      control.show(values[name], publishedValue(name, values.nPairs), highest);
    }
    patterns.value = choice.patterns;
  };
  const choose = (choice: Choice): void => {
    show(choice);
    onChoice(choice);
  };
  /** Makes a change if it can be run, otherwise shows why not at the setting that the error names. */
  const attempt = (change: () => Choice): void => {
    try {
      choose(change());
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const message = error.message;
      // It may be another setting than the one that was changed: fewer pairs than are rehearsed, for example.
      for (const [name, control] of controls) control.showError(message.startsWith(`${name} `) ? message : "");
    }
  };

  patterns.addEventListener("change", () => {
    choose({ given: shown.given, patterns: patterns.value as PatternKind });
    onCommit();
  });
  for (const [name, { field, slider, reset }] of controls) {
    for (const input of [field, slider]) {
      input.addEventListener("input", () =>
        attempt(() => withSetting(shown, name, parseSetting(name, input.value.trim()))),
      );
      input.addEventListener("change", () => {
        if (field.ariaInvalid === null) field.value = String(settings()[name]);
        onCommit();
      });
    }
    reset.addEventListener("click", () => {
      attempt(() => withoutSetting(shown, name));
      field.value = String(settings()[name]);
      onCommit();
    });
  }
  const nextSeed = create("button", { type: "button", className: "next", id: "next-seed" }, "next seed");
  nextSeed.addEventListener("click", () => {
    attempt(() => withSetting(shown, "seed", seedPlus(settings().seed, 1)));
    onCommit();
  });

  controls.get("seed")!.element.append(nextSeed);
  const label = create("label", { htmlFor: patterns.id }, "patterns");
  const patternControl = create("div", { className: "control" }, label, patterns);
  byId("controls", HTMLElement).append(patternControl, ...Array.from(controls.values(), ({ element }) => element));
  return show;
}
