import { runCompiled } from "../compiled-script.ts";
import type * as drawing from "./drawing.ts";

/** Loads what draws: `drawing.ts`, bundled. */
export const loadDrawing = (): typeof drawing =>
  runCompiled(new URL("./drawing.cjs", import.meta.url)).exports as typeof drawing;
