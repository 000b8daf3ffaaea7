import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import type { Difference, PictureChange } from "../../src/diff/compare.ts";
import { overlayFigures } from "../../src/diff/overlay.ts";
import { renderPage } from "../../src/diff/page.ts";
import { compareImages } from "../../src/diff/pictures.ts";
import { drawSvg } from "../../src/render/figure.ts";
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
const figure = (...layer: object[]) => Buffer.from(JSON.stringify({ width: 100, height: 100, layer }));
const layersOf = (...figures: Parameters<typeof overlayFigures>) =>
  (overlayFigures(...figures).spec as unknown as { layer: ReturnType<typeof line>[] }).layer;

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

  it("is none where nothing differs, and counts the series of one side only", () => {
    const [red, blue, green] = ["red", "blue", "green"].map((color) => line(color, rows(1, 2))) as [
      object,
      object,
      object,
    ];
    expect(overlayFigures(figure(red), figure(red))).toEqual({ spec: undefined, alone: 0 });
    expect(overlayFigures(figure(red, blue), figure(red, green)).alone).toBe(2);
    const otherAxis = {
      ...line("red", rows(5, 6)),
      encoding: { ...at, y: { ...spanning([0, 10]).value, title: "pp" } },
    };
    expect(overlayFigures(figure(red), figure(otherAxis))).toEqual({ spec: undefined, alone: 2 });
  });

  it("leaves out places that it does not have any more, and widens its axis over the values before", () => {
    const layers = layersOf(figure(line("red", rows(-10, 2, 3), [-10, 30])), figure(line("red", rows(1, 2)), label));
    expect(layers[0]!.data).toEqual(rows(-10, 2));
    for (const { encoding } of layers.slice(0, 2)) expect(encoding.y.scale.domain).toEqual([-10, 30]);
    // The name stood at 5 of 0 to 10, the middle of 100 pixels.
    expect(layers[2]!.data.values).toEqual([{ height: 62.5, name: "B" }]);
  });

  it("keeps no program and no address of a stranger's specification", async () => {
    const evil = { expr: "evil()", signal: "evil()" };
    const stranger = {
      ...line("red", rows(1, 2), [0, evil]),
      transform: [{ calculate: "evil()", as: "value" }],
      params: [{ name: "evil", value: 1 }],
      mark: { type: "line", color: "red", tooltip: evil, href: "evil:", size: evil },
    };
    const image = { data: { url: "evil:" }, mark: { type: "image" }, encoding: { url: { value: "evil:" } } };
    const axis = { axis: { labelExpr: "evil()", values: [1, evil], tickCount: 1e9 } };
    const odd = {
      ...line("blue", {
        url: "evil:",
        values: [{ k: "1", value: 1, evil } as { k: string; value: number }],
      } as ReturnType<typeof rows>),
    };
    const field = {
      data: rows(1),
      mark: "point",
      encoding: { x: { field: "datum['evil']" }, y: { ...at.x, ...axis } },
    };
    const { spec } = overlayFigures(figure(line("red", rows(3, 4))), figure(stranger, image, odd, field));
    expect(spec).toBeDefined();
    expect(JSON.stringify(spec)).not.toMatch(/evil|1000000000/);
    await expect(drawSvg(spec!)).resolves.toContain("<svg");
  });

  test.each(["", "{", "[]", "null", '{"layer":1}', '{"hconcat":[1]}', "[".repeat(9e5), " ".repeat(2e6)])(
    "%.9s is none",
    (text) => {
      let drawn: unknown;
      try {
        drawn = overlayFigures(Buffer.from(text), Buffer.from(text)).spec;
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
      expect(drawn).toBeUndefined();
    },
  );
});

const ours = readdirSync(join(root, "viz"), { recursive: true, encoding: "utf8" }).filter((path) =>
  path.endsWith(".vl.json"),
);
/** The animation's last frame has no PNG; the others are of heat maps only, and of a drawing that no number changes. */
const without = /last_frame|weight_decomposition/;

test.each(ours.filter((path) => !without.test(path)))("%s is drawn over other numbers", async (path) => {
  const after = readFileSync(join(root, "viz", path), "utf8");
  const other = after.replace(
    /("(?:mean|low|high|bit|from|to|value|after\w*|predicted\w*)": )(-?[\d.]+)/g,
    (_, key, value) => `${key}${Number(value) * 0.9}`,
  );
  const { spec, alone } = overlayFigures(Buffer.from(other), Buffer.from(after));
  expect(alone).toBe(0);
  await expect(drawSvg(spec!)).resolves.toContain("</svg>");
});

describe("the page", () => {
  const pixel = (grey: number) => ({ width: 1, height: 1, data: Buffer.from([grey, grey, grey, 255]) });
  const image = compareImages(pixel(0), pixel(255));
  const [old, now] = [figure(line("red", rows(1, 2))), figure(line("red", rows(3, 4)))];
  /** A page of one picture with some specifications. @returns its figures, each by its caption */
  async function figuresOf(
    specs: PictureChange["specs"],
    more: Partial<Difference> = {},
    change: Partial<PictureChange> = {},
  ) {
    const picture = {
      path: "viz/a.png",
      status: "changed",
      image,
      bytes: {},
      ...(specs && { specs }),
      ...change,
    } as const;
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
    const { figures, html } = await figuresOf({ before: old, after: now }, { experiments: [sweep] });
    expect(figures).toEqual(["seed sweep", "viz/a.png"].map((name) => ({ name, hasCurves: true, notes: [] })));
    const [, drawing] = /class="drawing"[^>]*base64,([^"]*)/.exec(html)!;
    expect(Buffer.from(drawing!, "base64").toString()).toContain("before, above: 2 seeds; after, below: 1 seed");
    expect(html).toContain(
      "A pixel differs where its colour does by more than about 5 % of the way from black to white.",
    );
  });

  test.each<[string, PictureChange["specs"], string]>([
    ["that is not there on one side", { after: now }, "viz/a.vl.json is not on both sides"],
    ["that cannot be read", { before: Buffer.from("{"), after: now }, "viz/a.vl.json cannot be read"],
    [
      "without a difference",
      { before: now, after: now },
      "it has no lines, points or bars that differ and are on both sides",
    ],
  ])("says so, and does not fail, with a specification %s", async (_, specs, why) => {
    const notes = [`Its curves are not drawn over each other: ${why}.`];
    expect((await figuresOf(specs)).figures).toEqual([{ name: "viz/a.png", hasCurves: false, notes }]);
  });

  it("says so where one cannot be drawn, and counts the series of one side", async () => {
    const both = { before: figure(line("red", rows(1, 2)), line("blue", rows(1))), after: now };
    expect((await figuresOf(both)).figures[0]!.notes).toEqual([
      "1 series is on one side only, and not drawn over another.",
    ]);
    const odd = (...values: number[]) =>
      figure({ ...line("red", rows(...values)), encoding: { ...at, y: { field: "value", type: "odd" } } });
    expect((await figuresOf({ before: odd(1), after: odd(2) })).figures[0]).toMatchObject({
      hasCurves: false,
      notes: ["Its curves cannot be drawn here."],
    });
  });

  it("only names the pictures that are the same to the eye", async () => {
    const same = compareImages(pixel(250), pixel(255));
    const { html, figures } = await figuresOf(undefined, {}, { image: same });
    expect(figures).toEqual([]);
    expect(html).toContain("The same to the eye, and not shown here: viz/a.png.");
    expect(html).toContain("old → new: no setting and no result changed; 1 picture the same to the eye;");
  });
});
