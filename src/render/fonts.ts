import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { FontFace, fonts } from "canvas";
import { FONT } from "../figures/theme.ts";

const { resolve } = createRequire(import.meta.url);

/** Files of the package that brings the font, by the weights that the figures use. */
const FILES = {
  400: "@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf",
  600: "@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf",
};

function unhinted(path: string): Uint8Array {
  const font = readFileSync(path);
  const tables = font.readUInt16BE(4);
  for (let table = 12; table < 12 + 16 * tables; table += 16) {
    if (font.toString("latin1", table, table + 4) === "prep") font.writeUInt32BE(8, table + 12);
  }
  return font;
}

let registered = false;

/** Registers the font of the figures, once, so that no figure depends on the fonts of the machine. */
export function registerFonts(): void {
  if (registered) return;
  for (const [weight, file] of Object.entries(FILES))
    fonts.add(new FontFace(FONT, unhinted(resolve(file)), { weight }));
  registered = true;
}
