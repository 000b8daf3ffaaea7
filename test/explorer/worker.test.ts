import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Answer, Request } from "../../src/explorer/messages.ts";
import { runWithControls } from "../../src/model/controls.ts";
import { randomTask } from "../../src/model/patterns.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { canonicalJson, runData } from "../../src/results.ts";
import { makeSettings, type Settings } from "../../src/settings.ts";

/** The worker's program, told what the page would tell it; what it posts arrives as structured clones, as between threads. */

let answers: Answer[] = [];
let tell: (request: Request) => void;

beforeAll(async () => {
  vi.stubGlobal("postMessage", (message: Answer, options: StructuredSerializeOptions) => {
    answers.push(structuredClone(message, options));
  });
  vi.stubGlobal("addEventListener", (_: "message", listen: (event: { readonly data: Request }) => void) => {
    tell = (data) => listen({ data });
  });
  await import("../../src/explorer/worker.ts");
});
afterAll(() => {
  vi.unstubAllGlobals();
});
beforeEach(() => {
  answers = [];
});

const settings = makeSettings({ dim: 12, nPairs: 6, nASweeps: 4, nBSweeps: 3 });
const run = (id: number, given: Settings, record: number): void =>
  tell({ kind: "run", id, experiment: { settings: given, patterns: "random" }, record });

test("a run is answered with a record of it, and then with its controls", () => {
  run(1, settings, 7);
  const [ran, compared] = answers;
  expect(answers).toHaveLength(2);
  if (ran?.kind !== "ran") throw new Error(`${ran?.kind} instead of a run`);
  const { recovery, history } = runProtocol(settings);
  expect([ran.id, ran.overview.recovery, ran.snapshot.pairs.A.perPair]).toEqual([1, recovery, history[7]!.A.perPair]);
  expect(ran.snapshot.weights!.slow.entries).toHaveLength(12 * 12);
  const controls = runWithControls(() => randomTask(settings), settings);
  expect(compared).toEqual({ kind: "compared", id: 1, controls });
});

test("any record of the last run can be asked for, as often as one likes, and its data", () => {
  run(1, makeSettings(), 0);
  run(2, settings, 0);
  answers = [];
  for (const record of [4, 4, 7]) tell({ kind: "show", id: 2, record });
  tell({ kind: "file", id: 2 });
  const of = runProtocol(settings);
  const shown = answers.map((answer) => (answer.kind === "shown" ? answer.snapshot : undefined));
  for (const [i, record] of [4, 4, 7].entries()) {
    expect(shown[i]!.pairs.B.perPair).toEqual(of.history[record]!.B.perPair);
    expect(Math.hypot(...shown[i]!.weights!.fast.entries)).toBeCloseTo(of.history[record]!.fastNorm, 4);
  }
  expect(answers.at(-1)).toEqual({ kind: "file", id: 2, text: canonicalJson(runData(of)) });
});

test("matrices too large to be shown are not sent", () => {
  run(1, makeSettings({ dim: 1025, nPairs: 2, nASweeps: 1, nBSweeps: 1 }), 1);
  const [ran] = answers;
  expect(ran?.kind === "ran" && ran.snapshot.weights).toBe(null);
});

test("a run that diverges is answered in words, and the next one runs", () => {
  run(1, { ...settings, slowLr: 50, nASweeps: 500 }, 7);
  expect(answers).toHaveLength(1);
  expect(answers[0]).toMatchObject({ kind: "failed", id: 1 });
  expect(answers[0]).toHaveProperty("message", expect.stringMatching(/diverges: .*lower --slow-lr/));
  run(2, settings, 7);
  expect(answers.map(({ kind, id }) => [kind, id])).toEqual([
    ["failed", 1],
    ["ran", 2],
    ["compared", 2],
  ]);
});

test("what the reader cannot mend is the worker's error, and no answer", () => {
  run(1, settings, 7);
  answers = [];
  expect(() => tell({ kind: "show", id: 1, record: 1000 })).toThrow(TypeError);
  expect(answers).toEqual([]);
});
