import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { FontFace, fonts } from "canvas";
import { FONT } from "../figures/theme.ts";

const require = createRequire(import.meta.url);
const PACKAGE = "@expo-google-fonts/source-sans-3";

/** The weights that the figures use, and their files. */
export const fontFiles = [
  { weight: "400", path: require.resolve(`${PACKAGE}/400Regular/SourceSans3_400Regular.ttf`) },
  { weight: "600", path: require.resolve(`${PACKAGE}/600SemiBold/SourceSans3_600SemiBold.ttf`) },
];

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
