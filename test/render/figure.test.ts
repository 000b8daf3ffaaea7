import { expect, it, test } from "vitest";
import { darkColours } from "../../src/figures/dark.ts";
import { titleOf } from "../../src/figures/figure.ts";
import { figures } from "../../src/figures/index.ts";
import { colours } from "../../src/figures/theme.ts";
import { renderFigure } from "../../src/render/figure.ts";
import { studyFigure } from "../../src/studies/index.ts";
import { studyDocuments } from "../figures/study-documents.ts";
import { runAt } from "../report/example.ts";

const all = [...figures(runAt()), ...studyDocuments.map(studyFigure)];

it("draws a PNG whose pixels are 144 to the inch, twice the nominal 72", async () => {
  const png = Buffer.from((await renderFigure(all[2]!)).png);
  const chunk = png.indexOf("pHYs") + 4;
  const metre = 1000 / 25.4;
  expect([png.readUInt32BE(chunk), png.readUInt32BE(chunk + 4), png[chunk + 8]]).toEqual([
    Math.round(144 * metre),
    Math.round(144 * metre),
    1,
  ]);
});

it("draws the same SVG whatever was drawn before", async () => {
  const [first] = all;
  const { svg } = await renderFigure(first!);
  expect(svg).toContain('id="d0"');
  await renderFigure(all[1]!);
  expect((await renderFigure(first!)).svg).toBe(svg);
});

test.each(all.map((figure) => [figure.name, figure] as const))(
  "%s has its title as text, and a dark version of every colour",
  async (_, figure) => {
    const { svg } = await renderFigure(figure);
    const words = svg.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
    expect(words).toContain(titleOf(figure).replaceAll("&", "&amp;").replace(/\s+/g, " "));
    const used = new Set([...svg.matchAll(/ (?:fill|stroke)="([^"]*)"/g)].map(([, colour]) => colour!));
    // Gold serves on both; heat maps keep their colours.
    const kept = [...used].filter((colour) => !(colour in darkColours) && !/^(none|rgb\(.*|url\(#.*)$/.test(colour));
    expect(kept.filter((colour) => colour !== colours.rehearsed)).toEqual([]);
  },
);
