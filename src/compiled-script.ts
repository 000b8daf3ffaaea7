import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { isDrawing } from "./engine.ts";

/** What V8 made of a script stands beside it: one for each kind of process that runs it, as each has settings of its own. */
export const codeOf = (url: URL): string => `${fileURLToPath(url)}.${isDrawing ? "drawing" : "program"}.code`;

/**
 * Runs a script that is bundled as a function of `module`, `require` and its own address. Where V8's code of it was kept when
 * it was bundled, V8 need not read and compile it again; a V8 of another version, or with other settings, does all the same.
 *
 * @returns the script, and what it exports
 */
export function runCompiled(url: URL): { script: Script; exports: unknown } {
  const code = codeOf(url);
  const script = new Script(readFileSync(url, "latin1"), {
    filename: url.href,
    ...(existsSync(code) && { cachedData: readFileSync(code) }),
  });
  const module = { exports: {} as unknown };
  script.runInThisContext()(module, createRequire(url), url.href);
  return { script, exports: module.exports };
}
