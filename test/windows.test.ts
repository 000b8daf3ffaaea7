import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it, test, vi } from "vitest";
import { makeOutputs, readMeasured } from "../src/commands/build.ts";
import { checkFolder } from "../src/commands/check.ts";
import { makeSite } from "../src/commands/site.ts";
import { compareSnapshots } from "../src/diff/compare.ts";
import { folderSnapshot, openSnapshots } from "../src/diff/snapshot.ts";
import { UsageError } from "../src/errors.ts";
import { requireWritable } from "../src/files/folder.ts";
import { placeFiles, withLock } from "../src/files/place.ts";
import { readStudies, writeDocuments } from "../src/runner/documents.ts";
import { runStudy, seedsOf } from "../src/runner/run.ts";
import { memoryStore } from "../src/runner/seeds.ts";
import { makeSettings } from "../src/settings.ts";
import { waiting } from "../src/studies/waiting/study.ts";
import { emptyFolder, filesIn } from "./command.ts";
import { smallOutputs, TestRepository } from "./diff/repository.ts";

import { drawnOnce } from "./renderer.ts";
import { contextOf } from "./runner/fake.ts";

/**
 * The program as it is on Windows, as far as paths go: its own modules have the `path` of Windows, and a file system that takes a
 * backslash for a separator.
 */
vi.mock("node:path", async (original) => {
  const { win32, posix } = await original<typeof import("node:path")>();
  return { ...win32, win32, posix, default: win32 };
});
vi.mock("node:fs", async (original) => withBackslashes(await original()));
vi.mock("node:fs/promises", async (original) => withBackslashes(await original()));

const { withBackslashes } = vi.hoisted(() => {
  const slashed = (value: unknown) => (typeof value === "string" ? value.replaceAll("\\", "/") : value);
  const translated = (name: string, call: (...words: unknown[]) => unknown) => {
    // Of these the second word is a path, too; of all others it is data or options.
    const paths = /^(rename|copyFile|symlink|link)/.test(name) ? 2 : 1;
    return (...words: unknown[]) => call(...words.map((word, i) => (i < paths ? slashed(word) : word)));
  };
  const withBackslashes = (fs: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(fs).map(([name, value]) => {
        if (name === "default") return [name, withBackslashes(value as Record<string, unknown>)];
        const isCall = typeof value === "function" && /^[a-z]/.test(name);
        return [name, isCall ? translated(name, value as (...words: unknown[]) => unknown) : value];
      }),
    );
  return { withBackslashes };
});

const settings = makeSettings({ dim: 4, nPairs: 3, nASweeps: 2, nBSweeps: 2, nRehearseSweeps: 1 });
const withSlashes = (paths: Iterable<string>) => [...paths].filter((path) => path.includes("\\"));

it("is Windows", () => {
  expect(join("a", "b/c")).toBe("a\\b\\c");
});

test("a build into a\\b writes there, under names with strokes, and check, diff and site find it all", async () => {
  const folder = emptyFolder();
  const out = `${folder}\\a\\b`;
  const measured = await runStudy(waiting, contextOf(), seedsOf(waiting, 2), memoryStore());
  await writeDocuments([measured], out);
  expect([...readStudies(out).keys()]).toEqual(["waiting"]);

  const outputs = await makeOutputs(settings, 1, readMeasured(out), drawnOnce);
  await withLock(out, (locked) => placeFiles(outputs, locked));
  const paths = [...outputs.keys()];
  expect(withSlashes(paths)).toEqual([]);
  expect(paths).toEqual(expect.arrayContaining(["viz/studies/waiting.png", "report/studies/waiting.json"]));
  expect([...filesIn(join(folder, "a/b")).keys()].sort()).toEqual([...paths].sort());
  expect(readdirSync(folder)).toEqual(["a"]);
  expect((await checkFolder(out, drawnOnce)).difference.files).toEqual([]);

  const pages = await makeSite({ from: out, out: `${folder}\\site`, baseUrl: new URL("https://example.org/") });
  expect(withSlashes(pages)).toEqual([]);
  expect(pages).toEqual(expect.arrayContaining(["viz/studies/waiting.png", "index.html"]));
  const page = readFileSync(join(folder, "site", "index.html"), "utf8");
  expect(withSlashes([...page.matchAll(/ (?:href|src|content)="([^"]*)"/g)].map(([, link]) => link!))).toEqual([]);
});

test("outputs in a folder below the root are compared under the names that git has for them", async () => {
  const outputs = await smallOutputs();
  const repository = new TestRepository();
  repository.commit(new Map([...outputs].map(([path, content]) => [`experiments/a/${path}`, content])));
  const below = `${repository.folder}/experiments/a`;
  mkdirSync(`${below}/viz/studies`);
  writeFileSync(`${below}/viz/studies/new.png`, "none");
  const sides = await openSnapshots(below, "HEAD", undefined);
  expect(sides.map(({ files }) => files.has("viz/recovery_bars.png"))).toEqual([true, true]);
  const { files } = await compareSnapshots(...sides);
  expect(files).toEqual([{ path: "viz/studies/new.png", status: "added" }]);
  expect(withSlashes((await folderSnapshot("here", `${below}\\`)).files.keys())).toEqual([]);
});

test("a folder that is a file is refused under the name that was given", async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "file"), "mine");
  const out = `${folder}\\file\\below`;
  const refused = requireWritable(resolve(out), out);
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(`--out ${JSON.stringify(out)}: must be a folder that can be written`);
});
