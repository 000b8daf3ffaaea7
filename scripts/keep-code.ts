// node keep-code.mjs SCRIPT: draws what a build draws with the script of the processes that draw, and keeps beside it what V8
// compiled for that.
import { execFileSync } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { animation } from "../src/figures/animation.ts";
import { figures } from "../src/figures/index.ts";
import { runProtocol } from "../src/model/protocol.ts";
import { codeOf, runCompiled } from "../src/render/compiled-script.ts";
import type { done } from "../src/render/drawing-process.ts";
import { paletteOf } from "../src/render/gif-encoder.ts";
import { drawingFlags } from "../src/render/processes.ts";
import { makeSettings } from "../src/settings.ts";

const [program, path] = process.argv.slice(1) as [string, string];

async function keepCode(url: URL): Promise<void> {
  // While it draws, what was needed only once is to be kept, too.
  setFlagsFromString("--no-flush-bytecode");
  const { script, exports } = runCompiled(url);
  const draw = (exports as { done: typeof done }).done;
  const run = runProtocol(makeSettings());
  for (const figure of figures(run)) await draw({ figure, before: undefined });
  const moving = animation(run);
  const colours = await draw({ animation: moving, from: 0, to: moving.frames });
  await draw({ palette: paletteOf([colours as ReadonlyMap<number, number>]) });
  setFlagsFromString("--flush-bytecode");

  const code = codeOf(url);
  writeFileSync(`${code}.new`, script.createCachedData());
  renameSync(`${code}.new`, code);
}

// V8 takes code only with the settings with which it was kept.
if (drawingFlags.every((flag) => process.execArgv.includes(flag))) await keepCode(pathToFileURL(resolve(path)));
else execFileSync(process.execPath, [...drawingFlags, program, path], { stdio: "inherit" });
