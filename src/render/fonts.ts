import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { FontFace, fonts } from "canvas";
import { FONT } from "../figures/theme.ts";
import packaged from "./fonts.json" with { type: "json" };

const require = createRequire(import.meta.url);

/** The weights that the figures use, and their files: those of the package, or when bundled what `subset-fonts.js` makes of them. */
export const fontFiles = Object.entries(packaged).map(([weight, file]) => {
  const subset = fileURLToPath(new URL(`./fonts/${weight}.ttf`, import.meta.url));
  return { weight, path: existsSync(subset) ? subset : require.resolve(file) };
});

/**
 * A font with a "prep" table of one byte more, the zero behind it, which changes nothing: with seven or less FreeType takes
 * a font for one without instructions, and hints each letter by itself whenever it draws it, which takes half of the time
 * that text takes.
 */
function withoutHinting(path: string): Uint8Array {
  const font = readFileSync(path);
  const tables = font.readUInt16BE(4);
  for (let table = 12; table < 12 + 16 * tables; table += 16) {
    if (font.toString("latin1", table, table + 4) === "prep") font.writeUInt32BE(8, table + 12);
  }
  return font;
}

let registered = false;

/** Registers the bundled font, once, so that no figure depends on the fonts of the machine. */
export function registerFonts(): void {
  if (registered) return;
  for (const { weight, path } of fontFiles) fonts.add(new FontFace(FONT, withoutHinting(path), { weight }));
  registered = true;
}
