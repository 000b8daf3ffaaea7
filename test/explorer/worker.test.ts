import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Answer, Request } from "../../src/explorer/worker.ts";
import { timelineOf } from "../../src/figures/timeline.ts";
import { runWithControls } from "../../src/model/controls.ts";
import { randomTask } from "../../src/model/patterns.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { canonicalJson, historyCsv, runData } from "../../src/results/results.ts";
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

/** Returns an answer, which is of a kind. */
function answerAt<K extends Answer["kind"]>(i: number, kind: K): Extract<Answer, { kind: K }> {
  expect(answers.at(i)?.kind).toBe(kind);
  return answers.at(i) as Extract<Answer, { kind: K }>;
}

const settings = makeSettings({ dim: 12, nPairs: 6, nASweeps: 4, nBSweeps: 3 });
const picked = { set: "A", pair: 1 } as const;
const run = (id: number, given: Settings, step: number): void =>
  send({ kind: "run", id, settings: given, step, picked });

test("a run is answered with a step of it, and its controls when they are asked for", () => {
  run(1, settings, 7);
  expect(answers).toHaveLength(1);
  const { recovery, history } = runProtocol(settings);
  const { id, overview, snapshot } = answerAt(0, "run");
  expect([id, overview.recovery, snapshot.pairs.A.perPair]).toEqual([1, recovery, history[7]!.A.perPair]);
  expect(snapshot.weights!.slow.entries).toHaveLength(12 * 12);
  const controls = runWithControls(() => randomTask(settings), settings);
  send({ kind: "controls", id: 2, settings, overview });
  expect(answers[1]).toEqual({ kind: "controls", id: 2, run: { overview, controls } });
});

test("a run to compare with comes with its controls, and is refused where it diverges", () => {
  send({ kind: "controls", id: 1, settings });
  const answer = answerAt(0, "controls");
  const { history, phases } = runProtocol(settings);
  expect(answer.run.overview).toMatchObject({ settings, phases, timeline: timelineOf(history) });
  expect(answer.run.controls).toEqual(runWithControls(() => randomTask(settings), settings));
  send({ kind: "controls", id: 2, settings: { ...settings, slowLr: 50 } });
  expect(answers[1]).toMatchObject({ kind: "error", message: expect.stringContaining("grow without bound") });
});

test.each([
  ["known", true, 0],
  ["not known", false, 2 * (6 * 4 + 6 * 3 + 2 * 5)],
])("the controls of a run that is %s say how far they are, from next to nothing to all", (_, isKnown, before) => {
  run(1, settings, 7);
  const { overview } = answerAt(0, "run");
  // Every look at the clock is a second later.
  let time = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (time += 1000));
  send({ kind: "controls", id: 2, settings, ...(isKnown && { overview }) });
  vi.restoreAllMocks();
  const parts = answers.slice(1, -1).map((_, i) => answerAt(i + 1, "progress"));
  const shares = parts.map(({ share }) => share);
  expect(shares).toEqual([...shares].sort((one, other) => one - other));
  // A, B, three sets for rehearsal, B again, and rehearsal again.
  const all = before + 6 * 4 + 6 * 3 + 3 * 2 * 5 + 6 * 3 + 2 * 5;
  expect(shares.slice(-4 - 3 - 3 * 5 - 3 - 5)[0]).toBeCloseTo((before + 6) / all, 9);
  expect(shares.at(-1)).toBe(1);
  expect(parts.map(({ secondsLeft }) => secondsLeft)).toEqual(shares.map((share, i) => (i + 1) * (1 / share - 1)));
  expect(parts.every(({ run }) => run === undefined)).toBe(true);
});

test("a run that takes long says four times a second how far it is, and shows the run so far", () => {
  // Every look at the clock is a tenth of a second later.
  let time = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (time += 100));
  run(1, settings, 7);
  vi.restoreAllMocks();
  const parts = answers.slice(0, -1).map((_, i) => answerAt(i, "progress"));
  answerAt(-1, "run");
  const presentations = 6 * 4 + 6 * 3 + 2 * 5;
  expect(
    parts.map(({ run, share }) => [run!.pairs.record, run!.timeline.length, Math.round(share * presentations)]),
  ).toEqual([
    [2, 14, 12],
    [5, 14, 30],
    // It will be shown at the end of learning B, and its rehearsal not before.
    [7, 14, 44],
    [7, 14, 50],
  ]);
  const { history } = runProtocol(settings);
  expect(parts[1]!.run!.timeline.shown.map(({ A }) => A.bit)).toEqual(history.slice(0, 6).map(({ A }) => A.bit));
  // The bands are those of the whole run, also where it has not come yet.
  expect(parts[0]!.run!.timeline.bands).toEqual(timelineOf(history).bands);
  expect(parts[1]!.secondsLeft).toBeCloseTo((0.6 * (presentations - 30)) / 30, 6);
});

test("any step of the last run can be asked for, as often as one likes, and its data", () => {
  run(1, makeSettings(), 0);
  run(2, settings, 0);
  answers = [];
  const expected = runProtocol(settings);
  for (const [i, step] of [4, 4, 7].entries()) {
    send({ kind: "step", id: 2, step, picked });
    const answer = answerAt(i, "step");
    expect(answer.snapshot.pairs.B.perPair).toEqual(expected.history[step]!.B.perPair);
    expect(Math.hypot(...answer.snapshot.weights!.fast.entries)).toBeCloseTo(expected.history[step]!.fastNorm, 4);
  }
  for (const [format, text] of [
    ["json", canonicalJson(runData(expected))],
    ["csv", historyCsv(expected)],
  ] as const) {
    send({ kind: "data", id: 2, format });
    expect(answers.at(-1)).toEqual({ kind: "data", id: 2, format, text });
  }
});

test("a run that diverges is answered with a message, and the next one runs", () => {
  run(1, { ...settings, slowLr: 50, nASweeps: 500 }, 7);
  expect(answers).toHaveLength(1);
  expect(answers[0]).toMatchObject({ kind: "error", id: 1 });
  expect(answers[0]).toHaveProperty(
    "message",
    "the weights grow without bound; lower the slow or the fast learning rate",
  );
  run(2, settings, 7);
  expect(answers.map(({ kind, id }) => [kind, id])).toEqual([
    ["error", 1],
    ["run", 2],
  ]);
});

test("a bug is the worker's error, and not answered", () => {
  run(1, settings, 7);
  answers = [];
  expect(() => send({ kind: "step", id: 1, step: 1000, picked })).toThrow(TypeError);
  expect(answers).toEqual([]);
});
