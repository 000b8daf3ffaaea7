import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { buffer, text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { OperationError } from "../errors.ts";
import type { Animation } from "../figures/animation.ts";

/** The program of the process, bundled from `draw-gif.ts`; there is none where the sources run unbundled. */
const program = fileURLToPath(new URL("./draw-gif.js", import.meta.url));

/**
 * Draws an animation in a process of its own, which reads it as JSON and writes its GIF.
 *
 * @param signal ends the process before its time
 * @throws OperationError where the process cannot run, as for want of memory
 */
export async function startGif(animation: Animation, signal: AbortSignal): Promise<Uint8Array> {
  if (!existsSync(program)) return (await import("./gif.ts")).renderGif(animation);
  const child = spawn(process.execPath, [program], { stdio: "pipe", signal });
  const ended = new Promise<string | undefined>((resolve) => {
    child.on("error", ({ message }) => resolve(message));
    child.on("close", (status, signalName) => resolve(status === 0 ? undefined : (signalName ?? `status ${status}`)));
  });
  // The end of the process tells why it reads no more.
  child.stdin.on("error", () => {}).end(JSON.stringify(animation));
  const [gif, message, failure] = await Promise.all([buffer(child.stdout), text(child.stderr), ended]);
  if (failure === undefined) return gif;
  const error = /^\w*Error: (.*)$/m.exec(message)?.[1];
  throw new OperationError(`the process that draws the animation failed, ${error ?? failure}`);
}
