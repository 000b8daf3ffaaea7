import { expect, it, test } from "vitest";
import { memoryWords } from "../src/settings.ts";
import { command, refusal } from "./command.ts";
import { peakOf } from "./peak.ts";

/** Half a GiB, as --help promises. */
const PROMISED = 512;
const once = ["--n-a-sweeps", "1", "--n-b-sweeps", "1", "--n-rehearse-sweeps", "1"];

it("--help says how much memory the large sizes take, and what is refused", async () => {
  const { stdout } = await command(["--help"]);
  expect(stdout).toContain(`Memory: ${memoryWords}\n`);
  expect(memoryWords).toMatch(/^run --dim 2000 --n-pairs 400 takes at most 0\.5 GiB, and so does run --sweep 10000\./);
  expect(memoryWords).toMatch(/more than\n2 GiB for its vectors, .* is refused before it starts, with the figure/s);
});

// Memory depends on the sizes, hardly on the number of sweeps; the whole of it is in torture/sizes.torture.ts.
test("dim 2000 with 400 pairs fits into what is promised", async () => {
  const { mebibytes, ...ended } = await peakOf(["run", "--dim", "2000", "--n-pairs", "400", ...once, "--json"]);
  expect(ended).toEqual({ status: 0, stderr: "" });
  expect(mebibytes).toBeLessThan(PROMISED);
});

test("of 10 000 seeds only what a seed leaves behind is kept", async () => {
  const small = ["--dim", "1", "--n-pairs", "20", "--slow-lr", "0.001", "--fast-lr", "0.001", ...once];
  const [one, many] = await Promise.all(
    ["1", "10000"].map((seeds) => peakOf(["run", "--sweep", seeds, ...small, "--json"])),
  );
  expect([one!.status, many!.status, many!.stderr]).toEqual([0, 0, ""]);
  // As objects, as text in the end, and with what the collector leaves lying about: 130 MiB. Whole runs take 900.
  expect(many!.mebibytes - one!.mebibytes).toBeLessThan(300);
});

test.each([
  [
    "run --dim 100000 --n-pairs 120",
    /^fast-weights: --dim 100000, --n-pairs 120: needs 2\.1 GiB of memory, must be at most 2\.0 GiB\n$/,
  ],
  ["run --n-pairs 9000 --dim 1", /--dim 1, --n-pairs 9000: needs 2\.4 GiB of memory, must be at most 2\.0 GiB\n$/],
  ["run --n-a-sweeps 430000", /--n-a-sweeps 430000, .*: needs 2\.1 GiB of memory, must be at most 2\.0 GiB\n$/],
  ["run --sweep 100001", /--sweep "100001": must be a whole number from 1 to 100000\n$/],
  ["build --dim 7000", /--dim 7000: needs 2\.2 GiB of memory, must be at most 2\.0 GiB\n$/],
])("%s is refused before it starts, with the figure", async (words, line) => {
  const start = performance.now();
  expect(await refusal(words.split(" "))).toMatch(line);
  // A start of the program, on a machine that has other things to do; any of these runs would take minutes.
  expect(performance.now() - start).toBeLessThan(10_000);
});
