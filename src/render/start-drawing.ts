import { runCompiled } from "../compiled-script.ts";

/** The entry of a process that draws: runs `drawing-process.ts`, bundled. */
runCompiled(new URL("./drawing-process.cjs", import.meta.url));
