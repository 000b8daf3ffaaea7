import { join } from "node:path";
import { openSync } from "fontkit";
import { expect, test } from "vitest";
import { animation } from "../../src/figures/animation.ts";
import { figures } from "../../src/figures/index.ts";
import { speedScaling } from "../../src/figures/speed-scaling.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { fontFiles } from "../../src/render/fonts.ts";
import { makeSettings } from "../../src/settings.ts";
import { studyFigure } from "../../src/studies/index.ts";
import { scaling } from "../benchmarks.ts";
import { root } from "../command.ts";
import { studyDocuments } from "./study-documents.ts";

/** Every string of a specification, but for pictures. */
function strings(value: unknown): string[] {
  if (typeof value === "string") return value.startsWith("data:") ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...strings(item)]);
}

const run = runProtocol(makeSettings({ seed: 10n ** 30n }));
const drawn = [...figures(run), animation(run), ...studyDocuments.map(studyFigure), speedScaling(scaling)];
// What Vega writes by itself: ticks of axes and colour bars.
const written = `${drawn.flatMap(({ spec }) => strings(spec)).join("")}0123456789.,−+ekM`;

/** What the bundled program draws with. */
const subsets = fontFiles.map(({ weight }) => ({ weight, path: join(root, `dist/fonts/${weight}.ttf`) }));

test.each([...fontFiles, ...subsets])("weight $weight in $path has every character of every figure", ({ path }) => {
  const font = openSync(path);
  if (!("hasGlyphForCodePoint" in font)) throw new Error(`${path} holds several fonts`);
  const missing = [...new Set(written)].filter((character) => !font.hasGlyphForCodePoint(character.codePointAt(0)!));
  expect(missing).toEqual([]);
});
