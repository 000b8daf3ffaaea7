import { startWorker } from "../dom.ts";
import type { Answers, Message, Request } from "./worker.ts";

/** The bundled program of the worker; scripts/bundle-explorer.js sets it. */
declare const LIVE_WORKER: string;

/**
 * Starts a worker for one live figure. It answers one request at a time; of those made meanwhile, only the last is sent.
 *
 * @param onError called with the message of a request that fails
 * @returns functions that make a request, and that give up all that were made
 */
export function createClient<K extends keyof Answers>(
  onAnswer: (answer: Answers[K]) => void,
  onError: (message: string) => void,
) {
  let worker = start();
  let isBusy = false;
  let next: Extract<Request, { kind: K }> | undefined;
  const send = () => {
    isBusy = next !== undefined;
    if (next) worker.postMessage(next);
    next = undefined;
  };
  function start(): Worker {
    const started = startWorker(LIVE_WORKER);
    started.addEventListener("message", ({ data }: MessageEvent<Message<K>>) => {
      onAnswer(data.answer);
      if (data.isLast) send();
    });
    started.addEventListener("error", ({ message }) => {
      onError(`This cannot be computed. ${message}`);
      send();
    });
    return started;
  }
  return {
    request(request: Extract<Request, { kind: K }>): void {
      next = request;
      if (!isBusy) send();
    },
    stop(): void {
      if (!isBusy) return;
      worker.terminate();
      worker = start();
      isBusy = false;
      next = undefined;
    },
  };
}
