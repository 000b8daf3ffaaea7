import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect } from "vitest";
import { documentPath } from "../../src/runner/documents.ts";
import { root } from "../command.ts";
import { smallOutputs, TestRepository } from "../diff/repository.ts";
import { called } from "./called.ts";
import { commandLine } from "./lines.ts";
import { expectManners, expectNamed, expectRun, stateOf } from "./oracle.ts";
import { seed } from "./seed.ts";

/** A folder in which every command has something to do, and another that is kept as it was. */
export function workplace() {
  const scratch = mkdtempSync(join(tmpdir(), "fast-weights-input-"));
  const [kept, folder] = [join(scratch, "kept"), join(scratch, "here")];
  beforeAll(async () => {
    const repository = new TestRepository(kept);
    repository.commit(await smallOutputs());
    const decay = readFileSync(join(root, documentPath("decay")));
    repository.commit(
      new Map<string, string | Uint8Array>([
        ...(await smallOutputs({ seed: 5 })),
        [documentPath("decay"), decay],
        ["file", ""],
      ]),
    );
    mkdirSync(join(kept, "shards"));
    for (const shard of ["1/2", "2/2"]) await called(["study", "waiting", "--seeds", "4", "--shard", shard], kept);
    cpSync(kept, folder, { recursive: true, preserveTimestamps: true });
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  // Nothing here writes into .git, which has most of the files.
  const renew = () => {
    const entries = (of: string) => readdirSync(of).filter((name) => name !== ".git");
    for (const name of entries(folder)) rmSync(join(folder, name), { recursive: true });
    for (const name of entries(kept))
      cpSync(join(kept, name), join(folder, name), { recursive: true, preserveTimestamps: true });
  };
  return { folder, renew };
}

/** Types so many generated lines. @param round others than in the round before @returns how many ended with each status */
export async function typeLines(
  count: number,
  { folder, renew }: ReturnType<typeof workplace>,
  round = 0,
): Promise<number[]> {
  const ended = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(commandLine, async (words) => {
      const before = stateOf(folder);
      const answer = await called(words, folder);
      const wrote = !isSame(before, stateOf(folder));
      if (wrote) renew();
      expectManners(answer, wrote);
      if (/^(run|check)$/.test(words[0] ?? "")) expect(wrote).toBe(false);
      if (answer.status === 2) expectNamed(words, answer.stderr);
      expectRun(words, answer);
      ended[answer.status]!++;
    }),
    { numRuns: count, seed: seed + round },
  );
  return ended;
}

const isSame = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): boolean =>
  before.size === after.size && [...before].every(([path, state]) => after.get(path) === state);
