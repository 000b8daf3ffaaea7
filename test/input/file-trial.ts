import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, vi } from "vitest";
import type { Figure } from "../../src/figures/figure.ts";
import type { Renderer } from "../../src/render/renderer.ts";
import { root } from "../command.ts";
import { smallOutputs, TestRepository } from "../diff/repository.ts";
import { called } from "./called.ts";
import { dataFile, objectFile, pictureFile, type Spoil } from "./corruption.ts";
import { expectManners, stateOf } from "./oracle.ts";
import { seed } from "./seed.ts";

// The animation is drawn from the run alone, and that is whole. Of the figures only that of what was spoilt is another one.
vi.mock("../../src/render/renderer.ts", async (original) => {
  const { withRenderer } = await original<typeof import("../../src/render/renderer.ts")>();
  const drawn = new Map<string, ReturnType<Renderer["figure"]>>();
  const gif = async () => readFileSync(join(root, "fast_weights_rehearsal.gif"));
  const draw = (figure: Figure) => {
    const spec = JSON.stringify(figure.spec);
    if (!drawn.has(spec))
      drawn.set(
        spec,
        withRenderer((renderer) => renderer.figure(figure)),
      );
    return drawn.get(spec)!;
  };
  return { withRenderer: (work: (renderer: Renderer) => unknown) => work({ figure: draw, gif }) };
});

/** A kind of file, how it is spoilt, and the lines that read it. */
interface Case {
  readonly paths: (folder: string) => string[];
  readonly spoils: fc.Arbitrary<Spoil>;
  readonly lines: readonly string[];
}

const below = (folder: string, path: string, ending: RegExp): string[] =>
  readdirSync(join(folder, path), { recursive: true, encoding: "utf8" })
    .map((name) => `${path}/${name}`)
    .filter((name) => ending.test(name));

const diffs = ["diff", "diff --json", "diff --md --all", "diff --html page.html"];

export const cases: Readonly<Record<string, Case>> = {
  "report/results.json": {
    paths: () => ["report/results.json"],
    spoils: dataFile,
    lines: ["check", ...diffs, "site --out out"],
  },
  "report/studies/*.json": {
    paths: (folder) => below(folder, "report/studies", /(?<!schema)\.json$/),
    spoils: dataFile,
    lines: ["build --dim 4 --n-pairs 3 --n-a-sweeps 2 --sweep 1 --out out", ...diffs],
  },
  "report/benchmark.json": {
    paths: () => ["report/benchmark.json"],
    spoils: dataFile,
    lines: ["build --dim 4 --n-pairs 3 --n-a-sweeps 2 --sweep 1 --out out", "diff"],
  },
  "report/README.md": { paths: () => ["report/README.md"], spoils: dataFile, lines: ["site --out out", ...diffs] },
  "shards of a study": {
    paths: (folder) => below(folder, "shards", /\.jsonl$/),
    spoils: dataFile,
    lines: [
      "study merge shards --out out",
      "study merge shards --json",
      "study decay --seeds 4 --shard 1/2 --out shards",
    ],
  },
  "finished seeds": {
    paths: (folder) => below(folder, ".studies", /\.jsonl$/),
    spoils: dataFile,
    lines: ["study decay --seeds 4", "study decay waiting --seeds 4 --json"],
  },
  "viz/*.png": {
    paths: (folder) => below(folder, "viz", /\.png$/),
    spoils: pictureFile,
    lines: [...diffs, "site --out out"],
  },
  "the animation": { paths: () => ["fast_weights_rehearsal.gif"], spoils: pictureFile, lines: diffs },
  "git objects": {
    paths: (folder) =>
      below(folder, ".git", /objects\/(..\/[0-9a-f]{38}|pack\/.*)$|\/(HEAD|index|packed-refs|refs\/heads\/main)$/),
    spoils: objectFile,
    lines: ["diff HEAD~1", "diff HEAD~1 HEAD --json", "diff", "site --out out"],
  },
};

/** A folder in which every file has somebody who reads it. @param isPacked whether git's objects are in a pack */
export function archive(isPacked = false) {
  const scratch = mkdtempSync(join(tmpdir(), "fast-weights-input-"));
  const [kept, folder] = [join(scratch, "kept"), join(scratch, "here")];
  beforeAll(async () => {
    const repository = new TestRepository(kept);
    repository.commit(await smallOutputs());
    for (const path of ["report/studies", "viz/studies", "report/benchmark.json"])
      cpSync(join(root, path), join(kept, path), { recursive: true });
    // Another seed's numbers beside the same pictures: to compare those takes long, and only a spoilt one has to be.
    const reseeded = [...(await smallOutputs({ seed: 5 }))].filter(([path]) => path.startsWith("report/"));
    repository.commit(new Map(reseeded));
    repository.git("tag", "v1.0.0", "HEAD~1");
    if (isPacked) repository.git("gc", "--quiet");
    await called(["study", "decay", "waiting", "--seeds", "4"], kept);
    mkdirSync(join(kept, "shards"));
    for (const shard of ["1/2", "2/2"]) await called(["study", "decay", "--seeds", "4", "--shard", shard], kept);
    execFileSync("chmod", ["-R", "u+w", kept]);
    cpSync(kept, folder, { recursive: true, preserveTimestamps: true });
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  return { kept, folder };
}

/** How many files were spoilt, and what became of the lines that read them. */
export interface Tally {
  spoilt: number;
  refused: number;
}

/** Spoils so many files of one kind, one at a time, and has them read. @param round others than in the round before */
export async function spoilFiles(
  count: number,
  { paths, spoils, lines }: Case,
  { kept, folder }: ReturnType<typeof archive>,
  round = 0,
): Promise<Tally> {
  const tally = { spoilt: 0, refused: 0 };
  const which = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  await fc.assert(
    fc.asyncProperty(which, spoils, fc.constantFrom(...lines), async (where, spoil, line) => {
      const files = paths(kept);
      const path = files[Math.floor(where * files.length)]!;
      const content = readFileSync(join(kept, path));
      chmodSync(join(folder, path), 0o644);
      writeFileSync(join(folder, path), spoil(content));
      const before = stateOf(folder);
      const answer = await called(line.split(" "), folder);
      const wrote = ![...stateOf(folder)].every(
        ([name, state]) => /^\.studies|^shards/.test(name) || before.get(name) === state,
      );
      for (const made of ["out", "page.html", ".studies", "shards"])
        rmSync(join(folder, made), { recursive: true, force: true });
      for (const again of [".studies", "shards"]) cpSync(join(kept, again), join(folder, again), { recursive: true });
      writeFileSync(join(folder, path), content);
      // Seeds that are kept were kept before anything was found wrong; what is said of them goes to stderr first.
      expectManners(
        { ...answer, stderr: answer.stderr.replace(/^(?!fast-weights: )[\w-]+: [^\n]* seeds?\b[^\n]*\n/gm, "") },
        wrote,
      );
      if (line.includes("--json") && answer.status === 0) JSON.parse(answer.stdout);
      tally.spoilt++;
      if (answer.status === 2 || /^! /m.test(answer.stdout)) tally.refused++;
    }),
    { numRuns: count, seed: seed + round },
  );
  return tally;
}
