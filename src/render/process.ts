import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Animation } from "../figures/animation.ts";
import { renderGif } from "./gif.ts";

/** Renders one animation. */
export type GifRenderer = (animation: Animation) => Promise<Uint8Array>;

/** The entry of the process, bundled from `gif-process.ts`; not there where the program runs from its sources. */
const entry = fileURLToPath(new URL("./gif-process.js", import.meta.url));

/** What keeps a program from ending, or does not. */
interface Handle {
  ref(): void;
  unref(): void;
}

/**
 * Renders one animation in a process of its own, which loads while the run is made and draws while its figures are drawn.
 * A process and not a thread: node-canvas must not draw in two threads at once.
 */
export function gifProcess(): GifRenderer {
  if (!existsSync(entry)) return renderGif;
  const child = fork(entry, { serialization: "advanced", execArgv: [], stdio: ["ignore", "ignore", "pipe", "ipc"] });
  let complaint = "";
  child.stderr!.on("data", (text) => {
    complaint += text;
  });
  const rendered = new Promise<Uint8Array>((resolve, reject) => {
    child.once("message", (bytes) => resolve(bytes as Uint8Array));
    child.once("error", reject);
    child.once("close", (status, signal) => {
      reject(new Error(`the animation's process ended with ${signal ?? `status ${status}`}: ${complaint}`));
    });
  });
  // What fails first is reported; a process that nobody waits for must not keep the program or bring it down.
  rendered.catch(() => {});
  const { channel, stderr } = child as unknown as { channel: Handle; stderr: Handle };
  for (const handle of [child, channel, stderr]) handle.unref();
  return (animation) => {
    for (const handle of [child, channel, stderr]) handle.ref();
    child.send(animation);
    return rendered;
  };
}
