// node keep-code.mjs SCRIPT: has a script do what it is for, and keeps beside it what V8 compiled for that.
import { execFileSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { codeOf, runCompiled } from "../src/compiled-script.ts";
import { briefly } from "../src/engine.ts";
import { animation } from "../src/figures/animation.ts";
import { figures } from "../src/figures/index.ts";
import { runProtocol } from "../src/model/protocol.ts";
import type { runProgram } from "../src/program.ts";
import type { done } from "../src/render/drawing-process.ts";
import { paletteOf } from "../src/render/gif-encoder.ts";
import { drawingFlags } from "../src/render/start.ts";
import { makeSettings } from "../src/settings.ts";
import type { drawPictures } from "./bench/draw-pictures.ts";

/**
 * What a script is for, and V8's settings where it runs: those that its process starts with, and those that are set before the
 * script is. V8 takes code only with the settings with which it was kept, and one that is set need not be what it is at a start.
 */
interface Use {
  readonly flags?: readonly string[];
  readonly settings?: readonly string[];
  use(exports: unknown): Promise<void>;
}

async function draw(exports: unknown): Promise<void> {
  const asked = (exports as { done: typeof done }).done;
  const run = runProtocol(makeSettings());
  for (const figure of figures(run)) await asked({ figure });
  const moving = animation(run);
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

const uses: Readonly<Record<string, Use>> = {
  "drawing-process.cjs": { flags: drawingFlags, use: draw },
  "program.cjs": {
    settings: briefly,
    use: (exports) => elsewhere((folder) => execute(exports, "build", "--out", folder)),
  },
  "draw-pictures.cjs": { settings: briefly, use: drawBoth },
  "run.cjs": { use: (exports) => execute(exports, "run") },
};

async function keepCode(path: string, { settings = [], use }: Use): Promise<void> {
  for (const setting of settings) setFlagsFromString(setting);
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

const [keeper, path] = process.argv.slice(1) as [string, string];
const use = uses[basename(path)]!;
const { flags = [] } = use;
if (flags.every((flag) => process.execArgv.includes(flag))) await keepCode(path, use);
else execFileSync(process.execPath, [...flags, keeper, path], { stdio: "inherit" });
