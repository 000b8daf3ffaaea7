import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

/**
 * Counts the pixels of a picture that differ from the committed one. Where any do, the picture as it is now is left in a
 * folder `changed/` beside the committed one, with a third that shows where they differ.
 */
export function differingPixels(committed: string, now: Uint8Array): number {
  const changed = join(dirname(committed), "changed", basename(committed));
  const difference = changed.replace(/\.png$/, "-difference.png");
  const keep = (path: string, bytes: Uint8Array) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  };
  const expected = existsSync(committed) && PNG.sync.read(readFileSync(committed));
  const actual = PNG.sync.read(Buffer.from(now));
  if (!expected || expected.width !== actual.width || expected.height !== actual.height) {
    keep(changed, now);
    return Number.POSITIVE_INFINITY;
  }
  const { width, height } = actual;
  const map = new PNG({ width, height });
  // Other processors round the edges of shapes differently, by a shade that nobody sees.
  const pixels = pixelmatch(expected.data, actual.data, map.data, width, height, { threshold: 0.1, includeAA: true });
  if (pixels > 0) {
    keep(changed, now);
    keep(difference, PNG.sync.write(map));
  } else {
    rmSync(changed, { force: true });
    rmSync(difference, { force: true });
  }
  return pixels;
}
