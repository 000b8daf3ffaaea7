import Handlebars from "handlebars";
import template from "../../templates/diff.html.hbs";
import { requireReadableTogether } from "../files/read.ts";
import { sourceHash } from "../report/content-policy.ts";
import type { Difference, PictureChange } from "./compare.ts";
import { type Comparison, encodePng, type Image, maskOf, type Size } from "./pictures.ts";
import { pictureWords, type Section, type View } from "./view.ts";

/** What the page has in it: two style sheets, and the script that moves the sliders. */
export interface PageParts {
  readonly styles: readonly string[];
  readonly script: string;
}

/** Of files of pictures, in bytes; as the letters of a page they take a third more. */
const LARGEST_PAGE = 2 ** 27;

/**
 * A difference as a page in one file, which asks for nothing: for each picture before, after, difference, and a slider.
 *
 * @param home a link back to the report, if there is one beside the page
 */
export function differencePage(
  difference: Difference,
  { summary, problems, sections }: View,
  { styles, script }: PageParts,
  home?: string,
): string {
  const sizes = difference.pictures.flatMap(({ bytes }) => [bytes.before?.length ?? 0, bytes.after?.length ?? 0]);
  requireReadableTogether("the pictures on a page", sizes, LARGEST_PAGE);
  const style = styles.join("\n");
  return Handlebars.compile(template, { strict: true })({
    base: difference.base,
    head: difference.head,
    summary,
    problems,
    home,
    style,
    script,
    policy: { style: sourceHash(style), script: sourceHash(script) },
    sections: sections.filter(({ kind }) => kind !== "pictures").map(sectionContext),
    pictures: difference.pictures.map(pictureContext),
  });
}

/** A table of more rows than this is folded. */
const MOST_ROWS = 40;

function sectionContext({ kind, title, columns, rows, firstNumber, notes }: Section) {
  const isNumber = (column: number) => column >= firstNumber;
  // A path may be broken after its dots and strokes.
  const cell = (text: string, column: number) => ({ parts: text.split(/(?<=[a-zA-Z][./])/), number: isNumber(column) });
  return {
    title,
    notes,
    alarm: kind === "alarm",
    folded: rows.length > MOST_ROWS,
    count: rows.length,
    columns: columns.map((text, column) => ({ text, number: isNumber(column) })),
    rows: rows.map((row) => row.map(cell)),
  };
}

const dataUri = (type: string, bytes: Buffer): string => `data:image/${type};base64,${bytes.toString("base64")}`;

function pictureContext(picture: PictureChange, index: number) {
  const { path, image, animation, bytes } = picture;
  const type = path.endsWith(".png") ? "png" : "gif";
  const [before, after] = [bytes.before && dataUri(type, bytes.before), bytes.after && dataUri(type, bytes.after)];
  const compared = image ?? animation?.most?.comparison;
  return {
    index,
    path,
    words: pictureWords(picture),
    wipe: compared && wipeContext(compared, image && picture.bytes),
    frame: animation?.most?.frame,
    /** The files themselves, where the slider does not show them already. */
    files: image
      ? []
      : [before && { side: "before", source: before }, after && { side: "after", source: after }].filter(Boolean),
  };
}

/** @param bytes of the files, which serve as they are where they fill the canvas */
function wipeContext(comparison: Comparison, bytes?: PictureChange["bytes"]) {
  const { before, after, images } = comparison;
  const source = (image: Image, original: Size, file: Buffer | undefined) => {
    const fills = original.width === image.width && original.height === image.height;
    return dataUri("png", fills && file ? file : encodePng(image));
  };
  return {
    width: images[0].width,
    height: images[0].height,
    before: source(images[0], before, bytes?.before),
    after: source(images[1], after, bytes?.after),
    mask: dataUri("png", encodePng(maskOf(comparison))),
  };
}
