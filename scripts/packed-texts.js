// Makes the texts of the package, which stand alone: those of the repository without the parts that are marked as its own.
// Those of the repository wait in a folder; `node scripts/packed-texts.js back` puts them back.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const TEXTS = ["README.md", "docs/studies.md"];
const WAITING = ".repository";
const MARKED = /<!-- in the repository -->.*?<!-- \/in the repository -->\s*/gs;

for (const text of TEXTS) {
  const own = join(WAITING, text);
  // They are there before packing, too, if it was stopped the last time.
  if (existsSync(own)) renameSync(own, text);
  if (process.argv[2] === "back") continue;
  mkdirSync(dirname(own), { recursive: true });
  renameSync(text, own);
  writeFileSync(text, readFileSync(own, "utf8").replace(MARKED, ""));
}
if (process.argv[2] === "back") rmSync(WAITING, { recursive: true, force: true });
