import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** The tests of the command line run the program as it is installed: bundled. */
export default function bundle(): void {
  execFileSync(process.execPath, ["scripts/bundle.js"], { cwd: join(import.meta.dirname, "..") });
}
