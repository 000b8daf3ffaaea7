import type { Figure } from "../figures/figure.ts";
import type { StudyDocument } from "../schema.ts";
import { dataMovementFigure } from "./data-movement/figure.ts";
import { decayFigure } from "./decay/figure.ts";
import { freeLunchFigure } from "./free-lunch/figure.ts";
import { hiddenUnitsFigure } from "./hidden-units/figure.ts";
import { settlingFigure } from "./settling/figure.ts";
import { structuredPatternsFigure } from "./structured-patterns/figure.ts";
import { waitingFigure } from "./waiting/figure.ts";

/** The figure of each study, by the study's name. */
const figureOf: Readonly<Record<string, (document: StudyDocument) => Figure>> = {
  waiting: waitingFigure,
  "free-lunch": freeLunchFigure,
  "structured-patterns": structuredPatternsFigure,
  decay: decayFigure,
  settling: settlingFigure,
  "hidden-units": hiddenUnitsFigure,
  "data-movement": dataMovementFigure,
};

/** The figure of a study's results. */
export function studyFigure(document: StudyDocument): Figure {
  const draw = figureOf[document.study];
  if (draw === undefined) throw new Error(`no figure for the study ${document.study}`);
  return draw(document);
}
