import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Piscina } from "piscina";
import type { Study, Values } from "../studies/study.ts";

/** Measures seeds of studies, several at a time. */
export interface Pool {
  /** A fingerprint of the code that measures: seeds measured by other code are never mixed with its own. */
  readonly program: string;
  measure(study: Study, seed: number): Promise<readonly Values[]>;
  close(): Promise<void>;
}

/** What a worker thread is asked for. */
export interface Unit {
  readonly study: string;
  readonly seed: number;
}

/** The entry of a worker thread, bundled from `worker.ts`; the names of the chunks it imports follow from their contents. */
const worker = new URL("./study-worker.js", import.meta.url);

/** A pool of worker threads. */
export function openPool(workers: number): Pool {
  const threads = new Piscina<Unit, Values[]>({ filename: worker.href, minThreads: workers, maxThreads: workers });
  return {
    program: createHash("sha256").update(readFileSync(worker)).digest("hex"),
    measure: ({ name }, seed) => threads.run({ study: name, seed }),
    close: () => threads.destroy(),
  };
}
