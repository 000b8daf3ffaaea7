import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { OperationError } from "../errors.ts";
import type { Answer, Picture, Request } from "./draw.ts";
import type { Renderer } from "./renderer.ts";

/** The program of the process, bundled from `draw.ts`; there is none where the sources run unbundled. */
const program = fileURLToPath(new URL("./draw.js", import.meta.url));

/**
 * Starts a process that draws what it is asked for in turn. It throws OperationError where it cannot run, as for want of memory.
 *
 * @param signal ends the process
 * @returns undefined where the sources run unbundled
 */
export function startDrawing(signal: AbortSignal): Renderer | undefined {
  if (!existsSync(program)) return undefined;
  const child = fork(program, { signal, serialization: "advanced", stdio: ["ignore", "ignore", "pipe", "ipc"] });
  const waiting: { resolve(drawn: unknown): void; reject(error: Error): void }[] = [];
  const fail = (reason: string) => new OperationError(`the process that draws failed, ${reason}`);
  // A process that could not be started has no stderr, and cannot be sent anything.
  const message = child.stderr ? text(child.stderr) : "";
  const ended = new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (status, signalName) => resolve(signalName ?? `status ${status}`));
  }).then(async (failure) => fail(/^\w*Error: (.*)$/m.exec(await message)?.[1] ?? failure));
  child.on("message", (answer: Answer) => {
    const { resolve, reject } = waiting[answer.id]!;
    if ("drawn" in answer) resolve(answer.drawn);
    else reject(fail(answer.message));
  });
  const draw = <T>(picture: Picture) => {
    const request: Request = { ...picture, id: waiting.length };
    return new Promise<T>((resolve, reject) => {
      waiting.push({ resolve: resolve as (drawn: unknown) => void, reject });
      // The end of the process tells why it reads no more.
      if (child.connected) child.send(request, () => {});
      void ended.then(reject);
    });
  };
  return { figure: (figure) => draw({ figure }), gif: (animation) => draw({ animation }) };
}
