import { execFileSync, spawnSync } from "node:child_process";
import type * as FileSystem from "node:fs";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, test, vi } from "vitest";
import { OperationError, UsageError } from "../../src/errors.ts";
import { type Outputs, placeFiles, TEMPORARY, withLock } from "../../src/files/place.ts";
import { command, emptyFolder, filesIn, havePermissions, small, unprivileged } from "../command.ts";
import { smallOutputs } from "../diff/repository.ts";
import { fill } from "./builds.ts";

/** Stands before every change to the disk; it may make the change, half of it, or throw. */
let intercept: ((change: () => unknown, half: () => void) => unknown) | undefined;

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof FileSystem>();
  const watch =
    <Words extends unknown[]>(change: (...words: Words) => unknown, half: (...words: Words) => void = () => {}) =>
    (...words: Words) =>
      intercept
        ? intercept(
            () => change(...words),
            () => half(...words),
          )
        : change(...words);
  const watched = {
    mkdirSync: watch(fs.mkdirSync as (path: string) => void),
    renameSync: watch(fs.renameSync),
    rmSync: watch(fs.rmSync),
    writeFileSync: watch(fs.writeFileSync as (path: string, content: string) => void, (path, content) =>
      fs.writeFileSync(path, content.slice(0, content.length / 2)),
    ),
  };
  return { ...fs, ...watched, default: { ...fs, ...watched } };
});
afterEach(() => {
  intercept = undefined;
});

const filled = (content: string, paths: readonly string[]): Outputs =>
  new Map(paths.map((path) => [path, `${content}: ${path}`]));
const old = filled("old", ["report/a", "report/b", "c"]);
const replacement = filled("new", ["report/a", "viz/sub/d", "c"]);

const found = (folder: string): Map<string, string> =>
  new Map([...filesIn(folder)].map(([path, content]) => [path, content.toString()]));
const sorted = (outputs: Outputs): Outputs => new Map([...outputs].sort());
const temporaryIn = (folder: string) => readdirSync(folder).filter((name) => name.startsWith(TEMPORARY));

const lockOf = (folder: string) => join(folder, ".fast-weights-lock");
const stagingOf = (folder: string) => join(folder, ".fast-weights-staging");
/** Lets the lock of a folder look as if its process had been killed half a minute ago. */
const age = (folder: string, seconds = 30): void => {
  const then = new Date(Date.now() - 1000 * seconds);
  utimesSync(lockOf(folder), then, then);
};
/** Says if files can be made immutable: by root, and on some file systems. */
const canBeImmutable = (() => {
  const file = join(tmpdir(), `fast-weights-immutable-${process.pid}`);
  writeFileSync(file, "");
  const made = spawnSync("chattr", ["+i", file]).status === 0;
  spawnSync("chattr", ["-i", file]);
  rmSync(file);
  return made;
})();
const BUSY = /: is being written by another command; if none is running, try again in 10 s$/;

const place = (folder: string, outputs: Outputs, alone = false) =>
  withLock(folder, (locked) => placeFiles(outputs, locked, alone));

describe.each([
  ["onto old files", old, false],
  ["into an empty folder", new Map<string, string>(), false],
  ["in the place of everything else", old, true],
])("files placed %s", (_, before, alone) => {
  const after = sorted(alone ? replacement : new Map([...before, ...replacement]));

  it("are all there, and nothing temporary", async () => {
    const folder = emptyFolder();
    fill(folder, before);
    await place(folder, replacement, alone);
    expect(found(folder)).toEqual(after);
    expect(alone ? readdirSync(folder) : []).toEqual(alone ? ["c", "report", "viz"] : []);
  });

  test.each([
    ["between any two changes to the disk", false],
    ["half-way through any of them", true],
  ])("and cut short %s are each whole, old or new, and the next time all new", async (__, isHalf) => {
    const folder = emptyFolder();
    const locked = { path: folder, lost: new AbortController().signal };
    let mixed = 0;
    for (let step = 0, isCut = true; isCut; step++) {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      fill(folder, before);
      let steps = 0;
      isCut = false;
      intercept = (change, half) => {
        if (steps++ < step) return change();
        if (isHalf && steps === step + 1) half();
        isCut = true;
        throw Object.assign(new Error("EROFS: read-only file system"), { code: "EROFS" });
      };
      try {
        placeFiles(replacement, locked, alone);
        expect(step).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(OperationError);
      }
      intercept = undefined;
      const contents = [...found(folder)].filter(([path]) => !path.startsWith(TEMPORARY));
      for (const [path, content] of contents) expect([before.get(path), replacement.get(path)]).toContain(content);
      for (const path of before.keys()) if (!alone) expect(contents.map(([name]) => name)).toContain(path);
      if (contents.some(([, content]) => content.startsWith("new"))) mixed++;
      placeFiles(replacement, locked, alone);
      expect(found(folder)).toEqual(after);
      expect(temporaryIn(folder)).toEqual([]);
    }
    expect(mixed, "some are cut short while they are renamed").toBeGreaterThan(2);
  });
});

