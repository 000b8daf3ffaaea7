import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Piscina } from "piscina";
import { OperationError } from "../errors.ts";
import type { Study, Values } from "../studies/study.ts";
import type measureSeed from "./worker.ts";

/** Measures seeds of studies, several at a time. */
export interface Pool {
  /** A fingerprint of the code that measures: seeds measured by other code are never mixed with its own. */
  readonly program: string;
  measure(study: Study, seed: number): Promise<readonly Values[]>;
  close(): Promise<void>;
}

/** The entry of a worker thread, bundled from `worker.ts`; the names of the chunks it imports follow from their contents. */
const worker = new URL("./study-worker.js", import.meta.url);

export function openPool(workers: number): Pool {
  const threads = new Piscina<Parameters<typeof measureSeed>[0], Values[]>({
    filename: worker.href,
    minThreads: workers,
    maxThreads: workers,
  });
  // The failure of an idle thread to start rejects none of the tasks that wait.
  const failed = new Promise<never>((_, reject) => threads.on("error", (error) => reject(unmeasurable(error))));
  failed.catch(() => {});
  return {
    program: createHash("sha256").update(readFileSync(worker)).digest("hex"),
    measure: ({ name }, seed) => Promise.race([failed, threads.run({ study: name, seed }).catch(rethrow)]),
    close: () => threads.destroy(),
  };
}

const unmeasurable = ({ message }: Error) => new OperationError(`the threads that measure cannot run, ${message}`);

/** An error with a code comes from the system that runs the thread, which may be out of memory; others are our own. */
function rethrow(error: NodeJS.ErrnoException): never {
  throw error.code === undefined ? error : unmeasurable(error);
}
