import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { called } from "../command.ts";
import { smallOutputs, TestRepository } from "../diff/repository.ts";
import { peakOf } from "../peak.ts";

/** Half a GiB, as --help promises. */
const PROMISED = 512;
const once = ["--n-a-sweeps", "1", "--n-b-sweeps", "1", "--n-rehearse-sweeps", "1"];

// Memory depends on the sizes, hardly on the number of sweeps; the whole of it is in torture/sizes.torture.ts.
test("dim 2000 with 400 pairs fits into what is promised", async () => {
  const { status, stderr, mebibytes } = await peakOf(["run", "--dim", "2000", "--n-pairs", "400", ...once, "--json"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
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

test("a file of a commit that would not fit is refused in one line, with its size and what is allowed", async () => {
  const repository = new TestRepository();
  repository.commit(await smallOutputs());
  writeFileSync(join(repository.folder, "viz/more.png"), "");
  truncateSync(join(repository.folder, "viz/more.png"), 129 * 2 ** 20);
  repository.commit(new Map());
  const { status, stdout, stderr } = await called(["diff", "HEAD~1", "HEAD"], repository.folder);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/^fast-weights: viz\/more\.png of HEAD \(\w{7}\): has 129 MiB, must have at most 128 MiB\n$/);
});
