import { createRequire } from "node:module";
import { openSync } from "fontkit";
import { expect, test } from "vitest";
import { animation } from "../../src/figures/animation.ts";
import { figures } from "../../src/figures/index.ts";
import { speedScaling } from "../../src/figures/speed-scaling.ts";
import { studyFigure } from "../../src/studies/index.ts";
import { scaling } from "../benchmarks.ts";
import { runAt } from "../report/example.ts";
import { studyDocuments } from "./study-documents.ts";

/** Every string of a specification, but for pictures. */
function strings(value: unknown): string[] {
  if (typeof value === "string") return value.startsWith("data:") ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...strings(item)]);
}

const run = runAt({ seed: 10n ** 30n });
const drawn = [...figures(run), animation(run), ...studyDocuments.map(studyFigure), speedScaling(scaling)];
// Vega itself writes the ticks of axes and colour bars.
const written = `${drawn.flatMap(({ spec }) => strings(spec)).join("")}0123456789.,−+ekM`;

test.each(["400Regular/SourceSans3_400Regular", "600SemiBold/SourceSans3_600SemiBold"])(
  "%s has every character of every figure",
  (name) => {
    const font = openSync(createRequire(import.meta.url).resolve(`@expo-google-fonts/source-sans-3/${name}.ttf`));
    if (!("hasGlyphForCodePoint" in font)) throw new Error(`${name} holds several fonts`);
    const missing = [...new Set(written)].filter((character) => !font.hasGlyphForCodePoint(character.codePointAt(0)!));
    expect(missing).toEqual([]);
  },
);
