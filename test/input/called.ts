import { readFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";
import type { StudyDocument } from "../../src/results/schema.ts";
import { documentPath } from "../../src/runner/documents.ts";
import type { Values } from "../../src/studies/study.ts";
import { root } from "../command.ts";
import { PROGRAM } from "../runner/fake.ts";

/** What is measured does not matter where words and files are put to the test: a seed gives nearly the published means. */
vi.mock("../../src/runner/pool.ts", () => ({
  openPool: () => ({
    program: PROGRAM,
    measure: async ({ name }: { name: string }, seed: number) => near(publishedMeans(name), seed),
    close: async () => {},
  }),
}));

export { called } from "../command.ts";

const known = new Map<string, Values[]>();

function publishedMeans(study: string): Values[] {
  if (!known.has(study)) {
    const { rows } = JSON.parse(readFileSync(join(root, documentPath(study)), "utf8")) as StudyDocument;
    const means = ({ estimates }: StudyDocument["rows"][number]) =>
      Object.fromEntries(Object.entries(estimates).map(([name, { mean }]) => [name, mean]));
    known.set(study, rows.map(means));
  }
  return known.get(study)!;
}

/** No two quantities vary alike, and none not at all: a standard error of 0 is a case of its own. */
function near(points: readonly Values[], seed: number): Values[] {
  let place = 1;
  const varied = (value: number) => value * (1 + Math.sin((seed + 1) * place++) / 1000);
  return points.map((values) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        typeof value === "number" ? varied(value) : value.map(varied),
      ]),
    ),
  );
}
