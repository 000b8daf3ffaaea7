import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TopLevelSpec } from "vega-lite";
import { describe, expect, it, test } from "vitest";
import type { Difference, PictureChange } from "../../src/diff/compare.ts";
import { overlayFigures } from "../../src/diff/overlay.ts";
import { drawStored, renderPage } from "../../src/diff/page.ts";
import { compareImages } from "../../src/diff/pictures.ts";
import { dataOf, redraw } from "../../src/diff/redraw.ts";
import { drawSvg } from "../../src/render/figure.ts";
import { canonicalJson } from "../../src/results/results.ts";
import { studies } from "../../src/studies/index.ts";
import { root } from "../command.ts";

const at = { x: { field: "k", type: "ordinal", scale: { domain: ["1", "2"] } } };
const rows = (...values: number[]) => ({ values: values.map((value, i) => ({ k: String(i + 1), value })) });
const spanning = (domain: unknown) => ({ value: { field: "value", type: "quantitative", scale: { domain } } });
const line = (color: string, values: ReturnType<typeof rows> & object, domain: unknown = [0, 10]) => ({
  data: values,
  mark: { type: "line", color },
  encoding: { ...at, y: spanning(domain).value },
});
const name = { data: { values: [{ height: 50, name: "B" }] }, mark: { type: "text" } };
const label = {
  ...name,
  encoding: { y: { field: "height", type: "quantitative", scale: null }, text: { field: "name" } },
};
const figure = (...layer: object[]) => ({ width: 100, height: 100, layer }) as TopLevelSpec;
const layersOf = (...figures: Parameters<typeof overlayFigures>) =>
  (overlayFigures(...figures) as unknown as { layer: ReturnType<typeof line>[] }).layer;

describe("a figure over the one before", () => {
  it("has what differs underneath, in its own colour, pale and wide", () => {
    const [red, blue] = [line("red", rows(1, 2)), line("blue", rows(3, 4))];
    const [under, ...rest] = layersOf(figure(red, line("blue", rows(5, 6))), figure(red, blue));
    expect(rest).toEqual([red, blue]);
    expect(under).toMatchObject({
      data: rows(5, 6),
      mark: { type: "line", color: "blue", opacity: 0.3, strokeWidth: 6 },
    });
  });

  it("has bars as dashed outlines on top", () => {
    const bars = (...values: number[]) => ({ ...line("red", rows(...values)), mark: { type: "bar", color: "red" } });
    const layers = layersOf(figure(bars(1, 2)), figure(bars(3, 4)));
    expect(layers[0]).toEqual(bars(3, 4));
    expect(layers.slice(1).map(({ data, mark }) => ({ data, ...mark }))).toMatchObject([
      { data: rows(1, 2), filled: false, color: "white" },
      { data: rows(1, 2), filled: false, strokeDash: [3, 3] },
    ]);
  });

  it("is none where nothing differs that both have", () => {
    const [red, blue] = [line("red", rows(1, 2)), line("blue", rows(3, 4))];
    expect(overlayFigures(figure(red), figure(red))).toBeUndefined();
    expect(overlayFigures(figure(red), figure(blue))).toBeUndefined();
    expect(layersOf(figure(red), figure(line("red", rows(3, 4)), blue))).toHaveLength(3);
  });

  it("leaves out places that it does not have any more, and widens its axis over the values before", () => {
    const layers = layersOf(figure(line("red", rows(-10, 2, 3), [-10, 30])), figure(line("red", rows(1, 2)), label));
    expect(layers[0]!.data).toEqual(rows(-10, 2));
    for (const { encoding } of layers.slice(0, 2)) expect(encoding.y.scale.domain).toEqual([-10, 30]);
    // The name stood at 5 of 0 to 10, the middle of 100 pixels.
    expect(layers[2]!.data.values).toEqual([{ height: 62.5, name: "B" }]);
  });
});

const names = [
  ...["training_curves", "recovery_bars", "recall_distribution", "speed_scaling"],
  ...studies.map(({ name }) => `studies/${name}`),
];
/** Reads the data of a figure, and the same with other numbers. */
function dataAt(name: string) {
  const text = readFileSync(join(root, dataOf(name)), "utf8");
  const scale = (number: string) => String(0.9 * Number(number));
  const other = text.replace(
    /"(mean|bit|pattern|A|B|\w+Norm|median|min|max)": (\[[^\]]*\]|[^\s,]+)/g,
    (_, key, numbers) => `"${key}": ${numbers.replace(/[\d.]+(e-?\d+)?/g, scale)}`,
  );
  return { before: Buffer.from(other), after: Buffer.from(text) };
}

