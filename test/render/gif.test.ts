import { type Canvas, createCanvas } from "canvas";
import { GifReader } from "omggif";
import { beforeAll, describe, expect, test } from "vitest";
import { type Animation, animation } from "../../src/figures/animation.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { renderGif } from "../../src/render/gif.ts";
import { createView } from "../../src/render/vega.ts";
import { makeSettings } from "../../src/settings.ts";

/** Frames by another library, composed one over the other as a viewer does. */
function composedFrames(bytes: Uint8Array): { reader: GifReader; frames: Uint8Array[] } {
  const reader = new GifReader(Buffer.from(bytes));
  const canvas = new Uint8Array(reader.width * reader.height * 4);
  const frames = Array.from({ length: reader.numFrames() }, (_, i) => {
    reader.decodeAndBlitFrameRGBA(i, canvas);
    return canvas.slice();
  });
  return { reader, frames };
}

/** Some frames, each drawn as a whole; the first says where in the picture they all are. */
async function drawn({ spec, width, height }: Animation, frames: readonly number[]): Promise<Uint8ClampedArray[]> {
  const view = await createView(spec);
  const first = (await view.toCanvas(1)) as unknown as Canvas;
  const [left, top] = [Math.floor((width - first.width) / 2), Math.floor((height - first.height) / 2)];
  const pixels: Uint8ClampedArray[] = [];
  for (const frame of frames) {
    await view.signal("frame", frame).runAsync();
    const canvas = createCanvas(width, height);
    const context = canvas.getContext("2d");
    context.fillStyle = "white";
    context.fillRect(0, 0, width, height);
    context.drawImage((await view.toCanvas(1)) as unknown as Canvas, left, top);
    pixels.push(context.getImageData(0, 0, width, height).data);
  }
  return pixels;
}

/** The palette keeps flat colours exactly; only shades at the edges of letters and lines are shared. */
function expectSame(actual: Uint8Array, expected: Uint8ClampedArray): void {
  let [worst, off] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(expected[i]! - actual[i]!);
    worst = Math.max(worst, difference);
    if (difference > 8) off++;
  }
  expect(worst).toBeLessThanOrEqual(40);
  expect(off / expected.length).toBeLessThan(0.002);
}

test.each([
  { dim: 30, nPairs: 70, nASweeps: 3, nBSweeps: 2 },
  { dim: 8, nPairs: 2, nRehearse: 2, nASweeps: 40, nBSweeps: 30 },
  { dim: 1, nPairs: 1, nRehearse: 1, nASweeps: 1, nBSweeps: 1, slowLr: 0, fastLr: 0 },
])("frames are the pictures of their records at other settings: %o", async (given) => {
  const moving = animation(runProtocol(makeSettings(given)));
  const { frames } = composedFrames(await renderGif(moving));
  expect(frames).toHaveLength(moving.frames);
  const some = [0, Math.floor(frames.length / 2), frames.length - 1];
  const expected = await drawn(moving, some);
  some.forEach((frame, k) => {
    expectSame(frames[frame]!, expected[k]!);
  });
});

describe("the animation of the published run", () => {
  const moving = animation(runProtocol(makeSettings()));
  let bytes: Uint8Array;
  let decoded: ReturnType<typeof composedFrames>;
  beforeAll(async () => {
    bytes = await renderGif(moving);
    decoded = composedFrames(bytes);
  });

  test("has one frame a record, 1000 × 640, about six a second, the last held for two seconds, for ever", () => {
    const { reader } = decoded;
    expect([reader.width, reader.height, reader.numFrames(), reader.loopCount()]).toEqual([1000, 640, 67, 0]);
    const delays = Array.from({ length: 67 }, (_, i) => reader.frameInfo(i).delay);
    expect(new Set(delays.slice(0, -1))).toEqual(new Set([16]));
    expect(delays.at(-1)).toBe(200);
  });

  test("takes at most 250 KB", () => expect(bytes.length).toBeLessThanOrEqual(250_000));

  test("has one global palette", () => {
    const palettes = Array.from({ length: 67 }, (_, i) => decoded.reader.frameInfo(i).palette_offset);
    expect(new Set(palettes)).toEqual(new Set([13]));
  });

  test("has of each frame the smallest rectangle that holds what it changes", () => {
    const { reader, frames } = decoded;
    for (const frame of [0, 1, 34, 66]) {
      const { x, y, width, height } = reader.frameInfo(frame);
      const [shown, before] = [frames[frame]!, frames[frame - 1]];
      const changed = Array.from({ length: 1000 * 640 }, (_, i) => i).filter(
        (i) => before === undefined || [0, 1, 2].some((c) => before[4 * i + c] !== shown[4 * i + c]),
      );
      const columns = changed.map((i) => i % 1000);
      const rows = changed.map((i) => Math.floor(i / 1000));
      const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
      const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b));
      expect([x, x + width - 1, y, y + height - 1]).toEqual([least(columns), most(columns), least(rows), most(rows)]);
    }
  });

  test("every eleventh frame is the picture of its record, without noise", async () => {
    const elevenths = Array.from({ length: 7 }, (_, k) => 11 * k);
    const expected = await drawn(moving, elevenths);
    elevenths.forEach((frame, k) => {
      expectSame(decoded.frames[frame]!, expected[k]!);
    });
  });

  test("does not flicker: a pixel that does not change in the drawing does not change in the file", async () => {
    const [before, after] = (await drawn(moving, [39, 40])) as [Uint8ClampedArray, Uint8ClampedArray];
    const [shownBefore, shownAfter] = [decoded.frames[39]!, decoded.frames[40]!];
    let flickering = 0;
    for (let i = 0; i < before.length; i++) {
      if (before[i] === after[i] && shownBefore[i] !== shownAfter[i] && i % 4 !== 3) {
        const pixel = i - (i % 4);
        if ([0, 1, 2].every((c) => before[pixel + c] === after[pixel + c])) flickering++;
      }
    }
    expect(flickering).toBe(0);
  });
});

describe("an animation of a single flat square", () => {
  const square: Animation = {
    spec: {
      width: 20,
      height: 10,
      padding: 0,
      params: [{ name: "frame", value: 0 }],
      data: { values: [{}] },
      mark: { type: "rect", color: "#d55e00" },
      config: { view: { stroke: null } },
    },
    stillTitles: [],
    frames: 3,
    width: 20,
    height: 10,
  };

  test("in which nothing moves has all its frames, in exactly its colour", async () => {
    const { reader, frames } = composedFrames(await renderGif(square));
    expect(frames).toHaveLength(3);
    // An idle frame is a pixel that stays as it was.
    expect([1, 2].map((frame) => [reader.frameInfo(frame).width, reader.frameInfo(frame).height])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    for (const frame of frames) {
      for (let i = 0; i < frame.length; i += 4) expect([...frame.subarray(i, i + 4)]).toEqual([0xd5, 0x5e, 0, 255]);
    }
  });

  test("is refused where it is larger than it says", async () => {
    await expect(renderGif({ ...square, width: 12 })).rejects.toThrow("a frame is 20 × 10, larger than 12 × 10");
  });

  test("is refused where its dataflow fails, not drawn without what failed", async () => {
    const spec = { ...square.spec, transform: [{ calculate: "datum.no.where", as: "lost" }] } as Animation["spec"];
    await expect(renderGif({ ...square, spec })).rejects.toThrow(TypeError);
  });
});
