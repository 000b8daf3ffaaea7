// node keep-code.mjs SCRIPT: has a script do what it is for, in a process for each use, and keeps beside it what V8 compiled
// for that.
import { execFileSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { codeOf, runCompiled } from "../src/compiled-script.ts";
import { drawingFlags, workBriefly } from "../src/engine.ts";
import { animation } from "../src/figures/animation.ts";
import { figures } from "../src/figures/index.ts";
import { runProtocol } from "../src/model/protocol.ts";
import type { runProgram } from "../src/program.ts";
import type * as drawing from "../src/render/drawing.ts";
import { paletteOf } from "../src/render/gif-encoder.ts";
import { makeSettings } from "../src/settings.ts";
import type { drawPictures } from "./bench/draw-pictures.ts";

/**
 * What a script is for, what V8 is told where its process starts, and whether it is set to work briefly. V8 takes code only
 * with the settings with which it was kept, and one that is set need not be what it is at a start.
 */
interface Use {
  readonly script: string;
  readonly flags?: readonly string[];
  readonly isBrief: boolean;
  use(exports: unknown): Promise<void>;
}

type Drawing = typeof drawing;

async function drawFigures(exports: unknown): Promise<void> {
  for (const figure of figures(runProtocol(makeSettings()))) await (exports as Drawing).done({ figure });
}

async function draw(exports: unknown): Promise<void> {
  await drawFigures(exports);
  const asked = (exports as Drawing).done;
  const moving = animation(runProtocol(makeSettings()));
  const colours = await asked({ animation: moving, from: 0, to: moving.frames });
  await asked({ palette: paletteOf([colours as ReadonlyMap<number, number>]) });
}

/** Has the program execute a command, unheard. */
async function execute(exports: unknown, ...words: string[]): Promise<void> {
  process.stdout.write = () => true;
  process.stderr.write = () => true;
  const status = await (exports as { runProgram: typeof runProgram }).runProgram(words);
  if (status !== 0) throw new Error(`${words.join(" ")} ended with ${status}`);
}

async function elsewhere(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "fast-weights-code-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function drawBoth(exports: unknown): Promise<void> {
  const { drawPictures: asked } = exports as { drawPictures: typeof drawPictures };
  for (const job of ["figures", "gif"] as const) await elsewhere((folder) => asked(job, folder));
}

const uses: readonly Use[] = [
  { script: "drawing.cjs", flags: drawingFlags, isBrief: true, use: draw },
  { script: "drawing.cjs", isBrief: true, use: drawFigures },
  {
    script: "program.cjs",
    isBrief: true,
    use: (exports) => elsewhere((folder) => execute(exports, "build", "--out", folder)),
  },
  { script: "draw-pictures.cjs", isBrief: true, use: drawBoth },
  { script: "run.cjs", isBrief: false, use: (exports) => execute(exports, "run") },
];

async function keepCode(path: string, { isBrief, use }: Use): Promise<void> {
  if (isBrief) workBriefly();
  // While it works, what was needed only once is to be kept, too.
  setFlagsFromString("--no-flush-bytecode");
  const url = pathToFileURL(resolve(path));
  const { script, exports } = runCompiled(url);
  await use(exports);
  setFlagsFromString("--flush-bytecode");
  const code = codeOf(url);
  writeFileSync(`${code}.new`, script.createCachedData());
  renameSync(`${code}.new`, code);
}

const [keeper, path, chosen] = process.argv.slice(1) as [string, string, string?];
if (chosen !== undefined) await keepCode(path, uses[Number(chosen)]!);
else {
  for (const [place, { script, flags = [] }] of uses.entries()) {
    if (script !== basename(path)) continue;
    execFileSync(process.execPath, [...flags, keeper, path, `${place}`], { stdio: "inherit" });
  }
}
