/** Bytes of the file's header and of the picture's. */
const [FILE_HEADER, PICTURE_HEADER] = [14, 40];

/**
 * A picture as a bitmap file (BMP, 24 bits a pixel): it needs neither compression nor checksums, and canvases and browsers
 * read it.
 *
 * @param colours of the pixels, row by row from the top: red, green, blue, 0 … 255
 */
export function bitmap(width: number, height: number, colours: Uint8Array): Uint8Array {
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
    for (let from = 3 * width * y; from < 3 * width * (y + 1); from += 3) {
      bytes[to++] = colours[from + 2]!;
      bytes[to++] = colours[from + 1]!;
      bytes[to++] = colours[from]!;
    }
  }
  return bytes;
}