test.each(names)("%s is drawn over other numbers", async (name) => {
  const { before, after } = dataAt(name);
  const spec = overlayFigures(redraw(name, before)!, redraw(name, after)!);
  await expect(drawSvg(spec!)).resolves.toContain("</svg>");
});

it.each(names)("%s is made of its data as it was built", (name) => {
  const spec = redraw(name, dataAt(name).after);
  expect(canonicalJson(spec)).toBe(readFileSync(join(root, `viz/${name}.vl.json`), "utf8"));
});

describe("the page", () => {
  const pixel = (grey: number) => ({ width: 1, height: 1, data: Buffer.from([grey, grey, grey, 255]) });
  const image = compareImages(pixel(0), pixel(255));
  const path = "viz/recall_distribution.png";
  const data = dataAt("recall_distribution");
  /** A page of one picture with some data. @returns its figures, each by its caption */
  async function figuresOf(
    data: PictureChange["data"],
    more: Partial<Difference> = {},
    change: Partial<PictureChange> = {},
  ) {
    const picture = { path, status: "changed", image, bytes: {}, ...(data && { data }), ...change } as const;
    const none = { compared: 9, problems: [], experiments: [], tables: [], sentences: [], files: [picture] };
    const difference = { base: "old", head: "new", ...none, pictures: [picture], ...more };
    const { html } = await renderPage(difference, {}, "diff.html");
    const figures = html
      .split("<figure")
      .slice(1)
      .map((text) => {
        const notes = [...text.split("</figure>")[0]!.matchAll(/<p>([^<]*)<\/p>/g)].map(([, note]) => note);
        return { name: /<strong>(.*?)</.exec(text)![1], hasCurves: text.includes('class="drawing"'), notes };
      });
    return { html, figures };
  }

  it("has the curves over each other, and the recoveries of all seeds of a sweep", async () => {
    const recovery = (seed: number, before?: number, after?: number) => {
      return {
        name: `runs.seed ${seed}.recovery.rehearsedBit`,
        unit: "pp",
        collection: "runs",
        before,
        after,
      } as const;
    };
    const results = [recovery(0, 0.1, 0.2), recovery(1, 0.1, undefined)];
    const sweep = { name: "seed sweep", status: "changed", settings: [], results, unchanged: [] } as const;
    const { figures, html } = await figuresOf(data, { experiments: [sweep] });
    expect(figures).toEqual(["seed sweep", path].map((name) => ({ name, hasCurves: true, notes: [] })));
    const [, drawing] = /class="drawing"[^>]*base64,([^"]*)/.exec(html)!;
    expect(Buffer.from(drawing!, "base64").toString()).toContain("before, above: 2 seeds; after, below: 1 seed");
    expect(html).toContain(
      "A pixel differs where its colour does by more than about 5 % of the way from black to white.",
    );
  });

  const json = "report/results.json";
  test.each<[string, Buffer | undefined, string]>([
    ["are not there on one side", undefined, `${json} is not on both sides`],
    ["cannot be read", Buffer.from("{"), `${json} of one side is not what this version draws`],
    ["are too many", Buffer.alloc(2 ** 23, " "), `${json} of one side is too large for it`],
    ["are the same", data.after, "it has no lines, points or bars that differ and are on both sides"],
  ])("says so, and does not fail, where the data %s", async (_, before, why) => {
    const notes = [`Its curves are not drawn over each other: ${why}.`];
    const { figures } = await figuresOf({ before, after: data.after });
    expect(figures).toEqual([{ name: path, hasCurves: false, notes }]);
  });

  it("says so where no file holds the data", async () => {
    const same = { before: data.after, after: data.after };
    const { figures } = await figuresOf(same, {}, { path: "viz/weight_decomposition.png" });
    const notes = ["Its curves are not drawn over each other: no file holds all that it shows."];
    expect(figures).toMatchObject([{ hasCurves: false, notes }]);
  });

  it("says so where the drawing fails", async () => {
    const odd = { ...line("red", rows(1)), encoding: { ...at, y: { field: "value", type: "odd" } } };
    const notes = ["Its curves cannot be drawn here."];
    expect(await drawStored(figure(odd), "a.svg", new Map())).toEqual({ drawing: undefined, notes });
  });

  it("only names the pictures that are the same to the eye", async () => {
    const same = compareImages(pixel(250), pixel(255));
    const { html, figures } = await figuresOf(undefined, {}, { image: same });
    expect(figures).toEqual([]);
    expect(html).toContain(`The same to the eye, and not shown here: ${path}.`);
    expect(html).toContain("old → new: no setting and no result changed; 1 picture the same to the eye;");
  });
});
