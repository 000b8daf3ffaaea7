import { existsSync } from "node:fs";
import { runCompiled } from "../compiled-script.ts";
import type * as compile from "./compile.ts";

/** Loads what compiles specifications: `compile.ts`, bundled, or itself where the program runs from its sources. */
export async function loadCompile(): Promise<typeof compile> {
  const bundled = new URL("./compile.cjs", import.meta.url);
  return existsSync(bundled) ? (runCompiled(bundled).exports as typeof compile) : import("./compile.ts");
}
