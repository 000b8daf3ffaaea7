import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Answer, Request } from "../../src/explorer/worker.ts";
import { runWithControls } from "../../src/model/controls.ts";
import { randomTask } from "../../src/model/patterns.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { canonicalJson, runData } from "../../src/results/results.ts";
import { makeSettings, type Settings } from "../../src/settings.ts";

/** Sends the worker's program what the page would send; its answers arrive as structured clones, as between threads. */

let answers: Answer[] = [];
let send: (request: Request) => void;

beforeAll(async () => {
  vi.stubGlobal("postMessage", (message: Answer, options: StructuredSerializeOptions) => {
    answers.push(structuredClone(message, options));
  });
  vi.stubGlobal("addEventListener", (_: "message", listen: (event: { readonly data: Request }) => void) => {
    send = (data) => listen({ data });
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
const run = (id: number, given: Settings, step: number): void =>
  send({ kind: "run", id, experiment: { settings: given, patterns: "random" }, step });

test("a run is answered with a step of it, and then with its controls", () => {
  run(1, settings, 7);
  const [first, second] = answers;
  expect(answers).toHaveLength(2);
  if (first?.kind !== "run") throw new Error(`${first?.kind} instead of a run`);
  const { recovery, history } = runProtocol(settings);
  const { id, overview, snapshot } = first;
  expect([id, overview.recovery, snapshot.pairs.A.perPair]).toEqual([1, recovery, history[7]!.A.perPair]);
  expect(snapshot.weights!.slow.entries).toHaveLength(12 * 12);
  const controls = runWithControls(() => randomTask(settings), settings);
  expect(second).toEqual({ kind: "controls", id: 1, controls });
});

test("any step of the last run can be asked for, as often as one likes, and its data", () => {
  run(1, makeSettings(), 0);
  run(2, settings, 0);
  answers = [];
  const expected = runProtocol(settings);
  for (const [i, step] of [4, 4, 7].entries()) {
    send({ kind: "step", id: 2, step });
    const answer = answers[i]!;
    if (answer.kind !== "step") throw new Error(`${answer.kind} instead of a step`);
    expect(answer.snapshot.pairs.B.perPair).toEqual(expected.history[step]!.B.perPair);
    expect(Math.hypot(...answer.snapshot.weights!.fast.entries)).toBeCloseTo(expected.history[step]!.fastNorm, 4);
  }
  send({ kind: "json", id: 2 });
  expect(answers.at(-1)).toEqual({ kind: "json", id: 2, text: canonicalJson(runData(expected)) });
});

test("a run that diverges is answered with a message, and the next one runs", () => {
  run(1, { ...settings, slowLr: 50, nASweeps: 500 }, 7);
  expect(answers).toHaveLength(1);
  expect(answers[0]).toMatchObject({ kind: "error", id: 1 });
  expect(answers[0]).toHaveProperty("message", expect.stringMatching(/diverges: .*lower the learning rates/));
  run(2, settings, 7);
  expect(answers.map(({ kind, id }) => [kind, id])).toEqual([
    ["error", 1],
    ["run", 2],
    ["controls", 2],
  ]);
});

test("a bug is the worker's error, and not answered", () => {
  run(1, settings, 7);
  answers = [];
  expect(() => send({ kind: "step", id: 1, step: 1000 })).toThrow(TypeError);
  expect(answers).toEqual([]);
});
