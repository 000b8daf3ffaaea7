import { startWorker } from "../dom.ts";
import type { Answers, Message, Request } from "./worker.ts";

/** The bundled program of the worker; scripts/bundle-explorer.js sets it. */
declare const LIVE_WORKER: string;

/**
 * Starts a worker for one live figure. It answers one request at a time; of those made meanwhile, only the last is sent.
 *
 * @param onError called with the message of a request that fails
 * @returns a function that makes a request
 */
export function createClient<K extends keyof Answers>(
  onAnswer: (answer: Answers[K]) => void,
  onError: (message: string) => void,
) {
  const worker = startWorker(LIVE_WORKER);
  let isBusy = false;
  let next: Extract<Request, { kind: K }> | undefined;
  const send = () => {
    isBusy = next !== undefined;
    if (next) worker.postMessage(next);
    next = undefined;
  };
  worker.addEventListener("message", ({ data }: MessageEvent<Message<K>>) => {
    onAnswer(data.answer);
    if (data.isLast) send();
  });
  worker.addEventListener("error", ({ message }) => {
    onError(`This cannot be computed. ${message}`);
    send();
  });
  return (request: Extract<Request, { kind: K }>): void => {
    next = request;
    if (!isBusy) send();
  };
}
