import { spawn } from "node:child_process";
import type * as FileSystem from "node:fs";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OperationError } from "../../src/errors.ts";
import { type Outputs, putInPlace, settleFolder } from "../../src/files/output-folder.ts";
import { command, emptyFolder, filesIn, havePermissions, unprivileged } from "../command.ts";
import { smallOutputs, TestRepository } from "../diff/repository.ts";

/** What happens instead of the change to the disk that comes next; nothing, and the change is made. */
let instead: ((change: () => void, half: () => void) => void) | undefined;

/** What happens just after a folder was looked for that is not there. */
let missed: ((path: string) => void) | undefined;

// Every change that is made to the disk goes through `instead`, and so do halves of those that are no single step.
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof FileSystem>();
  const watched =
    <Words extends unknown[], Result>(change: (...words: Words) => Result, half?: (...words: Words) => void) =>
    (...words: Words): Result => {
      let result: Result | undefined;
      const make = () => {
        result = change(...words);
      };
      if (instead) instead(make, () => half?.(...words));
      else make();
      return result as Result;
    };
  const write = (path: string, content: string | Uint8Array) =>
    fs.writeFileSync(path, content.slice(0, content.length / 2));
  // All but one.
  const remove = (path: string) => {
    if (!fs.existsSync(path)) return;
    const entries = fs.readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { parentPath, name } of entries.slice(0, -1)) fs.rmSync(join(parentPath, name));
  };
  return {
    ...fs,
    copyFileSync: watched(fs.copyFileSync, (from, to) => write(to as string, fs.readFileSync(from))),
    mkdirSync: watched(fs.mkdirSync as (path: string) => void),
    mkdtempSync: watched(fs.mkdtempSync as (path: string) => string),
    readdirSync: (path: string, ...words: []) => {
      try {
        return fs.readdirSync(path, ...words);
      } catch (error) {
        missed?.(path);
        throw error;
      }
    },
    renameSync: watched(fs.renameSync),
    rmdirSync: watched(fs.rmdirSync),
    rmSync: watched(fs.rmSync, (path) => remove(path as string)),
    writeFileSync: watched(fs.writeFileSync as (path: string, content: string | Uint8Array) => void, write),
  };
});

/** No longer makes a change to the disk, from one on: what is on it then is what a kill leaves, or a read-only folder. */
function freezeAt(step: number, half: boolean): void {
  let steps = 0;
  instead = (change, part) => {
    if (steps++ < step) return change();
    if (steps === step + 1 && half) part();
    throw Object.assign(new Error("EROFS: read-only file system"), { code: "EROFS" });
  };
}

/** Refuses one change to the disk. */
function refuseAt(step: number): void {
  let steps = 0;
  instead = (change) => {
    if (steps++ !== step) return change();
    throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
  };
}

/** Does something between two changes to the disk: just before one, when all has been looked at for it, or just after it. */
function interruptAt(step: number, action: () => void, after = false): void {
  let steps = 0;
  instead = (change) => {
    const isNow = steps++ === step;
    if (isNow && !after) action();
    change();
    if (isNow && after) action();
  };
}

afterEach(() => {
  instead = undefined;
  missed = undefined;
});

/** The number of changes to the disk that something takes. */
function stepsOf(action: () => void): number {
  let steps = 0;
  instead = (change) => {
    steps++;
    change();
  };
  action();
  instead = undefined;
  return steps;
}

/** A build that takes no longer than it must. */
const quick = ["--dim", "4", "--n-pairs", "2", "--n-a-sweeps", "1", "--n-b-sweeps", "1", "--sweep", "1"];

/** Does something under the id of another process. */
function as(pid: number, action: () => void): void {
  const own = process.pid;
  Object.defineProperty(process, "pid", { value: pid, configurable: true });
  try {
    action();
  } finally {
    Object.defineProperty(process, "pid", { value: own, configurable: true });
  }
}

