import { crc32 } from "node:zlib";
import { PNG } from "pngjs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Figure } from "../../src/figures/figure.ts";
import { recoveryBars } from "../../src/figures/recovery-bars.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { pictureOf } from "../../src/render/origin.ts";
import { renderPng } from "../../src/render/png.ts";
import { makeSettings } from "../../src/settings.ts";

const figureAt = (seed: number): Figure =>
  recoveryBars(runProtocol(makeSettings({ seed, dim: 6, nPairs: 4, nASweeps: 2, nBSweeps: 2 })));

/** The type of each chunk of a PNG, and where its data begin and end. */
function chunksOf(png: Buffer) {
  const chunks: { type: string; from: number; to: number }[] = [];
  for (let at = 8; at < png.length; at = chunks.at(-1)!.to + 4) {
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), from: at + 8, to: at + 8 + png.readUInt32BE(at) });
  }
  return chunks;
}

describe("a picture that is there already", () => {
  const figure = figureAt(1);
  let png: Buffer;
  beforeAll(async () => {
    png = Buffer.from((await renderPng(figure)).png);
  });
  const isKept = (file: Buffer, of = figure) => pictureOf(of.spec, file)?.png === file;

  it("says which specification it is of and what drew it, in a text of its own", () => {
    const [, text] = chunksOf(png);
    expect(text!.type).toBe("tEXt");
    expect(png.toString("latin1", text!.from, text!.to)).toMatch(
      /^Source\0specification sha256:[0-9a-f]{64}, drawn by Vega-Lite 6\.\d+\.\d+, Vega 6\.\d+\.\d+, node-canvas 4\.[\w.-]+, Source Sans 3 \d\S+$/,
    );
  });

  it("is not drawn again where it is of the same specification, and has the same size", async () => {
    const { width, height } = PNG.sync.read(png);
    const kept = pictureOf(figure.spec, png);
    expect(kept).toEqual({ ...(await renderPng(figure)), png });
    expect(kept).toMatchObject({ width: width / 2, height: height / 2 });
  });

  it("is not drawn again where a number differs as it may between versions of Node, but is where it differs by more", async () => {
    const specAt = (width: number): Figure => ({ ...figure, spec: { ...figure.spec, width } as Figure["spec"] });
    const third = await renderPng(specAt(400 / 3));
    const before = Buffer.from(third.png);
    expect(isKept(before, specAt((400 / 3) * (1 + 2 ** -51)))).toBe(true);
    expect(isKept(before, specAt((400 / 3) * (1 + 1e-9)))).toBe(false);
  });

  it("is drawn again where another is asked for", async () => {
    expect(isKept(png, figureAt(2))).toBe(false);
    expect(isKept(Buffer.from((await renderPng(figureAt(2))).png))).toBe(false);
  });

  it("is drawn again where a byte of it is another, wherever", async () => {
    const places = [0, 9, 17, ...chunksOf(png).flatMap(({ from, to }) => [from - 5, Math.min(from + 3, to), to + 1])];
    for (const place of places) {
      const broken = Buffer.from(png);
      broken[place]! ^= 1;
      expect(isKept(broken), `byte ${place}`).toBe(false);
    }
  });

  it("is drawn again where it is cut short, goes on behind its end, or is none", async () => {
    for (const length of [0, 8, 33, 60, png.length - 13, png.length - 1]) {
      expect(isKept(png.subarray(0, length)), `${length} bytes`).toBe(false);
    }
    expect(isKept(Buffer.concat([png, Buffer.of(0)]))).toBe(false);
    expect(isKept(Buffer.alloc(png.length))).toBe(false);
  });

  it("is drawn again where another version drew it", async () => {
    const older = Buffer.from(png);
    const { from, to } = chunksOf(png)[1]!;
    older.write("0", older.indexOf("node-canvas 4") + "node-canvas ".length, "latin1");
    older.writeUInt32BE(crc32(older.subarray(from - 4, to)), to);
    expect(PNG.sync.read(older).width).toBeGreaterThan(0);
    expect(isKept(older)).toBe(false);
  });
});

it("is no matter of how long a specification is", () => {
  const image = "x".repeat(10 ** 8);
  const spec = {
    data: { values: Array.from({ length: 6 }, () => ({ image })) },
    mark: "image",
  } as unknown as Figure["spec"];
  expect(pictureOf(spec, Buffer.alloc(100))).toBeUndefined();
});
