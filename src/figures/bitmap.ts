import type { Colour } from "./shades.ts";

/** Bytes of the file's header and of the picture's. */
const [FILE_HEADER, PICTURE_HEADER] = [14, 40];

/**
 * A picture as a bitmap file (BMP, 24 bits a pixel): it needs neither compression nor checksums, and canvases and browsers
 * read it.
 *
 * @param colourOf the colour of a pixel, which are counted row by row from the top
 */
export function bitmap(width: number, height: number, colourOf: (pixel: number) => Colour): Uint8Array {
  // Rows are padded to whole words, and stand from the bottom.
  const row = Math.ceil((3 * width) / 4) * 4;
  const start = FILE_HEADER + PICTURE_HEADER;
  const bytes = new Uint8Array(start + row * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, start, true);
  view.setUint32(14, PICTURE_HEADER, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  // One plane, and the bits of a pixel.
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  view.setUint32(34, row * height, true);
  for (let y = 0; y < height; y++) {
    let to = start + row * (height - 1 - y);
    for (let pixel = width * y; pixel < width * (y + 1); pixel++) {
      const colour = colourOf(pixel);
      bytes[to++] = colour[2];
      bytes[to++] = colour[1];
      bytes[to++] = colour[0];
    }
  }
  return bytes;
}