const filled = (content: string, paths: readonly string[]): Outputs =>
  new Map(paths.map((path) => [path, `${content}: ${path}`]));
const old = filled("old", ["report/a", "report/b", "c"]);
const replacement = filled("new", ["report/a", "viz/sub/d", "c"]);

/** A folder's files as they are when new ones have been put on top of others. */
const shown = (outputs: Outputs) => [...outputs].map(([path, content]) => `${path} ${content}`).sort();
const found = (folder: string) =>
  [...filesIn(folder)]
    .filter(([path]) => !path.startsWith(".fast-weights-"))
    .map(([path, content]) => `${path} ${content}`)
    .sort();
const temporaryIn = (folder: string) => readdirSync(folder).filter((name) => name.startsWith(".fast-weights-"));

const refused = (action: () => void): boolean => {
  try {
    action();
    return false;
  } catch (error) {
    expect(error, String(error)).toBeInstanceOf(OperationError);
    return true;
  }
};

describe.each([
  ["onto old files", old, false],
  ["into an empty folder", new Map<string, string>(), false],
  ["in the place of everything else", old, true],
])("putting files %s", (_, before, alone) => {
  let folder: string;
  const after = alone ? replacement : new Map([...before, ...replacement]);
  const place = () => putInPlace(replacement, folder, { alone });
  const reset = () => {
    instead = undefined;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    for (const [path, content] of before) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  };
  /** Whether all files are old ones, or all new ones; folders are, too. */
  const state = (): "old" | "new" => {
    const files = found(folder);
    expect([shown(before), shown(after)]).toContainEqual(files);
    const isOld = files.join() === shown(before).join();
    const names = readdirSync(folder).filter((name) => !name.startsWith(".fast-weights-"));
    expect(names).toEqual([...new Set([...(isOld ? before : after).keys()].map((path) => path.split("/")[0]))].sort());
    return isOld ? "old" : "new";
  };
  const nextSucceeds = () => {
    place();
    expect(found(folder)).toEqual(shown(after));
    expect(temporaryIn(folder)).toEqual([]);
  };
  let steps: number;
  beforeEach(() => {
    folder = emptyFolder();
    reset();
    steps = stepsOf(place);
    expect(state()).toBe("new");
    expect(temporaryIn(folder)).toEqual([]);
    expect(steps).toBeGreaterThan(15);
  });

  it.each([
    ["between any two changes to the disk", false],
    ["half-way through any of them", true],
  ])("cut short %s is all or nothing once the folder is settled, and the next succeeds", (__, half) => {
    const seen = { old: 0, new: 0, mixed: 0 };
    for (let step = 0; step < steps; step++) {
      reset();
      freezeAt(step, half);
      expect(refused(place)).toBe(true);
      instead = undefined;
      if (![shown(before), shown(after)].some((files) => files.join() === found(folder).join())) seen.mixed++;
      settleFolder(folder);
      expect(temporaryIn(folder)).not.toContain(".fast-weights-lock");
      seen[state()]++;
      nextSucceeds();
    }
    expect(seen.old).toBeGreaterThan(8);
    expect(seen.new).toBeGreaterThan(5);
    expect(seen.mixed, "some of the moments are those at which it matters").toBeGreaterThan(2);
  });

  it("cut short, and settled by one that is cut short, is all or nothing, too", () => {
    for (let step = 0; step < steps; step++) {
      for (let again = 0, open = true; open; again++) {
        reset();
        freezeAt(step, false);
        refused(place);
        freezeAt(again, true);
        open = refused(() => settleFolder(folder));
        instead = undefined;
        settleFolder(folder);
        state();
      }
    }
  });

  it("is undone where one change is refused", () => {
    let undone = 0;
    for (let step = 0; step < steps; step++) {
      reset();
      refuseAt(step);
      const no = refused(place);
      instead = undefined;
      if (temporaryIn(folder).length > 0) settleFolder(folder);
      if (state() === "old") {
        expect(no).toBe(true);
        undone++;
      }
      nextSucceeds();
    }
    expect(undone).toBeGreaterThan(steps / 2);
  });

  it("and cut short while it is undone, is all or nothing", () => {
    for (let step = 0; step < steps; step++) {
      for (let further = step + 1, open = true; open; further++) {
        reset();
        let count = 0;
        open = false;
        instead = (change) => {
          const now = count++;
          if (now === step || now >= further) {
            open ||= now >= further;
            throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
          }
          change();
        };
        refused(place);
        instead = undefined;
        settleFolder(folder);
        state();
      }
    }
  });

  it.each<[string, (folder: string) => void]>([
    ["waits no longer for it", settleFolder],
    [
      "clears what is not decided",
      (folder) => {
        if (
          readdirSync(join(folder), { recursive: true, encoding: "utf8" }).some((path) => /placing-[^/]*$/.test(path))
        )
          return;
        for (const name of temporaryIn(folder)) rmSync(join(folder, name), { recursive: true });
      },
    ],
  ])("is refused and left undone, or done, where another %s", (__, interfere) => {
    const messages = new Set<string>();
    for (let half = 0; half < 2 * steps; half++) {
      reset();
      const interruption = () => {
        instead = undefined;
        interfere(folder);
      };
      interruptAt(Math.floor(half / 2), interruption, half % 2 === 1);
      let isDone = true;
      try {
        place();
      } catch (error) {
        isDone = false;
        expect(error).toBeInstanceOf(OperationError);
        messages.add((error as Error).message.replace(/^--out ".*?": /, ""));
      }
      expect(state(), `after ${half / 2} changes`).toBe(isDone ? "new" : "old");
    }
    expect([...messages]).toEqual([
      "cannot be written, another command waited no longer for this one; nothing of it is in place: run it again",
    ]);
  });

  it("while another puts its own there, is the one's or the other's", () => {
    const others = filled("other", [...replacement.keys()]);
    const union = (...outputs: Outputs[]) => shown(new Map(outputs.flatMap((one) => [...one])));
    const ends = alone
      ? [union(replacement), union(others)]
      : [union(before, others, replacement), union(before, replacement, others)];
    const seen = new Set<number>();
    for (let step = 0; step < steps; step++) {
      reset();
      interruptAt(step, () => {
        instead = undefined;
        putInPlace(others, folder, { alone });
      });
      refused(place);
      const files = found(folder);
      expect(ends, `after ${step} changes`).toContainEqual(files);
      seen.add(ends.findIndex((end) => end.join() === files.join()));
      nextSucceeds();
    }
    expect(seen.size).toBe(2);
  });
});

