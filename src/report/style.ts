import serif400Italic from "@fontsource/source-serif-4/files/source-serif-4-latin-400-italic.woff2";
import serif400 from "@fontsource/source-serif-4/files/source-serif-4-latin-400-normal.woff2";
import serif600 from "@fontsource/source-serif-4/files/source-serif-4-latin-600-normal.woff2";
import style from "../../templates/style.css";
import { fontFace, sansFaces } from "../figures/faces.ts";

const SERIF = "Source Serif 4";

/**
 * The style sheet that all pages begin with. It holds its fonts: beside a page that is opened from a file, browsers load none
 * from another file.
 */
export const pageStyle = `/* Source Serif 4, Source Sans 3: © Adobe, SIL Open Font License 1.1, https://openfontlicense.org */
${fontFace(SERIF, 400, serif400)}${fontFace(SERIF, 400, serif400Italic, "italic")}${fontFace(SERIF, 600, serif600)}${sansFaces}${style}`;
