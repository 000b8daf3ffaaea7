import type { Colour } from "./shades.ts";

/** Bytes of the file's header and of the picture's. */
const [FILE_HEADER, PICTURE_HEADER] = [14, 40];

/**
 * Writes a picture as a bitmap file (BMP, 24 bits a pixel): it needs neither compression nor checksums, and canvases and
 * browsers read it.
 *
 * @param colourOf returns the colour of a pixel; pixels are counted row by row from the top
 */
export function bitmap(width: number, height: number, colourOf: (pixel: number) => Colour): Uint8Array {
  // Rows are padded to whole words, and stand from the bottom.
  const row = Math.ceil((3 * width) / 4) * 4;
  const start = FILE_HEADER + PICTURE_HEADER;
  const bytes = new Uint8Array(start + row * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  // The file's length, where its pixels start, the length of the header, the size; then those of the pixels.
  const words = [bytes.length, 0, start, PICTURE_HEADER, width, height];
  words.forEach((word, i) => {
    view.setUint32(2 + 4 * i, word, true);
  });
  // One plane, and the bits of a pixel.
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  view.setUint32(34, row * height, true);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = start + row * (height - 1 - y) + 3 * x;
      const colour = colourOf(width * y + x);
      for (let part = 0; part < 3; part++) bytes[at + part] = colour[2 - part]!;
    }
  }
  return bytes;
}
