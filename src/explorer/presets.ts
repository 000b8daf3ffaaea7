import { formatAddress } from "./address.ts";
import { byId, create, write } from "./dom.ts";
import { type Choice, published, withoutStep } from "./experiment.ts";

/** The first of the seeds on which the study of structured patterns reports. */
const STUDY_SEED = 5000;

/** The experiments that have a button, and what to look at in each. */
export const presets: readonly { readonly name: string; readonly choice: Choice; readonly look: string }[] = [
  {
    name: "The published run",
    choice: published,
    look: "Step through the gold band: the rehearsed pairs of A come back, the others hardly move.",
  },
  {
    name: "No fast weights",
    choice: { given: { fastLr: 0 }, patterns: "random" },
    look: "W_fast stays empty and waiting changes nothing. Compare how far five sweeps of rehearsal get with the slow weights alone.",
  },
  {
    name: "Decay .99",
    choice: { given: { fastDecay: 0.99 }, patterns: "random" },
    look: "The fast weights now keep B for longer than a sweep. Compare what waiting gives the pairs that are not rehearsed.",
  },
  {
    name: "More pairs than dimensions",
    choice: { given: { nPairs: 60 }, patterns: "random" },
    look: "60 pairs in 50 dimensions cannot all be stored: see how far A gets before B is even begun.",
  },
  {
    name: "Structured, common component",
    choice: { given: { seed: STUDY_SEED }, patterns: "common" },
    look: "All pairs share a noisy common component. Watch the grey bars in the gold band, and compare them with both controls.",
  },
  {
    name: "Structured, no common component",
    choice: { given: { seed: STUDY_SEED }, patterns: "noise" },
    look: "The same construction with so much noise that nothing is shared. Compare the grey bars with those of the preset before.",
  },
];

/** Adds a button for every preset. @returns a function that marks that of a choice, and writes what to look at in it */
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
