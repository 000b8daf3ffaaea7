import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { drawCourse, log } from "../../src/diff/log.ts";
import { UsageError } from "../../src/errors.ts";
import { called, emptyFolder, root } from "../command.ts";
import { sharedFolder, smallOutputs, TestRepository } from "./repository.ts";

const RESULTS = "report/results.json";
const published = readFileSync(join(root, RESULTS), "utf8");

/** Commits with other accuracies each, one that changes nothing that is shown, one whose results are spoilt, and one without. */
const repository = new TestRepository(sharedFolder());
beforeAll(async () => {
  const results = (await smallOutputs()).get(RESULTS) as string;
  const versions = [0.1, 0.2, 0.200_01, 0.5].map((pattern) =>
    results.replaceAll(/("rehearse": \{\s+"A": \{[^}]*"pattern": )[\d.]+/g, `$1${pattern}`),
  );
  for (const version of [...versions, "{ not JSON", undefined]) repository.commit(new Map([[RESULTS, version]]));
});

const logOf = (more: Partial<Parameters<typeof log>[0]> = {}) =>
  log({ folder: repository.folder, most: 20, colour: false, ...more });
const cells = (text: string) =>
  [...text.matchAll(/^ {2}\w{7} .*outputs +(?:--.+…)? +\S+ +(\S+) /gm)].map(([, shown]) => shown);

describe("the history", () => {
  it("has a row for each commit that changed what is shown, the latest first, and each number's course", async () => {
    const text = await logOf();
    expect(text).toMatch(/^4 commits changed the headline numbers\.\n! the results of 1 commit cannot be read here\n/);
    expect(cells(text)).toEqual(["—", "50.0", "20.0", "10.0"]);
    expect(text).toMatch(/^ {2}patterns of A rehearsed, % +▁▃█$/m);
    const folder = join(repository.folder, "docs/more");
    mkdirSync(folder, { recursive: true });
    expect(await logOf({ folder })).toBe(text);
  });

  it("begins after a revision, and has no more rows than are asked for", async () => {
    expect(cells(await logOf({ since: "HEAD~4" }))).toEqual(["—", "50.0"]);
    expect(cells(await logOf({ since: "HEAD~1" }))).toEqual([]);
    const { stdout, stderr } = await called(["log", "-n", "2"], repository.folder);
    expect([cells(stdout), stderr]).toEqual([["—", "50.0"], ""]);
  });

  it("becomes a page: a line for each number that was measured, and the table, in one file", async () => {
    const html = join(emptyFolder(), "log.html");
    const { stdout } = await called(["log", "--html", html], repository.folder);
    expect(stdout).toBe(await logOf());
    const page = readFileSync(html, "utf8");
    expect(page).toContain("<title>The headline numbers over the history</title>");
    expect(page.match(/<td>[0-9a-f]{7}<\/td>/g)).toHaveLength(4);
    const [, encoded] = /src="data:image\/svg\+xml;base64,([^"]+)"/.exec(page)!;
    const chart = Buffer.from(encoded!, "base64").toString();
    for (const name of ["after B", "after rehearsal", "rehearsed pairs", "other pairs"])
      expect(chart).toContain(`>${name}<`);
    // Three commits have results; their points are marked, and the last commit has none.
    const points = [...chart.matchAll(/<path[^>]* fill="#0072b2"/g)];
    expect(points).toHaveLength(3);
    expect(page.match(/ src="(?!data:)/g)).toBeNull();
    await expect(logOf({ html: "" })).rejects.toThrow('--html "": must be a file');
  });

  it("tells the settings, where some are not the published ones", async () => {
    const copy = repository.copy();
    expect(await logOf({ folder: copy.folder, since: "HEAD~4" })).toMatch(
      /subject +settings +patterns of A after B.*\n.*outputs +— +—.*\n.*outputs +--dim 4 --n-pairs 3 --n-rehea… +[\d.]+ +50\.0 /,
    );
    copy.commit(new Map([[RESULTS, published]]));
    expect(await logOf({ folder: copy.folder, most: 1 })).toMatch(
      /subject +patterns of A after B.*\n.*outputs +0\.0 +25\.0 /,
    );
  });

  it("marks where a subject is cut", async () => {
    const copy = repository.copy();
    copy.git("checkout", "--quiet", "HEAD~2", "--", RESULTS);
    copy.git("commit", "--quiet", "--message", `${"𝑎".repeat(39)} bc`);
    expect(await logOf({ folder: copy.folder, most: 1 })).toContain(` ${"𝑎".repeat(39)}…\n`);
    copy.git("commit", "--quiet", "--amend", "--message", "𝑎".repeat(40));
    expect(await logOf({ folder: copy.folder, most: 1 })).toContain(` ${"𝑎".repeat(40)}\n`);
  });

  it("is refused where there is none", async () => {
    const folder = emptyFolder();
    await expect(logOf({ folder })).rejects.toThrow(UsageError);
    // A folder is none either.
    const noRevision = (name: string) => `${JSON.stringify(name)}: is not a revision of this repository`;
    for (const since of ["nothing", "."]) await expect(logOf({ since })).rejects.toThrow(noRevision(since));
    await expect(logOf({ since: "--all" })).rejects.toThrow("none begins with a hyphen");
  });
});

it.each([
  [[0, 1, undefined, 0.5], "▁█ ▅"],
  [[3, 3], "▄▄"],
  [[], ""],
])("draws %j as %j", (numbers, course) => {
  expect(drawCourse(numbers)).toBe(course);
});
