import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { replaceFile } from "../files/place.ts";
import type { Drawing } from "./figure.ts";
import type { Renderer } from "./renderer.ts";

/** Finds the `node_modules` of the checkout, or the one in which the program is installed. */
function findPackages(): string | undefined {
  const root = fileURLToPath(new URL("..", import.meta.url));
  return [join(root, "node_modules"), dirname(root)].find(
    (folder) => basename(folder) === "node_modules" && fs.existsSync(folder),
  );
}

const MOST_PICTURES = 200;

const hash = (...parts: (string | Uint8Array)[]): Buffer =>
  parts.reduce((sum, part) => sum.update(part), createHash("sha256")).digest();

/** The packages that draw and are not bundled: node-canvas, and the font. */
const UNBUNDLED = ["canvas", "@expo-google-fonts/source-sans-3"];

/**
 * Keeps pictures for the next build, each under the hash of all that it depends on: its specification, the program that draws,
 * and the versions of what is not bundled.
 */
export function withCache(renderer: Renderer): Renderer {
  // The bundler names what this program imports by hashes of its text and of what it imports in turn, libraries but Vega among it.
  const program = fileURLToPath(new URL("./draw.js", import.meta.url));
  const packages = findPackages();
  // Sources that run unbundled have no one hash.
  if (packages === undefined || !fs.existsSync(program)) return renderer;
  const folder = join(packages, ".cache", "fast-weights-rehearsal");
  const require = createRequire(import.meta.url);
  const versions = UNBUNDLED.map((name) => (require(`${name}/package.json`) as { version: string }).version);
  const drawing = hash(fs.readFileSync(program), fs.readFileSync(join(dirname(program), "vega.cjs")), ...versions);
  removeOldest(folder);
  const cached = async (picture: unknown, draw: () => Promise<Uint8Array>): Promise<Uint8Array> => {
    const path = join(folder, hash(drawing, JSON.stringify(picture)).toString("hex"));
    return readPicture(path) ?? writePicture(path, await draw());
  };
  return {
    async figure(figure) {
      let drawing: Promise<Drawing> | undefined;
      const draw = () => (drawing ??= renderer.figure(figure));
      const png = await cached([figure, "png"], async () => (await draw()).png);
      const svg = await cached([figure, "svg"], async () => Buffer.from((await draw()).svg));
      return { png, svg: svg.toString() };
    },
    gif: (animation) => cached(animation, () => renderer.gif(animation)),
  };
}

/** A picture is kept behind its own hash, so that a damaged file is not taken for one. */
const HASH_BYTES = 32;

function readPicture(path: string): Uint8Array | undefined {
  try {
    const file = fs.readFileSync(path);
    const picture = file.subarray(HASH_BYTES);
    return hash(picture).equals(file.subarray(0, HASH_BYTES)) ? picture : undefined;
  } catch {
    return undefined;
  }
}

function writePicture(path: string, picture: Uint8Array): Uint8Array {
  try {
    fs.mkdirSync(dirname(path), { recursive: true });
    replaceFile(path, Buffer.concat([hash(picture), picture]));
  } catch {
    // It is drawn again next time.
  }
  return picture;
}

function removeOldest(folder: string): void {
  try {
    const age = (name: string) => fs.statSync(join(folder, name)).mtimeMs;
    const newestFirst = fs.readdirSync(folder).sort((a, b) => age(b) - age(a));
    for (const name of newestFirst.slice(MOST_PICTURES)) fs.rmSync(join(folder, name), { force: true });
  } catch {
    // There is nothing to remove, or another build has.
  }
}
