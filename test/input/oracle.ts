import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Ended } from "../command.ts";

/** What README.md promises of any command line and of any file, told without asking the program. */

/** Every file and folder below a folder, and whether it has been touched. */
export function stateOf(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => !path.startsWith(".git"));
  return new Map(
    paths.map((path) => {
      const { size, mtimeMs, ino } = lstatSync(join(folder, path));
      return [path, `${size} ${mtimeMs} ${ino}`];
    }),
  );
}

/** One line, with nothing in it that could pass for another, or steer a terminal. */
const ONE_LINE = /^fast-weights: [^\p{Cc}\u2028\u2029]+\n$/u;
const TRACE = /^ +at .*[:(]|node:internal|\bat file:|(Type|Range|Reference|Syntax)Error/m;

/** Exit status, streams and folder of any line whatever. @param wrote whether the folder is another than before */
export function expectManners({ status, stdout, stderr }: Ended, wrote: boolean): void {
  expect([0, 1, 2]).toContain(status);
  expect(stderr).not.toMatch(TRACE);
  if (status === 2) expect({ stdout, wrote }).toEqual({ stdout: "", wrote: false });
  if (status === 2) expect(stderr).toMatch(ONE_LINE);
  if (status === 1) {
    expect(stdout === "").toBe(ONE_LINE.test(stderr));
    // An answer that is no is an answer; the page that diff was asked for goes with it.
    if (stdout === "") expect(wrote).toBe(false);
  }
}

/** A refusal says which of the words it is about; the first letters of a long or a strange one will do. */
export function expectNamed(words: readonly string[], message: string): void {
  const parts = words.flatMap((word) => [word, ...word.split("=")]);
  const shown = (word: string) =>
    [word.trim(), JSON.stringify(word).slice(1, -1), /[\w-]+/.exec(word)?.[0] ?? word].map((form) => form.slice(0, 12));
  const named = parts.some((word) => word === "" || shown(word).some((form) => message.includes(form)));
  const file = /report\/results\.json|not in a git repository|argument 'folder'|report\/README\.md|HEAD/;
  expect(named || file.test(message), message).toBe(true);
}

interface Kind {
  readonly name: string;
  readonly published: number | undefined;
  readonly whole: boolean;
  readonly least: number;
  readonly most: number;
}

const whole = (name: string, published: number | undefined, most: number, least = 1): Kind => ({
  name,
  published,
  whole: true,
  least,
  most,
});
const rate = (name: string, published: number, most: number): Kind => ({
  name,
  published,
  whole: false,
  least: 0,
  most,
});

/** The flags of `run` as README.md has them, and their limits as its messages do. */
const kinds: Readonly<Record<string, Kind>> = {
  "--seed": whole("seed", 0, Number.POSITIVE_INFINITY, 0),
  "--dim": whole("dim", 50, 100_000),
  "--n-pairs": whole("nPairs", 20, 100_000),
  "--n-rehearse": whole("nRehearse", undefined, 100_000),
  "--slow-lr": rate("slowLr", 0.1, 1e6),
  "--fast-lr": rate("fastLr", 0.5, 1e6),
  "--fast-decay": rate("fastDecay", 0.9, 1),
  "--n-a-sweeps": whole("nASweeps", 30, 1e6),
  "--n-b-sweeps": whole("nBSweeps", 30, 1e6),
  "--n-rehearse-sweeps": whole("nRehearseSweeps", 5, 1e6),
};

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Whether a value is one. */
function isAllowed(text: string, { whole, least, most }: Kind): boolean {
  if (whole) {
    if (!/^[+-]?[0-9]+$/.test(text)) return false;
    const value = BigInt(text.replace("+", ""));
    return value >= BigInt(least) && (most === Number.POSITIVE_INFINITY || value <= BigInt(most));
  }
  // A rate that no double can tell from 0 is none.
  const isNothing = !/[1-9]/.test(text.replace(/e.*/i, ""));
  return DECIMAL.test(text) && (isNothing || Number(text) > 0) && Number(text) <= most;
}

/** What was typed behind `run`: its values by flag; "wrong" where it cannot be done; nothing where it asks for other things. */
function readRun(words: readonly string[]): { given: Map<string, string>; json: boolean } | "wrong" | undefined {
  if (words[0] !== "run" || words.includes("--help") || words.includes("--")) return undefined;
  const given = new Map<string, string>();
  let json = false;
  for (let i = 1; i < words.length; i++) {
    if (words[i] === "--json" && !json) {
      json = true;
      continue;
    }
    const [, flag, joined] = /^(--[a-z-]+)(?:=(.*))?$/s.exec(words[i]!) ?? [];
    const value = joined ?? words[++i];
    if (flag === undefined || !(flag in kinds || flag === "--sweep") || value === undefined || given.has(flag))
      return "wrong";
    given.set(flag, value);
  }
  return { given, json };
}

const sweeps: Kind = whole("seeds", undefined, 100_000);

/** A line of `run`: refused when it is wrong, done when it is not, and with the very numbers that were typed. */
export function expectRun(words: readonly string[], { status, stdout, stderr }: Ended): void {
  const line = readRun(words);
  if (line === undefined) return;
  const verdicts =
    line === "wrong" ? [false] : [...line.given].map(([flag, text]) => isAllowed(text, kinds[flag] ?? sweeps));
  if (line === "wrong" || verdicts.includes(false)) {
    expect(status).toBe(2);
  } else if (BigInt(line.given.get("--n-rehearse") ?? 0) > BigInt(line.given.get("--n-pairs") ?? 20)) {
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining("at most --n-pairs") });
  } else if (status === 2) {
    expect(stderr).toMatch(/GiB of memory/);
  } else if (status === 1) {
    expect(stderr).toMatch(/^fast-weights: the run at seed \d+ diverges: .*lower the learning rates\n$/);
  } else if (status === 0 && line.json) {
    expectEcho(line.given, JSON.parse(stdout));
  }
}

function expectEcho(
  given: ReadonlyMap<string, string>,
  data: { settings: Record<string, number | string>; seeds?: number },
): void {
  for (const [flag, { name, published, whole }] of Object.entries(kinds)) {
    const [text, used] = [given.get(flag), data.settings[name]!];
    if (text === undefined) {
      const pairs = data.settings.nPairs as number;
      expect(used).toBe(published ?? Math.min(pairs, Math.max(2, Math.floor(pairs / 4))));
    } else if (whole) expect(BigInt(used)).toBe(BigInt(text.replace("+", "")));
    else expect(used, `${flag} ${text}`).toBe(Number(text) + 0);
  }
  expect(data.seeds).toBe(given.has("--sweep") ? Number(given.get("--sweep")) : undefined);
}