describe("files are not placed", () => {
  it("where a folder stands in the place of one; every old file stays", async () => {
    const folder = emptyFolder();
    fill(folder, new Map([["a", "old"]]));
    mkdirSync(join(folder, "b"));
    const outputs = filled("new", ["a", "sub/c", "b"]);
    await expect(place(folder, outputs)).rejects.toThrow(UsageError);
    await expect(place(folder, outputs)).rejects.toThrow(/cannot be written, b is a folder$/);
    expect(readdirSync(folder)).toEqual(["a", "b"]);
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("old");
  });

  it("where a file stands in the place of a folder; every old file stays", async () => {
    const folder = emptyFolder();
    fill(folder, new Map([...old, ["viz", "mine"]]));
    await expect(place(folder, replacement)).rejects.toThrow(/cannot be written, E\w+: [^;]*$/);
    expect(found(folder)).toEqual(new Map([...old, ["viz", "mine"]]));
  });

  it("where one is refused half-way, which is said", () => {
    const folder = emptyFolder();
    fill(folder, old);
    intercept = (change) => {
      if (existsSync(join(folder, "viz/sub/d"))) throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
      return change();
    };
    expect(() => placeFiles(replacement, { path: folder, lost: new AbortController().signal })).toThrow(
      /cannot be written, EIO: i\/o error; some files are new and others old$/,
    );
  });

  it("where the lock was lost", () => {
    const folder = emptyFolder();
    const lost = AbortSignal.abort(new OperationError("another command took it over"));
    expect(() => placeFiles(replacement, { path: folder, lost })).toThrow("another command took it over");
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(process.platform === "win32")("behind a link, nor over one", async () => {
    const [folder, outside] = [emptyFolder(), emptyFolder()];
    symlinkSync(outside, join(folder, "report"));
    await expect(place(folder, replacement)).rejects.toThrow(/report: must not be a link/);
    expect([readdirSync(outside), readdirSync(folder)]).toEqual([[], ["report"]]);
  });
});

it.skipIf(process.platform === "win32")("a pipe in the place of a file is replaced and not waited for", async () => {
  const folder = emptyFolder();
  execFileSync("mkfifo", [join(folder, "a")]);
  await place(folder, filled("new", ["a"]));
  expect(found(folder)).toEqual(filled("new", ["a"]));
});

describe("a locked folder", () => {
  it("is refused to others, is theirs when it is released, and is made only for what is written", async () => {
    const folder = join(emptyFolder(), "made/for/it");
    await withLock(folder, async () => {
      await expect(place(folder, old)).rejects.toThrow(BUSY);
      await expect(withLock(folder, () => {}, 0)).rejects.toThrow(OperationError);
    });
    expect(existsSync(dirname(folder)), "nothing was written").toBe(false);
    await expect(withLock(folder, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(existsSync(dirname(folder))).toBe(false);
    await place(folder, old);
    expect(found(folder)).toEqual(sorted(old));
  });

  it("is waited for where that is asked", async () => {
    const folder = emptyFolder();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = await new Promise<{ ends: Promise<void> }>((begun) => {
      const ends: Promise<void> = withLock(folder, () => {
        begun({ ends });
        return held;
      });
    });
    const second = withLock(folder, () => "second", 5);
    await expect(withLock(folder, () => {})).rejects.toThrow(BUSY);
    release();
    await first.ends;
    expect(await second).toBe("second");
  });

  const kinds: [string, (path: string) => void][] = [
    ["an empty folder", (path) => mkdirSync(path)],
    ["a folder with files in it", (path) => fill(path, old)],
    ["a file", (path) => writeFileSync(path, "garbage")],
    ["a pipe", (path) => execFileSync("mkfifo", [path])],
    ["a link to nothing", (path) => symlinkSync("/nonexistent/anywhere", path)],
    ["a link to a folder", (path) => symlinkSync(dirname(path), path)],
  ];

  test.skipIf(process.platform === "win32").each(kinds)("by %s is not blocked for good", async (kind, leave) => {
    const folder = emptyFolder();
    leave(lockOf(folder));
    // Only a folder is a lock; its process may be running until it is stale.
    if (/^an? .*folder/.test(kind) && !kind.includes("link")) {
      await expect(place(folder, old)).rejects.toThrow(BUSY);
      expect(temporaryIn(folder)).toEqual([".fast-weights-lock"]);
      age(folder);
    }
    await place(folder, old);
    expect(found(folder)).toEqual(sorted(old));
  });

  it("is left alone where another command took a dead lock a moment ago", async () => {
    const folder = emptyFolder();
    writeFileSync(lockOf(folder), "garbage");
    intercept = (change) => {
      intercept = undefined;
      rmSync(lockOf(folder));
      mkdirSync(lockOf(folder));
      return change();
    };
    await expect(place(folder, old)).rejects.toThrow(BUSY);
    expect(intercept, "it was about to clear the lock").toBeUndefined();
    expect(temporaryIn(folder)).toEqual([".fast-weights-lock"]);
  });

  it("is refused while another command clears its dead lock, which is not blocked for good", async () => {
    const folder = emptyFolder();
    writeFileSync(lockOf(folder), "garbage");
    mkdirSync(`${lockOf(folder)}-clearing`);
    await expect(place(folder, old)).rejects.toThrow(BUSY);
    expect(readFileSync(lockOf(folder), "utf8")).toBe("garbage");
    const then = new Date(Date.now() - 30_000);
    utimesSync(`${lockOf(folder)}-clearing`, then, then);
    await place(folder, old);
    expect(found(folder)).toEqual(sorted(old));
    expect(temporaryIn(folder)).toEqual([]);
  });

  it("of the future is cleared", async () => {
    const folder = emptyFolder();
    mkdirSync(lockOf(folder));
    age(folder, -3600);
    await place(folder, old);
    expect(temporaryIn(folder)).toEqual([]);
  });
});

describe("what a killed build staged", () => {
  const kinds: [string, (path: string) => void][] = [
    ["files", (path) => fill(path, old)],
    ["a file in its place", (path) => writeFileSync(path, "garbage")],
    ["a pipe in its place", (path) => execFileSync("mkfifo", [path])],
    ["a link in its place", (path) => symlinkSync(emptyFolder(), path)],
  ];

  test.skipIf(process.platform === "win32").each(kinds)("is cleared: %s", async (_, leave) => {
    const folder = emptyFolder();
    leave(stagingOf(folder));
    await place(folder, old);
    expect(found(folder)).toEqual(sorted(old));
  });

  it.runIf(havePermissions)("and what cannot be cleared is named in one line, with exit status 1", async () => {
    const folder = emptyFolder();
    fill(folder, await smallOutputs());
    const before = found(folder);
    // A folder of another owner stands for a file that is immutable: neither can be deleted.
    mkdirSync(join(stagingOf(folder), "kept"), { recursive: true });
    writeFileSync(join(stagingOf(folder), "kept/file"), "immutable");
    if (unprivileged !== undefined) chownSync(folder, unprivileged, unprivileged);
    chmodSync(join(stagingOf(folder), "kept"), 0o555);
    const answer = await command(["build", ...small], { cwd: folder, user: unprivileged });
    expect(answer).toMatchObject({ status: 1, stdout: "" });
    const cannot = (path: string) =>
      `fast-weights: ${path}: cannot be deleted (EACCES); delete it, and run this again\n`;
    expect(answer.stderr).toBe(cannot(stagingOf(folder)));
    chmodSync(join(stagingOf(folder), "kept"), 0o755);
    expect(temporaryIn(folder)).toEqual([".fast-weights-staging"]);
    rmSync(stagingOf(folder), { recursive: true });
    expect(found(folder)).toEqual(before);
  });

  test.runIf(canBeImmutable).each([
    ["staging", stagingOf],
    ["a lock", lockOf],
  ])("and what is immutable in %s is named the same at every try", async (_, placeOf) => {
    const folder = emptyFolder();
    const kept = join(placeOf(folder), "file");
    fill(placeOf(folder), new Map([["file", ""]]));
    if (placeOf === lockOf) age(folder);
    execFileSync("chattr", ["+i", kept]);
    onTestFinished(() => execFileSync("chattr", ["-i", kept]) as unknown as undefined);
    for (const _ of [1, 2]) {
      const error = await place(folder, old).catch((error) => error);
      expect(error).toBeInstanceOf(OperationError);
      expect(error.message).toBe(`${placeOf(folder)}: cannot be deleted; delete it, and run this again`);
      expect(readdirSync(folder)).toEqual([basename(placeOf(folder))]);
    }
  });
});
