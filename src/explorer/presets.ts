import { parsePatterns, sharedComponent } from "../settings.ts";
import { formatAddress } from "./address.ts";
import { byId, create, write } from "./dom.ts";
import { type Choice, published, withoutStep } from "./experiment.ts";

/** The first of the seeds on which the study of structured patterns reports. */
const STUDY_SEED = 5000;

const nothingShared = parsePatterns({ patterns: "structured", noise: "0.5" })!;

/** The experiments that have a button, and a question to each, to predict from. */
export const presets: readonly { readonly name: string; readonly choice: Choice; readonly look: string }[] = [
  {
    name: "The published run",
    choice: published,
    look: "20 random pairs; 5 are rehearsed. How far will the gold bars come back, and what will the grey ones do?",
  },
  {
    name: "No fast weights",
    choice: { given: { fastLr: 0 } },
    look: "W_fast stays empty, so waiting changes nothing. How far does rehearsal get with the slow weights alone?",
  },
  {
    name: "Decay .99",
    choice: { given: { fastDecay: 0.99 } },
    look: "The fast weights now last longer than a sweep. How much will waiting give the grey pairs?",
  },
  {
    name: "More pairs than units",
    choice: { given: { nPairs: 60 } },
    look: "60 pairs do not fit into 50 units. How far does A get before B is even begun?",
  },
  {
    name: "Patterns that share something",
    choice: { given: { seed: STUDY_SEED, patterns: sharedComponent } },
    look: "All pairs share a noisy common component. What will the grey bars do? Rehearse, then compare the controls.",
  },
  {
    name: "The same, but nothing shared",
    choice: { given: { seed: STUDY_SEED, patterns: nothingShared } },
    look: "So much noise that nothing is shared. Will the grey bars do as in the example before?",
  },
];

/** Adds a button for every preset. @returns a function that marks that of a choice, and writes its question */
export function createPresetBar(onChoice: (choice: Choice) => void): (choice: Choice) => void {
  const buttons = presets.map(({ name, choice }) =>
    create("button", { type: "button", onclick: () => onChoice(choice) }, name),
  );
  byId("presets", HTMLElement).append(...buttons);
  return (choice) => {
    const address = formatAddress(withoutStep(choice));
    const shown = presets.findIndex((preset) => formatAddress(preset.choice) === address);
    write("look", presets[shown]?.look ?? "");
    for (const [i, button] of buttons.entries()) button.ariaPressed = String(i === shown);
  };
}
