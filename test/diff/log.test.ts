import { beforeAll, describe, expect, it } from "vitest";
import { drawCourse, log } from "../../src/diff/log.ts";
import { UsageError } from "../../src/errors.ts";
import { called, emptyFolder } from "../command.ts";
import { sharedFolder, smallOutputs, TestRepository } from "./repository.ts";

const RESULTS = "report/results.json";

/** Commits with other accuracies each, one that changes nothing that is shown, one whose results are spoilt, and one without. */
const repository = new TestRepository(sharedFolder());
beforeAll(async () => {
  const results = (await smallOutputs()).get(RESULTS) as string;
  const versions = [0.1, 0.2, 0.200_01, 0.5].map((pattern) =>
    results.replaceAll(/("rehearse": \{\s+"A": \{[^}]*"pattern": )[\d.]+/g, `$1${pattern}`),
  );
  for (const version of [...versions, "{ not JSON", undefined]) repository.commit(new Map([[RESULTS, version]]));
});

const cells = (text: string) => [...text.matchAll(/^ {2}\w{7} .*outputs +\S+ +(\S+) /gm)].map(([, shown]) => shown);

describe("the history", () => {
  it("has a row for each commit that changed what is shown, the latest first, and each number's course", async () => {
    const text = await log(repository.folder, undefined, 20, false);
    expect(text).toMatch(/^4 commits changed the headline numbers\.\n! the results of 1 commit cannot be read here\n/);
    expect(cells(text)).toEqual(["—", "50.0", "20.0", "10.0"]);
    expect(text).toMatch(/^ {2}A rehearsed, % +▁▃█$/m);
  });

  it("begins after a revision, and has no more rows than are asked for", async () => {
    expect(cells(await log(repository.folder, "HEAD~4", 20, false))).toEqual(["—", "50.0"]);
    expect(cells(await log(repository.folder, "HEAD~1", 20, false))).toEqual([]);
    const { stdout, stderr } = await called(["log", "-n", "2"], repository.folder);
    expect([cells(stdout), stderr]).toEqual([["—", "50.0"], ""]);
  });

  it("is refused where there is none", async () => {
    const folder = emptyFolder();
    await expect(log(folder, undefined, 1, false)).rejects.toThrow(UsageError);
    await expect(log(repository.folder, "nothing", 1, false)).rejects.toThrow('"nothing": is neither');
    await expect(log(repository.folder, "--all", 1, false)).rejects.toThrow("none begins with a hyphen");
  });
});

it.each([
  [[0, 1, undefined, 0.5], "▁█ ▅"],
  [[3, 3], "▄▄"],
  [[], ""],
])("draws %j as %j", (numbers, course) => {
  expect(drawCourse(numbers)).toBe(course);
});
