import { existsSync, mkdirSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import type { TopLevelSpec } from "vega-lite";
import diffStyle from "../../templates/diff.css";
import pageTemplate from "../../templates/diff.html.hbs";
import { fileError, UsageError } from "../errors.ts";
import { entryAt } from "../files/folder.ts";
import { replaceFile } from "../files/place.ts";
import { requireReadableTogether } from "../files/read.ts";
import { counted } from "../format.ts";
import { pageStyle } from "../report/style.ts";
import { fillTemplate, sourceHash } from "../report/templates.ts";
import { type Difference, figureOf, isSameToTheEye, type PictureChange, shownComparison } from "./compare.ts";
import { overlayFigures } from "./overlay.ts";
import { drawMask, encodePng, type Image, type ImageComparison, PIXEL_RULE } from "./pictures.ts";
import { dataOf, redraw } from "./redraw.ts";
import { isAmongOutputs } from "./snapshot.ts";
import { sweepFigure } from "./sweep-figure.ts";
import { buildView, describePicture, type Section, type View, type ViewOptions } from "./view.ts";

/** Moves the boundary between the two pictures of a comparison. */
const script = `for (const slider of document.querySelectorAll(".slider")) {
  slider.addEventListener("input", () => slider.parentElement.style.setProperty("--at", \`\${slider.value}%\`));
}
`;

/** The bytes of all pictures that a page compares. */
const LARGEST_PAGE = 2 ** 27;
/** The bytes of a page: with larger pictures it would open slowly, and they lie beside it. */
const LARGEST_FILE = 3_000_000;

/** A page, and the pictures that are too many for it, by their paths from the folder in which it lies. */
export interface Page {
  readonly html: string;
  readonly files: ReadonlyMap<string, string | Uint8Array>;
}

/** The pictures of a page by their names; the page holds them, or a folder beside it. */
type Pictures = Map<string, string | Uint8Array>;

/**
 * Renders a difference as a page that loads nothing from elsewhere: for each picture its curves before and after over each other,
 * and before, after, difference, and a slider.
 *
 * @param name the page's file @param home a link back to the report beside the page
 * @throws UsageError where the pictures are too large together
 */
export async function renderPage(
  difference: Difference,
  options: ViewOptions,
  name: string,
  home?: string,
): Promise<Page> {
  const { base, head, pictures, experiments } = difference;
  const sizes = pictures.flatMap(({ bytes }) => [bytes.before?.length ?? 0, bytes.after?.length ?? 0]);
  requireReadableTogether("the pictures on a page", sizes, LARGEST_PAGE);
  const view = buildView(difference, options);
  const sections = view.sections.filter(({ kind }) => kind !== "pictures");
  const stored: Pictures = new Map();
  const figures: Contents["figures"][number][] = [];
  const sweep = sweepFigure(experiments);
  if (sweep) {
    const words = "the recovery of each seed, before and after";
    figures.push({ ...noParts, path: "seed sweep", words, ...(await drawStored(sweep, "sweep.svg", stored)) });
  }
  for (const picture of pictures.filter((one) => !isSameToTheEye(one))) {
    figures.push(await pictureData(picture, figures.length, stored));
  }
  const same = pictures.filter(isSameToTheEye).map(({ path }) => path);
  const rules = [
    ...(figures.some(({ drawing }) => drawing) ? [UNDERNEATH] : []),
    ...(pictures.length > 0 ? [PIXEL_RULE] : []),
  ];
  const title = `What changed: ${base} → ${head}`;
  return fillPage({ ...view, sections }, { title, heading: "What changed", home, figures, same, rules }, stored, name);
}

interface Drawing {
  readonly file: string;
  readonly width: string | undefined;
  readonly height: string | undefined;
}

interface Contents {
  readonly title: string;
  readonly heading: string;
  readonly home?: string | undefined;
  /** A drawing that comes first. */
  readonly chart?: Drawing | undefined;
  readonly figures: readonly { readonly path: string; readonly words: string; readonly drawing: Drawing | undefined }[];
  /** The paths of pictures that are the same to the eye. */
  readonly same?: readonly string[];
  /** The rules by which pictures are compared. */
  readonly rules?: readonly string[];
}

/** Fills in the page's template. @param name the page's file */
export function fillPage(view: View, contents: Contents, stored: Pictures, name: string): Page {
  const style = `${pageStyle}\n${diffStyle}`;
  const policy = { style: sourceHash(style), script: sourceHash(script) };
  const figures = contents.figures.map((figure, index) => {
    const { path } = figure;
    return { ...figure, index, name: path.replace(/^viz\/|\.png$/g, ""), alt: `${path}, before and after` };
  });
  const sections = shortenSections(view.sections).map(sectionData);
  const none = { home: undefined, chart: undefined, same: [], rules: [] };
  const isLong = sections.length + figures.length > 1;
  const [first, last] = [false, true].map((wanted) => sections.filter(({ isLast }) => isLast === wanted));
  const data = { ...none, ...contents, ...view, figures, sections: first, last, isLong, style, script, policy };
  const fill = (beside: string | undefined) => {
    const address = (file: string) =>
      beside === undefined ? dataUri(file, stored.get(file)!) : `${encodeURIComponent(beside)}/${file}`;
    return fillTemplate(pageTemplate, { ...data, beside }, { address });
  };
  const page = fill(undefined);
  if (stored.size === 0 || Buffer.byteLength(page) <= LARGEST_FILE) return { html: page, files: new Map() };
  const folder = `${basename(name).replace(/\.html?$/, "")}_files`;
  return { html: fill(folder), files: new Map([...stored].map(([file, content]) => [`${folder}/${file}`, content])) };
}

function dataUri(file: string, content: string | Uint8Array): string {
  const type = extname(file).slice(1).replace("svg", "svg+xml");
  return `data:image/${type};base64,${Buffer.from(content).toString("base64")}`;
}

/** Longer tables are folded. */
const MOST_ROWS = 40;
/** The rows of a page. */
const MOST_ROWS_TOGETHER = 6000;

/** A row with a longer cell among its numbers holds words. */
const LONGEST_NUMBER = 24;
/** A date, or flags as they are cut in the log: they have hyphens, but are not broken after them. */
const WHOLE = /^(\d{4}-\d\d-\d\d|--.{0,30})$/;

/** Leaves out the rows for which a page has no more room. */
function shortenSections(sections: readonly Section[]): Section[] {
  let left = MOST_ROWS_TOGETHER;
  return sections.map((section) => {
    const rows = section.rows.slice(0, left);
    left -= rows.length;
    const more = section.rows.length - rows.length;
    const notes = more > 0 ? [...section.notes, `${counted(more, "row")} more are left out here.`] : section.notes;
    return { ...section, rows, notes };
  });
}

function sectionData({ kind, title, columns, rows, firstNumber, notes }: Section, index: number) {
  // A path may be broken after its dots and slashes.
  const breakable = (text: string) => text.split(/(?<=[a-zA-Z][./])/);
  const holdsNumbers = (row: readonly string[]) =>
    row.slice(firstNumber).every(({ length }) => length <= LONGEST_NUMBER);
  const kindOf = (text: string, isNumber: boolean) => (isNumber ? "number" : WHOLE.test(text) ? "whole" : "");
  const table = {
    columns: columns.map((text, i) => ({ text, number: i >= firstNumber && rows.some(holdsNumbers) })),
    rows: rows.map((row) => {
      const first = holdsNumbers(row) ? firstNumber : row.length;
      return row.map((text, i) => ({ parts: breakable(text), kind: kindOf(text, i >= first) }));
    }),
  };
  const isFolded = rows.length > MOST_ROWS;
  // Pictures come before the list of files.
  const isLast = kind === "files" || kind === "unchanged";
  const isAlarm = kind === "regression";
  return { index, title, notes, isLast, regression: isAlarm, folded: isFolded, count: rows.length, ...table };
}

/** The parts of a figure that not all have. */
const noParts = { drawing: undefined, slider: undefined, frame: undefined, files: [], notes: [] as readonly string[] };

const UNDERNEATH =
  "Where curves are drawn over each other, before lies underneath: pale and wide, or a dashed outline of bars.";

/** Draws a figure for a page, and never fails: a reader is told where there is no drawing. */
export async function drawStored(
  spec: TopLevelSpec,
  file: string,
  stored: Pictures,
): Promise<{ drawing: Drawing | undefined; notes?: readonly string[] }> {
  try {
    const { drawSvg } = await import("../render/figure.ts");
    const svg = await drawSvg(spec);
    stored.set(file, svg);
    const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
    return { drawing: { file, width, height } };
  } catch {
    return { drawing: undefined, notes: ["Its curves cannot be drawn here."] };
  }
}

async function pictureData(picture: PictureChange, index: number, stored: Pictures) {
  const { path, image, animation, bytes } = picture;
  const comparison = shownComparison(picture);
  const store = (what: string, content: Uint8Array, type = path.slice(-3)) => {
    const file = `${index}-${basename(path, extname(path)).replace(/[^\w-]/g, "_")}-${what}.${type}`;
    stored.set(file, content);
    return file;
  };
  const files = (["before", "after"] as const).flatMap((time) => {
    const content = bytes[time];
    // The slider shows the files of two PNGs already.
    return content === undefined || image ? [] : [{ time, file: store(time, content) }];
  });
  const slider = comparison && sliderData(comparison, image && bytes, store);
  const overlay = await overlayData(picture, `${index}-curves.svg`, stored);
  const words = describePicture(picture);
  return { ...noParts, path, words, slider, frame: animation?.most?.frame, files, ...overlay };
}

async function overlayData({ path, data, isStyle }: PictureChange, file: string, stored: Pictures) {
  if (data === undefined || isStyle) return { drawing: undefined };
  const figure = figureOf(path)!;
  const leaveOut = (why: string) => ({
    drawing: undefined,
    notes: [`Its curves are not drawn over each other: ${why}.`],
  });
  if (!data.before || !data.after) return leaveOut(`${dataOf(figure)} is not on both sides`);
  try {
    const [before, after] = [redraw(figure, data.before), redraw(figure, data.after)];
    if (!before || !after) return leaveOut("no file holds all that it shows");
    const spec = overlayFigures(before, after);
    if (spec === undefined) return leaveOut("it has no lines, points or bars that differ and are on both sides");
    return await drawStored(spec, file, stored);
  } catch (error) {
    const why = error instanceof RangeError ? "is too large for it" : "is not what this version draws";
    return leaveOut(`${dataOf(figure)} of one side ${why}`);
  }
}

/** @param bytes the files, which serve as they are where they fill the canvas */
function sliderData(
  comparison: ImageComparison,
  bytes: PictureChange["bytes"] = {},
  store: (what: string, content: Uint8Array, type: string) => string,
) {
  const [before, after] = comparison.images;
  const { width, height } = before;
  const source = (time: "before" | "after", image: Image) => {
    const fills = comparison[time].width === width && comparison[time].height === height;
    return store(`${time}-canvas`, (fills && bytes[time]) || encodePng(image), "png");
  };
  const mask = store("difference", encodePng(drawMask(comparison)), "png");
  return { width, height, before: source("before", before), after: source("after", after), mask };
}

/**
 * Writes a page whole, the pictures beside it first, or leaves the one before.
 *
 * @param typed its path as it was typed @throws UsageError or OperationError
 */
export function writePage(typed: string, { html, files }: Page): void {
  const option = `--html ${JSON.stringify(typed)}`;
  const place = resolve(typed);
  // An empty path, or a slash at the end, would name a folder; a link or a pipe is not replaced.
  const isFile = typed.endsWith(basename(place)) && entryAt(place)?.isFile() !== false;
  if (!isFile) throw new UsageError(`${option}: must be a file`);
  if (isAmongOutputs(place)) throw new UsageError(`${option}: lies among the outputs; name another file`);
  if (!existsSync(dirname(place))) throw new UsageError(`${option}: cannot be written, its folder is not there`);
  try {
    for (const [path, content] of files) {
      const picture = join(dirname(place), path);
      // Nothing is written through a link.
      if (!entryAt(dirname(picture))?.isDirectory()) mkdirSync(dirname(picture));
      replaceFile(picture, content);
    }
    replaceFile(place, html);
  } catch (error) {
    throw fileError(`${option}: cannot be written, ${(error as Error).message}`, error);
  }
}
