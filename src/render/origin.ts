import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import font from "@expo-google-fonts/source-sans-3/package.json" with { type: "json" };
import { version as canvas } from "canvas";
import { version as vega } from "vega";
import { type TopLevelSpec, version as vegaLite } from "vega-lite";

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
const rounded = (_: string, value: unknown): unknown =>
  typeof value === "number" ? Number(value.toPrecision(DIGITS)) : value;

/** The origin of a specification's picture, as a chunk: the hash of the specification, and the versions of what draws it. */
export function originOf(spec: TopLevelSpec): Buffer {
  const hash = createHash("sha256").update(JSON.stringify(spec, rounded)).digest("hex");
  const software = `Vega-Lite ${vegaLite}, Vega ${vega}, node-canvas ${canvas}, Source Sans 3 ${font.version}`;
  return chunk("tEXt", `Source\0specification sha256:${hash}, drawn by ${software}`);
}

/** A picture with its origin in it. */
export const withOrigin = (png: Uint8Array, origin: Buffer): Buffer =>
  Buffer.concat([png.subarray(0, SECOND_CHUNK), origin, png.subarray(SECOND_CHUNK)]);

/** Whether a file is a whole picture of that origin. */
export function hasOrigin(file: Buffer, origin: Buffer): boolean {
  return file.subarray(SECOND_CHUNK, SECOND_CHUNK + origin.length).equals(origin) && isWhole(file);
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

/** The size of a whole picture, in pixels. */
export const sizeOf = (file: Buffer): { width: number; height: number } => ({
  width: file.readUInt32BE(SIGNATURE.length + CHUNK_HEAD),
  height: file.readUInt32BE(SIGNATURE.length + CHUNK_HEAD + 4),
});