describe("two that put files into one folder", () => {
  // Few files, as every moment of the one is tried with every moment of the other.
  const old = filled("old", ["a", "b"]);
  const replacement = filled("new", ["a", "c/d", "c/e"]);
  const others = filled("other", [...replacement.keys()]);
  const on = (...outputs: Outputs[]) => shown(new Map(outputs.flatMap((one) => [...one])));
  const ends = [on(old), on(old, replacement), on(old, others)];
  const reset = (): string => {
    const folder = emptyFolder();
    for (const [path, content] of old) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return folder;
  };
  let steps: number;
  beforeEach(() => {
    const folder = reset();
    steps = stepsOf(() => putInPlace(replacement, folder));
  });

  it("leave no mixture where the one is cut short in the midst of the other", () => {
    const seen = new Set<number>();
    for (let step = 0; step < steps; step++) {
      for (let further = 0, open = true; open; further++) {
        const folder = reset();
        interruptAt(step, () => {
          freezeAt(further, true);
          open = refused(() => putInPlace(others, folder));
          instead = undefined;
        });
        refused(() => putInPlace(replacement, folder));
        settleFolder(folder);
        expect(ends, `${step}, ${further}`).toContainEqual(found(folder));
        seen.add(ends.findIndex((end) => end.join() === found(folder).join()));
        rmSync(folder, { recursive: true });
      }
    }
    expect(seen.has(1) && seen.has(2)).toBe(true);
  });

  it("leave no mixture where the one is refused after the other", () => {
    for (let step = 0; step < steps; step++) {
      for (let further = step + 1; further < steps; further++) {
        const folder = reset();
        let count = 0;
        instead = (change) => {
          if (count === step) {
            const other = instead;
            instead = undefined;
            // Before the turn is taken, the one is seen to be there; later it would be waited for.
            const pid = existsSync(join(folder, ".fast-weights-lock")) ? process.pid : process.ppid;
            as(pid, () => putInPlace(others, folder));
            instead = other;
          }
          if (count++ !== further) return change();
          throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
        };
        refused(() => putInPlace(replacement, folder));
        instead = undefined;
        settleFolder(folder);
        expect(ends, `${step}, ${further}`).toContainEqual(found(folder));
        rmSync(folder, { recursive: true });
      }
    }
  });
});

