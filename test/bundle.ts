import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Bundles the program, once for all projects: the tests of the command line run it as it is installed. */
export default function bundle(): void {
  execFileSync(process.execPath, ["scripts/bundle.js"], { cwd: join(import.meta.dirname, "..") });
}
