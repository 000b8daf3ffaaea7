import sans400 from "@fontsource/source-sans-3/files/source-sans-3-latin-400-normal.woff2";
import sans600 from "@fontsource/source-sans-3/files/source-sans-3-latin-600-normal.woff2";
import { FONT } from "./theme.ts";

/** Writes the rule of a style sheet that holds a font. @param file the font, as a data URI */
export const fontFace = (family: string, weight: number, file: string, style = "normal"): string =>
  `@font-face{font-family:"${family}";font-weight:${weight};font-style:${style};src:url(${file})}\n`;

/** The rules that hold the font of figures, captions and tables. */
export const sansFaces = fontFace(FONT, 400, sans400) + fontFace(FONT, 600, sans600);
