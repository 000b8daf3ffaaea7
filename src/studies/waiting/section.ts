import template from "../../../templates/studies/waiting.md.hbs";
import type { StudyDocument } from "../../results/schema.ts";
import type { Answer, Section } from "../section.ts";
import { waitingFigure } from "./figure.ts";
import { waiting } from "./study.ts";

/** Below this share of the rehearsed pairs' gain the slow weights have little of it, above one minus it nearly all. */
const LITTLE = 1 / 3;

/** Judges that the fast weights do the heavy lifting. @param slow share of the gain that is in the slow weights */
const liftingAnswer = (slow: number): Answer =>
  slow < LITTLE ? "holds" : slow > 1 - LITTLE ? "does not hold" : "in part";

const liftingWords = { holds: "borne out", "in part": "true in part", "does not hold": "not borne out" };

export const waitingSection: Section = {
  study: waiting,
  title: "Waiting or rehearsing?",
  figure: waitingFigure,
  template,
  helpers: { lifting: (slow: number) => liftingWords[liftingAnswer(slow) as keyof typeof liftingWords] },
  claims({ verdict: { numbers }, seeds }: StudyDocument) {
    const slow = numbers["rehearsed.lastingShare"]!;
    return {
      // The seed sweep judges whether the gain is chance.
      waiting: {
        seeds: seeds.count,
        gain: numbers["unrehearsed.gain"]!,
        error: numbers["unrehearsed.gain.error"]!,
        waiting: numbers["unrehearsed.waitingAsLongGain"]!,
        waitingError: numbers["unrehearsed.waitingAsLongGain.error"]!,
      },
      lifting: { answer: liftingAnswer(slow), slow, slowError: numbers["rehearsed.lastingShare.error"]! },
    };
  },
  story: { name: "waiting", cases: ["mostlyWaiting", "onlyWaiting"] },
};
