// node pictures.cjs figures|gif FOLDER: starts as the program does, and draws only these.
import { runCompiled } from "../../src/compiled-script.ts";
import { workBriefly } from "../../src/engine.ts";
import { endProcess, startProcess } from "../../src/render/start.ts";
import type { drawPictures } from "./draw-pictures.ts";

const [job, folder] = process.argv.slice(2) as ["figures" | "gif", string];

async function draw(): Promise<void> {
  const first = startProcess();
  workBriefly();
  try {
    const { exports } = runCompiled(new URL("./draw-pictures.cjs", import.meta.url));
    await (exports as { drawPictures: typeof drawPictures }).drawPictures(job, folder, first);
  } finally {
    endProcess(first.child);
  }
}

process.once("beforeExit", () => process.exit());
draw().catch((error) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
