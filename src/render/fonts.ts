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

let registered = false;

/** Registers the bundled font, once, so that no figure depends on the fonts of the machine. */
export function registerFonts(): void {
  if (registered) return;
  for (const { weight, path } of fontFiles) fonts.add(new FontFace(FONT, path, { weight }));
  registered = true;
}
