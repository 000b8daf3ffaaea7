import { mkdirSync, readdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, test, vi } from "vitest";
import { called, digestsOf, type Ended, emptyFolder, filesIn, small } from "../command.ts";
import { smallOutputs } from "../diff/repository.ts";
import { fill } from "../files/builds.ts";

// Unbundled there are no worker threads.
vi.mock("../../src/runner/pool.ts", async () => ({ openPool: (await import("../runner/fake.ts")).poolOf }));

const study = ["study", "decay", "--seeds", "2", "--workers", "1"];

let outputs: Map<string, string | Uint8Array>;
beforeAll(async () => {
  outputs = await smallOutputs();
});

/** Expects words to be refused in one line, while the files in a folder stay as they are. */
async function refusedIn(cwd: string, words: readonly string[], untouched: string): Promise<string> {
  const before = digestsOf(filesIn(untouched));
  const answer = await called(words, cwd);
  expect(answer).toEqual({ status: 2, stdout: "", stderr: expect.stringMatching(/^fast-weights: [^\n]*\n$/) });
  expect(digestsOf(filesIn(untouched))).toEqual(before);
  return answer.stderr;
}

// Windows lets few make links.
describe.skipIf(process.platform === "win32")(
  "where outputs are, a link is refused in one line, and nothing follows it:",
  () => {
    test.each([
      "report",
      "viz",
      "report/studies",
      "report/results.json",
      "report/benchmark.json",
      "fast_weights_rehearsal.gif",
    ])("%s", async (linked) => {
      const [folder, outside] = [emptyFolder(), emptyFolder()];
      fill(folder, outputs);
      fill(folder, new Map(["report/benchmark.json", "report/studies/decay.json"].map((path) => [path, "{}"])));
      renameSync(join(folder, linked), join(outside, "kept"));
      symlinkSync(join(outside, "kept"), join(folder, linked));
      const kept = digestsOf(filesIn(outside));
      const commands = [
        ["build", ...small],
        ["build", ...small, "--out", "elsewhere"],
        ["check"],
        ["check", "--studies", "decay"],
        [...study, "--out", "."],
        ["study", "merge", "shards"],
        ["site"],
      ];
      const ended: Ended[] = [];
      for (const words of commands) ended.push(await called(words, folder));
      const refusal = expect.stringContaining(`${linked}: must not be a link`);
      expect(ended).toEqual(commands.map(() => ({ status: 2, stdout: "", stderr: refusal })));
      expect(digestsOf(filesIn(outside))).toEqual(kept);
      expect(readdirSync(folder).sort()).toEqual(["fast_weights_rehearsal.gif", "report", "viz"]);
    });

    test("where finished seeds are kept", async () => {
      const [folder, outside] = [emptyFolder(), emptyFolder()];
      symlinkSync(outside, join(folder, ".studies"));
      expect(await refusedIn(folder, study, outside)).toContain(".studies: must not be a link");
      mkdirSync(join(folder, "shards"));
      symlinkSync(join(outside, "seeds"), join(folder, "shards/decay.shard-1-of-2.jsonl"));
      const shard = [...study, "--shard", "1/2"];
      expect(await refusedIn(folder, shard, outside)).toContain("1-of-2.jsonl: must not be a link");
    });

    test("where a lock or files in progress would be", async () => {
      const [folder, outside] = [emptyFolder(), emptyFolder()];
      fill(outside, new Map([["mine", "mine"]]));
      for (const name of ["lock", "staging"]) symlinkSync(outside, join(folder, `.fast-weights-${name}`));
      expect(await called(["build", ...small], folder)).toMatchObject({ status: 0 });
      expect(readdirSync(folder).sort()).toEqual(["fast_weights_rehearsal.gif", "report", "viz"]);
      expect([...filesIn(outside)]).toEqual([["mine", Buffer.from("mine")]]);
    });

    it("but the folder that is named may be one", async () => {
      const [folder, outside] = [emptyFolder(), emptyFolder()];
      symlinkSync(outside, join(folder, "out"));
      expect((await called(["build", ...small, "--out", "out"], folder)).status).toBe(0);
      expect((await called(["check", "--out", "out"], folder)).status).toBe(0);
      expect(filesIn(outside).size).toBe(24);
    });
  },
);
