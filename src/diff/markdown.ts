import Handlebars from "handlebars";
import template from "../../templates/diff.md.hbs";
import { literal, literalInElement } from "../report/literal.ts";
import type { Section, View } from "./view.ts";

/** A comment on a pull request can have 65 536 characters. */
const MOST_ROWS = 100;
const SHORT = 15;

const row = (cells: readonly string[]): string => `| ${cells.map(literal).join(" | ")} |`;

function sectionText({ columns, rows, firstNumber, notes }: Section) {
  const rules = columns.map((_, i) => (i < firstNumber ? ":--" : "--:"));
  const shown = rows.slice(0, MOST_ROWS);
  return {
    table: rows.length === 0 ? "" : [row(columns), `|${rules.join("|")}|`, ...shown.map(row)].join("\n"),
    notes: notes.map(literal),
    more: rows.length - shown.length,
  };
}

/** In sight: what must not be missed, and what is short. */
const isOpen = ({ kind, rows }: Section): boolean =>
  kind === "alarm" || kind === "settings" || (kind === "results" && rows.length <= SHORT);

/** A difference for a comment on a pull request: what matters in sight, the rest folded. */
export function markdownOf({ summary, problems, sections }: View): string {
  const filled = sections.map((section) => ({
    ...section,
    ...sectionText(section),
    title: isOpen(section) ? literal(section.title) : literalInElement(section.title),
    open: isOpen(section),
  }));
  return Handlebars.compile(template, { strict: true })({
    summary: literal(summary),
    problems: problems.map(literal),
    open: filled.filter(({ open }) => open),
    folded: filled.filter(({ open }) => !open),
  });
}
