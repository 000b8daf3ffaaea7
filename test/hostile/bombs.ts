import { crc32, deflateSync } from "node:zlib";
import { GIFEncoder } from "gifenc";

/** Makes a PNG of two colours, of few bytes for many pixels. @param shade 0 or 1 @param side its height and width in pixels */
export function vastPng(shade: number, side = 8192): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length);
    frame.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  for (const at of [0, 4]) header.writeUInt32BE(side, at);
  // The height may be a lie: one of more than so many lines would take long to make.
  const line = Buffer.from([0, ...Array<number>(Math.min(side, 2 ** 16) / 8).fill(shade)]);
  const lines = deflateSync(Buffer.concat(Array<Buffer>(Math.min(side, 8192)).fill(line)));
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", lines), chunk("IEND", Buffer.of())]);
}

/** Makes an animation of one colour, of few bytes for many pixels. @param shade 0 or 1 */
export function vastGif(shade: number, side: number, frames: number): Uint8Array {
  const gif = GIFEncoder();
  const palette = [
    [0, 0, 0],
    [255, 255, 255],
  ];
  const pixels = new Uint8Array(side * side).fill(shade);
  for (let frame = 0; frame < frames; frame++) gif.writeFrame(pixels, side, side, { palette });
  gif.finish();
  return gif.bytes();
}
