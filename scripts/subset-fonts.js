import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import subsetFont from "subset-font";

const require = createRequire(import.meta.url);

/** What figures may be written in: Latin, Greek, punctuation, indices, letterlike signs, arrows, operators. */
const RANGES = [
  [0x20, 0x17f],
  [0x370, 0x3ff],
  [0x2000, 0x22ff],
];
const characters = RANGES.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)),
).join("");

/** What is applied to a text that asks for nothing. */
const keepFeatures = "abvm blwm calt ccmp clig curs dist dnom frac kern liga locl mark mkmk numr rclt rlig".split(" ");

/** Names of the font that say whose it is and under which licence. */
const preserveNameIds = [0, 13, 14];

const options = { targetFormat: "sfnt", keepFeatures, preserveNameIds };

/** The fonts without what no figure uses: node-canvas reads all of a font's tables whenever it draws a text. */
export async function subsetFonts(folder) {
  await mkdir(folder);
  for (const [weight, file] of Object.entries(require("../src/render/fonts.json"))) {
    const font = await subsetFont(await readFile(require.resolve(file)), characters, options);
    await writeFile(join(folder, `${weight}.ttf`), font);
  }
}
