import { UsageError } from "../errors.ts";
import { flagOf, parseSetting, type SettingName, type Settings, seedPlus, settingDefinitions } from "../settings.ts";
import { type Choice, experimentOf, publishedValue, withoutSetting, withSetting } from "./choice.ts";
import { create } from "./elements.ts";
import { type PatternKind, patternKinds, patternNames } from "./patterns.ts";
import { SettingControl } from "./setting-control.ts";

/** What the form tells. */
export interface FormListener {
  /** Another choice, which can be run. */
  chosen(choice: Choice): void;
  /** The choice rests: it is worth a place in the browser's history. */
  rested(): void;
}

/** The controls of all settings. */
export class SettingsForm {
  readonly #listener: FormListener;
  readonly #controls = new Map<SettingName, SettingControl>();
  readonly #patterns: HTMLSelectElement;
  #choice: Choice = { given: {}, patterns: "random" };

  /** @param element gets a control for every setting */
  constructor(element: HTMLElement, listener: FormListener) {
    this.#listener = listener;
    this.#patterns = patternSelect();
    this.#patterns.addEventListener("change", () => {
      this.#choose({ given: this.#choice.given, patterns: this.#patterns.value as PatternKind });
      listener.rested();
    });
    const label = create("label", { htmlFor: this.#patterns.id }, "patterns");
    element.append(create("div", { className: "control" }, label, this.#patterns));
    for (const { name } of settingDefinitions) element.append(this.#control(name).element);
    this.#controls.get("seed")!.element.append(this.#nextSeed());
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

  #control(name: SettingName): SettingControl {
    const control = new SettingControl(name, {
      changed: (_, text) => this.#attempt(() => withSetting(this.#choice, name, parseSetting(name, text))),
      rested: () => {
        if (!control.complains) control.settle(this.#settings()[name]);
        this.#listener.rested();
      },
      reset: () => {
        this.#attempt(() => withoutSetting(this.#choice, name));
        control.settle(this.#settings()[name]);
        this.#listener.rested();
      },
    });
    this.#controls.set(name, control);
    return control;
  }

  #settings(): Settings {
    return experimentOf(this.#choice).settings;
  }

  #nextSeed(): HTMLElement {
    const button = create("button", { type: "button", className: "next", id: "next-seed" }, "next seed");
    button.addEventListener("click", () => {
      this.#attempt(() => withSetting(this.#choice, "seed", seedPlus(this.#settings().seed, 1)));
      this.#listener.rested();
    });
    return button;
  }

  /** Takes a change over if it can be run, and says at the setting it names what is wrong if it cannot. */
  #attempt(change: () => Choice): void {
    try {
      this.#choose(change());
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      // Which may be another one: the number of pairs is refused by the number of those to rehearse.
      const { name } = settingDefinitions.find((definition) =>
        error.message.startsWith(`${flagOf(definition.name)} `),
      )!;
      for (const control of this.#controls.values()) control.complain("");
      this.#controls.get(name)!.complain(error.message);
    }
  }

  #choose(choice: Choice): void {
    this.show(choice);
    this.#listener.chosen(choice);
  }
}

function patternSelect(): HTMLSelectElement {
  const options = patternKinds.map((kind) => create("option", { value: kind }, patternNames[kind]));
  return create("select", { id: "patterns" }, ...options);
}
