import { execFileSync } from "node:child_process";
import { join } from "node:path";

const mark = globalThis as { isBundled?: boolean };

/** The tests of the command line run the program as it is installed: bundled, once, though each project asks for it. */
export default function bundle(): void {
  if (mark.isBundled) return;
  mark.isBundled = true;
  execFileSync(process.execPath, ["scripts/bundle.js"], { cwd: join(import.meta.dirname, "..") });
}
