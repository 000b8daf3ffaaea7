import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, test } from "vitest";
import { putInPlace } from "../../src/files/output-folder.ts";
import { command, emptyFolder, filesIn } from "../command.ts";
import { smallOutputs } from "../diff/repository.ts";

const quick = ["--dim", "4", "--n-pairs", "2", "--n-a-sweeps", "1", "--n-b-sweeps", "1", "--sweep", "1"];
const study = ["study", "decay", "--seeds", "2", "--workers", "1"];

let outputs: Map<string, string | Uint8Array>;
beforeAll(async () => {
  outputs = await smallOutputs();
});

/** Runs words that are refused in one line, while the files in some folders stay as they are. */
async function refusedIn(cwd: string, words: readonly string[], status: number, untouched: readonly string[]) {
  const before = untouched.map(filesIn);
  const ended = await command(words, { cwd });
  expect(ended).toEqual({ status, stdout: "", stderr: expect.stringMatching(/^fast-weights: [^\n]*\n$/) });
  expect(untouched.map(filesIn)).toEqual(before);
  return ended.stderr;
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
      const files: [string, string | Uint8Array][] = [...outputs];
      putInPlace(
        new Map(
          files.concat([
            ["report/benchmark.json", "{}"],
            ["report/studies/decay.json", "{}"],
          ]),
        ),
        folder,
      );
      renameSync(join(folder, linked), join(outside, "kept"));
      symlinkSync(join(outside, "kept"), join(folder, linked));
      const kept = filesIn(outside);
      const commands = [
        ["build", ...quick],
        ["build", ...quick, "--out", "elsewhere"],
        ["check"],
        ["check", "--studies", "decay"],
        [...study, "--out", "."],
        ["study", "merge", "shards"],
        ["site"],
      ];
      const ended = await Promise.all(commands.map((words) => command(words, { cwd: folder })));
      const refusal = expect.stringContaining(`${linked}: must not be a link`);
      expect(ended).toEqual(commands.map(() => ({ status: 2, stdout: "", stderr: refusal })));
      expect(filesIn(outside)).toEqual(kept);
      expect(readdirSync(folder).sort()).toEqual(["fast_weights_rehearsal.gif", "report", "viz"]);
    });

    test("where finished seeds are kept", async () => {
      const [folder, outside] = [emptyFolder(), emptyFolder()];
      symlinkSync(outside, join(folder, ".studies"));
      expect(await refusedIn(folder, study, 2, [outside])).toContain(".studies: must not be a link");
      mkdirSync(join(folder, "shards"));
      symlinkSync(join(outside, "seeds"), join(folder, "shards/decay.shard-1-of-2.jsonl"));
      const shard = [...study, "--shard", "1/2"];
      expect(await refusedIn(folder, shard, 2, [outside])).toContain("1-of-2.jsonl: must not be a link");
    });

    it("but the folder that is named may be one", async () => {
      const [folder, outside] = [emptyFolder(), emptyFolder()];
      symlinkSync(outside, join(folder, "out"));
      expect((await command(["build", ...quick, "--out", "out"], { cwd: folder })).status).toBe(0);
      expect((await command(["check", "--out", "out"], { cwd: folder })).status).toBe(0);
      expect(filesIn(outside).size).toBe(11);
    });
  },
);

/** A build that was cut short, as it may have come with a checkout: the process is no more. */
const CUT_SHORT = `.fast-weights-lock/placing-${2 ** 22 + 1}-Xyz123`;

describe("a build that was cut short, made up by whoever made the folder,", () => {
  function folderWithPlan(plan: { replaced?: string[]; added?: string[]; removed?: string[]; folders?: string[] }) {
    const place = emptyFolder();
    const [folder, outside] = [join(place, "folder"), join(place, "outside")];
    for (const path of [join(folder, CUT_SHORT, "new/report"), join(folder, "report"), outside]) {
      mkdirSync(path, { recursive: true });
    }
    for (const name of ["mine", "replaced"]) writeFileSync(join(outside, name), "mine");
    for (const path of ["replaced", "new/replaced", "new/report/added"]) {
      writeFileSync(join(folder, CUT_SHORT, path), "theirs");
    }
    const whole = { replaced: [], added: [], removed: [], folders: [], ...plan };
    writeFileSync(join(folder, CUT_SHORT, "plan.json"), JSON.stringify(whole));
    return { folder, outside };
  }
  const link = (target: string, path: string) => {
    rmSync(path, { recursive: true, force: true });
    symlinkSync(target, path, "junction");
  };

  test.each<[string, Parameters<typeof folderWithPlan>[0], (folder: string, outside: string) => void]>([
    ["upwards", { added: ["../outside/added"] }, () => {}],
    ["upwards, past a folder of its own", { added: ["report/../../outside/added"] }, () => {}],
    ["for a file above", { removed: ["../outside/mine"] }, () => {}],
    [
      "through a link in the folder",
      { added: ["report/added"] },
      (folder, outside) => link(outside, join(folder, "report")),
    ],
    [
      "through a link in the new files",
      { added: ["new/mine"] },
      (folder, outside) => link(outside, join(folder, CUT_SHORT, "new/new")),
    ],
    [
      "through a link among the old ones",
      { removed: ["report/mine"] },
      (folder, outside) => {
        mkdirSync(join(folder, CUT_SHORT, "old"));
        link(outside, join(folder, CUT_SHORT, "old/report"));
        writeFileSync(join(folder, "report/mine"), "here");
      },
    ],
  ])("gets nowhere %s", async (_, plan, spoil) => {
    const { folder, outside } = folderWithPlan(plan);
    spoil(folder, outside);
    const message = await refusedIn(folder, ["check"], 1, [outside]);
    expect(message).toContain("its plan leads out of the folder");
    expect(message).toContain("delete .fast-weights-lock");
  });

  test("gets nowhere with a folder's own path, either", async () => {
    const { folder, outside } = folderWithPlan({ added: [join(emptyFolder(), "added")] });
    expect(await refusedIn(folder, ["check"], 1, [outside])).toContain("leads out of the folder");
  });

  test.skipIf(process.platform === "win32")(
    "is not looked for behind a link, nor is what lies there cleared",
    async () => {
      const [folder, outside] = [emptyFolder(), emptyFolder()];
      writeFileSync(join(outside, "mine"), "mine");
      symlinkSync(outside, join(folder, ".fast-weights-lock"));
      expect(await refusedIn(folder, ["check"], 1, [outside])).toContain(".fast-weights-lock is a link; delete it");
      expect(readFileSync(join(outside, "mine"), "utf8")).toBe("mine");
    },
  );
});
