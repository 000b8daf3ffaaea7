import diffStyle from "../../templates/diff.css";
import pageTemplate from "../../templates/diff.html.hbs";
import { requireReadableTogether } from "../files/read.ts";
import { pageStyle } from "../report/style.ts";
import { fillTemplate, sourceHash } from "../report/templates.ts";
import { type Difference, type PictureChange, shownComparison } from "./compare.ts";
import { drawMask, encodePng, type Image, type ImageComparison } from "./pictures.ts";
import { buildView, describePicture, type Section, type ViewOptions } from "./view.ts";

/** Moves the boundary between the two pictures of a comparison. */
const script = `for (const slider of document.querySelectorAll(".slider")) {
  slider.addEventListener("input", () => slider.parentElement.style.setProperty("--at", \`\${slider.value}%\`));
}
`;

/** The bytes of all pictures on a page; encoded as text they take a third more. */
const LARGEST_PAGE = 2 ** 27;

/**
 * Renders a difference as a page in one file that loads nothing: for each picture before, after, difference, and a slider.
 *
 * @param home a link back to the report beside the page
 * @throws UsageError where the pictures are too large together
 */
export function renderPage(difference: Difference, options: ViewOptions, home?: string): string {
  const { base, head, pictures } = difference;
  const sizes = pictures.flatMap(({ bytes }) => [bytes.before?.length ?? 0, bytes.after?.length ?? 0]);
  requireReadableTogether("the pictures on a page", sizes, LARGEST_PAGE);
  const { summary, problems, sections } = buildView(difference, options);
  const style = `${pageStyle}\n${diffStyle}`;
  const policy = { style: sourceHash(style), script: sourceHash(script) };
  const tables = sections.filter(({ kind }) => kind !== "pictures").map(sectionData);
  const data = { base, head, summary, problems, home, style, script, policy };
  return fillTemplate(pageTemplate, { ...data, sections: tables, pictures: pictures.map(pictureData) });
}

/** Longer tables are folded. */
const MOST_ROWS = 40;

function sectionData({ kind, title, columns, rows, firstNumber, notes }: Section) {
  // A path may be broken after its dots and slashes.
  const breakable = (text: string) => text.split(/(?<=[a-zA-Z][./])/);
  const cell = (text: string, i: number) => ({ text, parts: breakable(text), number: i >= firstNumber });
  const table = { columns: columns.map(cell), rows: rows.map((row) => row.map(cell)) };
  const isFolded = rows.length > MOST_ROWS;
  return { title, notes, regression: kind === "regression", folded: isFolded, count: rows.length, ...table };
}

const dataUri = (type: string, bytes: Buffer): string => `data:image/${type};base64,${bytes.toString("base64")}`;

function pictureData(picture: PictureChange, index: number) {
  const { path, image, animation, bytes } = picture;
  const type = path.endsWith(".png") ? "png" : "gif";
  const comparison = shownComparison(picture);
  const files = (["before", "after"] as const).flatMap((time) => {
    const file = bytes[time];
    // The slider shows the files of two PNGs already.
    return file === undefined || image ? [] : [{ time, source: dataUri(type, file) }];
  });
  const slider = comparison && sliderData(comparison, image && bytes);
  return { index, path, words: describePicture(picture), slider, frame: animation?.most?.frame, files };
}

/** @param bytes the files, which serve as they are where they fill the canvas */
function sliderData(comparison: ImageComparison, bytes: PictureChange["bytes"] = {}) {
  const [before, after] = comparison.images;
  const { width, height } = before;
  const source = (time: "before" | "after", image: Image) => {
    const fills = comparison[time].width === width && comparison[time].height === height;
    return dataUri("png", (fills && bytes[time]) || encodePng(image));
  };
  const mask = dataUri("png", encodePng(drawMask(comparison)));
  return { width, height, before: source("before", before), after: source("after", after), mask };
}