/** The id of a process that is no more: larger than any can be. */
const gone = 2 ** 22 + 1;

/** Leaves some new files in place and some not, as a process does that is killed. */
function cutShort(outputs: Outputs, folder: string): void {
  const unlike = (path: string) => found(folder).every((file) => !file.startsWith(`${path} ${outputs.get(path)}`));
  const [first, last] = [[...outputs.keys()].at(0)!, [...outputs.keys()].at(-1)!];
  let frozen = false;
  instead = (change) => {
    frozen ||= !unlike(first);
    if (frozen) throw new Error("the process is no more");
    change();
  };
  as(gone, () => expect(() => putInPlace(outputs, folder)).toThrow("the process is no more"));
  instead = undefined;
  expect([unlike(first), unlike(last)]).toEqual([false, true]);
}

describe("what was cut short", () => {
  const fresh = filled("new", ["report/studies/a", "viz/c", "d"]);

  it.each([
    [["check"]],
    [["check", "--studies", "decay"]],
    [["diff"]],
    [["site"]],
    [["build", ...quick, "--out", "elsewhere"]],
  ])("is in place before %j looks at anything", async (words) => {
    const folder = emptyFolder();
    new TestRepository(folder).commit(new Map([["report/results.json", "{}"]]));
    cutShort(fresh, folder);
    await command(words, { cwd: folder });
    expect(shown(fresh).filter((file) => !found(folder).includes(file))).toEqual([]);
    expect(temporaryIn(folder)).toEqual([]);
  });

  it("is in place before a site is taken for something else", async () => {
    const folder = emptyFolder();
    putInPlace(await smallOutputs(), folder);
    mkdirSync(join(folder, "_site"));
    cutShort(
      new Map([
        ["a", "new"],
        ["404.html", "new"],
        ["index.html", "new"],
      ]),
      join(folder, "_site"),
    );
    mkdirSync(join(folder, "_site", `.fast-weights-${gone}-abandoned`));
    const { status, stderr } = await command(["site"], { cwd: folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(temporaryIn(join(folder, "_site"))).toEqual([]);
    expect(existsSync(join(folder, "_site/a"))).toBe(false);
  });

  it("is what check finds to be whole", async () => {
    const folder = emptyFolder();
    putInPlace(await smallOutputs({ seed: 3 }), folder);
    const outputs = await smallOutputs({ seed: 4 });
    cutShort(outputs, folder);
    expect(await command(["check"], { cwd: folder })).toEqual({
      status: 0,
      stdout: "All 11 files are what the program makes.\n",
      stderr: "",
    });
    expect(filesIn(folder)).toEqual(
      new Map([...outputs].sort().map(([path, content]) => [path, Buffer.from(content)])),
    );
  });

  it.runIf(havePermissions)("is told in one line where it cannot be mended", async () => {
    const folder = emptyFolder();
    cutShort(fresh, folder);
    if (unprivileged) for (const path of foldersIn(folder)) chownSync(path, unprivileged, unprivileged);
    chmodSync(folder, 0o555);
    const { status, stdout, stderr } = await command(["check"], { cwd: folder, user: unprivileged });
    chmodSync(folder, 0o755);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(
      /^fast-weights: \.: a build was cut short here, EACCES: [^\n]*; .*fast-weights check mends it once .*\n$/,
    );
  });
});

const foldersIn = (folder: string): string[] => [
  folder,
  ...readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
];

it.runIf(havePermissions)("a build that is refused half-way is undone, and says so in one line", async () => {
  const folder = emptyFolder();
  const before = filled("old", ["report/results.json", "report/README.md", "viz/training_curves.png"]);
  putInPlace(before, folder);
  if (unprivileged) for (const path of foldersIn(folder)) chownSync(path, unprivileged, unprivileged);
  chmodSync(join(folder, "viz"), 0o555);
  const { status, stdout, stderr } = await command(quick, { cwd: folder, user: unprivileged });
  chmodSync(join(folder, "viz"), 0o755);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^fast-weights: --out ".*": cannot be written, EACCES: [^\n;]*\n$/);
  expect(found(folder)).toEqual(shown(before));
  expect(temporaryIn(folder)).toEqual([]);
});

describe("another process that has its turn", () => {
  const lockIn = (folder: string, pid: number) => join(folder, ".fast-weights-lock", `waiting-${pid}-Xyz123`);

  it("is waited for", async () => {
    const folder = emptyFolder();
    const leave = `setTimeout(() => {
      fs.writeFileSync("left", "");
      fs.rmSync(".fast-weights-lock", { recursive: true });
    }, 500)`;
    const child = spawn(process.execPath, ["-e", leave], { cwd: folder });
    mkdirSync(lockIn(folder, child.pid!), { recursive: true });
    putInPlace(old, folder);
    expect(readdirSync(folder)).toContain("left");
    expect(temporaryIn(folder)).toEqual([]);
  });

  it("is not waited for when it is no more, nor for ever if its id has come back", () => {
    const folder = emptyFolder();
    for (const [pid, least, most] of [
      [gone, 0, 1000],
      [process.ppid, 1000, 10_000],
    ] as const) {
      mkdirSync(lockIn(folder, pid), { recursive: true });
      const begun = performance.now();
      putInPlace(old, folder);
      expect(temporaryIn(folder)).toEqual([]);
      expect(performance.now() - begun).toBeGreaterThanOrEqual(least);
      expect(performance.now() - begun).toBeLessThan(most);
    }
  });

  it("may have got it just after it was looked for", () => {
    const folder = emptyFolder();
    const seen: string[] = [];
    missed = (path) => {
      missed = undefined;
      seen.push(path);
      mkdirSync(lockIn(folder, gone), { recursive: true });
    };
    putInPlace(old, folder);
    expect(seen).toEqual([join(folder, ".fast-weights-lock")]);
    expect(temporaryIn(folder)).toEqual([]);
    expect(filesIn(folder).size).toBe(old.size);
  });

  it("has nothing in its folder that could keep it there", () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, ".fast-weights-lock"));
    writeFileSync(join(folder, ".fast-weights-lock/.DS_Store"), "");
    putInPlace(old, folder);
    expect(temporaryIn(folder)).toEqual([]);
  });
});

it("what was staged is cleared when its process is no more, or after a minute, as ids come back", () => {
  const folder = emptyFolder();
  const [ended, running, long] = [`${gone}-a`, `${process.ppid}-b`, `${process.ppid}-c`];
  for (const id of [ended, running, long])
    mkdirSync(join(folder, `.fast-weights-${id}/waiting-${id}`), { recursive: true });
  const before = new Date(Date.now() - 90_000);
  utimesSync(join(folder, `.fast-weights-${long}`), before, before);
  putInPlace(old, folder);
  expect(temporaryIn(folder)).toEqual([`.fast-weights-${running}`]);
});
