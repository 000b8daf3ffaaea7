import { runCompiled } from "../compiled-script.ts";
import type * as drawing from "./drawing.ts";

/** Loads what draws, `drawing.ts` bundled. @param kind what kind of process asks, for `runCompiled` */
export const loadDrawing = (kind?: "program"): typeof drawing =>
  runCompiled(new URL("./drawing.cjs", import.meta.url), kind).exports as typeof drawing;
