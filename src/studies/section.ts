import type { Figure } from "../figures/figure.ts";
import type { StudyDocument } from "../results/schema.ts";
import type { Study } from "./study.ts";

export type Answer = "holds" | "in part" | "does not hold" | "cannot be judged";

/** A claim of the writeup that studies settle: the judgement, and the numbers that its sentence quotes. */
export type Claim = Readonly<Record<string, unknown>> & { readonly answer?: Answer };

/** A study and all that is shown of it. */
export interface Section {
  readonly study: Study;
  readonly title: string;
  figure(document: StudyDocument): Figure["spec"];
  /**
   * `templates/studies/NAME.md.hbs`. Filled with the results, with `numbers`, those of the verdict, and with what `context`
   * adds; it may use the report's helpers and the study's own.
   */
  readonly template: string;
  /** Looks up what the template needs from across the rows. */
  context?(document: StudyDocument): object;
  readonly helpers?: Readonly<Record<string, (...values: never[]) => unknown>>;
  /** Settles claims by the names that `templates/report.md.hbs` gives them; one may be settled by several studies. */
  claims?(document: StudyDocument): Readonly<Record<string, Claim>>;
  /** The name of the study in the story that the report begins with, and the cases of its verdict that belong there. */
  readonly story?: { readonly name: string; readonly cases: readonly string[] };
  /** Matches the names of what is no accuracy nor a difference of them: `QUANTITY.mean`, `verdict.numbers.NUMBER`. */
  readonly plain?: RegExp;
}
