import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import font from "@expo-google-fonts/source-sans-3/package.json" with { type: "json" };
import type { TopLevelSpec } from "vega-lite";
// They export their versions, too, but not without all the rest.
import canvas from "../../node_modules/canvas/package.json" with { type: "json" };
import vega from "../../node_modules/vega/package.json" with { type: "json" };
import vegaLite from "../../node_modules/vega-lite/package.json" with { type: "json" };

/** Pixels of a figure's PNG per nominal pixel. */
export const SCALE = 2;

/** A picture's bytes, and its nominal size in pixels. */
export interface Png {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A PNG says in a text of its own what it was drawn from, and with what, so that the same need not be drawn again. */

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
/** A chunk's length and type before its data, and a checksum behind. */
const CHUNK_HEAD = 8;
const CHUNK_FRAME = 12;
/** Behind the signature and the first chunk, which has the picture's size. */
const SECOND_CHUNK = SIGNATURE.length + CHUNK_FRAME + 13;

function chunk(type: string, data: string): Buffer {
  const bytes = Buffer.alloc(CHUNK_FRAME + data.length);
  bytes.writeUInt32BE(data.length);
  bytes.write(type + data, 4, "latin1");
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
}

/** Versions of Node differ in the last digits of powers and logarithms, which no pixel shows. */
const DIGITS = 12;
/** All images of a large matrix together would be longer than a text can be: a long one counts by its hash. */
const LONG = 2 ** 16;
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

function counted(_: string, value: unknown): unknown {
  if (typeof value === "number") return Number(value.toPrecision(DIGITS));
  return typeof value === "string" && value.length > LONG ? hashOf(value) : value;
}

/** The origin of a specification's picture, as a chunk: the hash of the specification, and the versions of what draws it. */
function originOf(spec: TopLevelSpec): Buffer {
  const hash = hashOf(JSON.stringify(spec, counted));
  const software = `Vega-Lite ${vegaLite.version}, Vega ${vega.version}, node-canvas ${canvas.version}, Source Sans 3 ${font.version}`;
  return chunk("tEXt", `Source\0specification sha256:${hash}, drawn by ${software}`);
}

/** A picture with its origin in it. */
export const withOrigin = (png: Uint8Array, spec: TopLevelSpec): Buffer =>
  Buffer.concat([png.subarray(0, SECOND_CHUNK), originOf(spec), png.subarray(SECOND_CHUNK)]);

/** The picture in a file, if it is whole, of that specification, and drawn by the same. */
export function pictureOf(spec: TopLevelSpec, file: Buffer): Png | undefined {
  const origin = originOf(spec);
  if (!file.subarray(SECOND_CHUNK, SECOND_CHUNK + origin.length).equals(origin) || !isWhole(file)) return undefined;
  const side = (at: number) => file.readUInt32BE(SIGNATURE.length + CHUNK_HEAD + at) / SCALE;
  return { png: file, width: side(0), height: side(4) };
}

/** Whether a PNG's chunks are what their checksums say, up to its end. */
function isWhole(file: Buffer): boolean {
  if (!file.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return false;
  for (let at = SIGNATURE.length; at + CHUNK_FRAME <= file.length; ) {
    const end = at + CHUNK_FRAME + file.readUInt32BE(at);
    if (end > file.length || crc32(file.subarray(at + 4, end - 4)) !== file.readUInt32BE(end - 4)) return false;
    if (file.toString("latin1", at + 4, at + CHUNK_HEAD) === "IEND") return end === file.length;
    at = end;
  }
  return false;
}
