import {
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, isAbsolute, join, normalize, sep } from "node:path";
import { OperationError } from "../errors.ts";
import { endlessKind } from "./read.ts";

/**
 * How files get to their places in a folder: all of them or none, whenever the program is killed and whatever fails. What is
 * done so far is seen from the name of one folder, and each step is one rename:
 *
 *     .fast-weights-ID/waiting-ID      everything new is written here
 *     .fast-weights-lock/waiting-ID    it is this placement's turn, and only now it is noted and copied what was there before
 *     .fast-weights-lock/placing-ID    decided: one after another, the new files go to their places
 *     .fast-weights-lock/undoing-ID    one of them could not: the old ones go back
 *     .fast-weights-ID                 done, and to be deleted
 *
 * A placement that its process does not bring to its end is brought there by the next one that looks at the folder. Every
 * move is made where its file still waits, and else has been made: so it does no harm to begin again, nor that two
 * processes do the same at once. Nothing is flushed to the disk: that would take a tenth of a second, and only guard
 * against a loss of power.
 */

/** What the names of all folders begin with that are there only while files are put in place. */
export const TEMPORARY = ".fast-weights-";
const LOCK = `${TEMPORARY}lock`;

type State = "waiting" | "placing" | "undoing";

/** A placement that has its turn. */
interface Turn {
  readonly state: State;
  /** The id of the process and a random word. */
  readonly id: string;
}
const TURN = /^(waiting|placing|undoing)-(\d+-.+)$/;
const ABANDONED = /^\.fast-weights-\d+/;
const processOf = (id: string): number => Number.parseInt(id, 10);

const temporaryIn = (folder: string, id: string): string => join(folder, TEMPORARY + id);
const turnIn = (folder: string, { state, id }: Turn): string => join(folder, LOCK, `${state}-${id}`);

/** What a placement changes: paths with `/`. */
interface Plan {
  readonly replaced: readonly string[];
  readonly added: readonly string[];
  /** Files and whole folders. */
  readonly removed: readonly string[];
  /** Folders that are made, outer ones first. */
  readonly folders: readonly string[];
}
const PLAN = "plan.json";

/** So long a process that is there is waited for; then its id is taken for that of another, as ids come back. In ms. */
const PATIENCE = 3000;
/** After so long what was not yet decided is given up, whoever has the id of its process. In ms. */
const GIVEN_UP = 60_000;

/** Makes a folder and those above it. Not mkdir's own `recursive`, which never ends where nobody may make one, as in /proc. */
export function makeFolder(path: string, made: string[] = []): readonly string[] {
  if (existsSync(path)) return made;
  makeFolder(dirname(path), made);
  try {
    mkdirSync(path);
    made.push(path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
  return made;
}

/** Makes the folders of a path below one that is there, which is not made again where another has taken it away. */
function makeFoldersBelow(folder: string, path: string): void {
  for (const one of foldersOf(path)) if (!existsSync(join(folder, one))) mkdirSync(join(folder, one));
}

/** Writes new files beside their places. @returns the placement's id */
export function stage(outputs: ReadonlyMap<string, string | Uint8Array>, folder: string): string {
  const temporary = mkdtempSync(temporaryIn(folder, `${process.pid}-`));
  const id = basename(temporary).slice(TEMPORARY.length);
  try {
    for (const [path, content] of outputs) {
      const file = join(`waiting-${id}`, "new", path);
      makeFoldersBelow(temporary, file);
      writeFileSync(join(temporary, file), content);
    }
  } catch (error) {
    throw withdraw(folder, id, temporary, error);
  }
  return id;
}

/**
 * Puts files that were staged into their places. Where that fails, everything is as it was; only where that fails, too, is
 * it left to whoever settles the folder.
 *
 * @param alone what else is in the folder goes
 */
export function placeStaged(paths: readonly string[], folder: string, id: string, alone: boolean): void {
  let at = temporaryIn(folder, id);
  try {
    takeTurn(folder, id);
    at = turnIn(folder, { state: "waiting", id });
    const plan = planOf(paths, folder, alone);
    for (const path of [...plan.replaced, ...plan.removed]) makeFoldersBelow(at, join("old", path));
    for (const path of plan.replaced) {
      copyFileSync(join(folder, path), join(at, "old", path), constants.COPYFILE_FICLONE);
    }
    writeFileSync(join(at, PLAN), JSON.stringify(plan));
    renameSync(at, turnIn(folder, { state: "placing", id }));
  } catch (error) {
    throw withdraw(folder, id, at, error);
  }
  const failure = finish(folder, { state: "placing", id });
  if (failure) throw failure;
}

const OVERTAKEN = "another command waited no longer for this one; nothing of it is in place: run it again";

/**
 * Gives up what was not yet decided, as far as the disk lets it; the next placement clears what it does not.
 *
 * @param at where it all was
 * @returns why, told by what went wrong
 */
function withdraw(folder: string, id: string, at: string, error: unknown): unknown {
  const isOvertaken = (error as NodeJS.ErrnoException).code === "ENOENT" && !existsSync(at);
  try {
    retire(folder, { state: "waiting", id });
  } catch {}
  return isOvertaken ? new OperationError(OVERTAKEN) : error;
}

function takeTurn(folder: string, id: string): void {
  for (let tries = 100; ; tries--) {
    settle(folder);
    try {
      renameSync(temporaryIn(folder, id), join(folder, LOCK));
      return;
    } catch (error) {
      // Systems differ in how they say that another was faster.
      if (tries === 0 || !existsSync(temporaryIn(folder, id))) throw error;
    }
  }
}

function planOf(paths: readonly string[], folder: string, alone: boolean): Plan {
  const isThere = (path: string) => {
    const link = linkOn(folder, path);
    if (link !== undefined) throw new Error(`${link} is a link`);
    const status = statSync(join(folder, path), { throwIfNoEntry: false });
    if (status?.isDirectory()) throw new Error(`${path} is a folder`);
    if (endlessKind(status)) throw new Error(`${path} is not a file`);
    return status !== undefined;
  };
  const replaced = paths.filter(isThere);
  const added = paths.filter((path) => !replaced.includes(path));
  const folders = new Set(added.flatMap((path) => foldersOf(path).filter((one) => !existsSync(join(folder, one)))));
  return { replaced, added, removed: alone ? othersIn(folder, paths) : [], folders: [...folders] };
}

/** What on the way to a path below a folder is a link, and could lead anywhere; nothing where none is. */
function linkOn(folder: string, path: string): string | undefined {
  return [...foldersOf(path), path].find((one) => entryAt(join(folder, one))?.isSymbolicLink());
}

/** What is at a path, a link itself and not what it leads to; nothing where that cannot be told. */
export function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

/** `a` and `a/b` of `a/b/c`. */
const foldersOf = (path: string): string[] =>
  path
    .replaceAll(sep, "/")
    .split("/")
    .flatMap((_, i, parts) => (i === 0 ? [] : [parts.slice(0, i).join("/")]));

/** What is in a folder besides some files, whole folders where none of the files is in them. */
function othersIn(folder: string, paths: readonly string[], within = ""): string[] {
  return readdirSync(join(folder, within)).flatMap((name) => {
    const path = within + name;
    if (paths.includes(path) || path.startsWith(TEMPORARY)) return [];
    const isShared = paths.some((one) => one.startsWith(`${path}/`)) && lstatSync(join(folder, path)).isDirectory();
    return isShared ? othersIn(folder, paths, `${path}/`) : [path];
  });
}

/** Brings a placement to its end, one way or the other. @returns why it was undone */
function finish(folder: string, turn: Turn): Error | undefined {
  let failure: Error | undefined;
  let { state, id } = turn;
  if (state === "placing") {
    try {
      place(folder, turnIn(folder, { state, id }));
    } catch (error) {
      failure = error as Error;
      move(turnIn(folder, { state, id }), turnIn(folder, { state: "undoing", id }));
      state = "undoing";
    }
  }
  if (state === "undoing") undo(folder, turnIn(folder, { state, id }));
  retire(folder, { state, id });
  return failure;
}

function place(folder: string, at: string): void {
  const { replaced, added, removed } = planIn(folder, at);
  for (const path of [...replaced, ...added]) {
    makeFolder(dirname(join(folder, path)));
    move(join(at, "new", path), join(folder, path));
  }
  for (const path of removed) move(join(folder, path), join(at, "old", path));
}

function undo(folder: string, at: string): void {
  const { replaced, added, removed, folders } = planIn(folder, at);
  const isPlaced = (path: string) => !existsSync(join(at, "new", path));
  for (const path of replaced.filter(isPlaced)) move(join(at, "old", path), join(folder, path));
  for (const path of added.filter(isPlaced)) move(join(folder, path), join(at, "new", path));
  for (const path of removed) move(join(at, "old", path), join(folder, path));
  for (const path of folders.toReversed()) removeIfEmpty(join(folder, path));
}

/** Where another process was faster, nothing is left to do. */
function planIn(folder: string, at: string): Plan {
  try {
    const plan = JSON.parse(readFileSync(join(at, PLAN), "utf8")) as Plan;
    const { replaced, added, removed, folders } = plan;
    for (const path of [...replaced, ...added, ...folders]) requireInside(path, folder, at);
    // A link that is to go may be one.
    for (const path of removed) requireInside(dirname(path), folder, at);
    return plan;
  } catch (error) {
    if (existsSync(at)) throw error;
    return { replaced: [], added: [], removed: [], folders: [] };
  }
}

/** A plan may have come with the folder, as all that is in a checkout may. */
function requireInside(path: string, folder: string, at: string): void {
  const leads = isAbsolute(path) || /^\.\.(\/|$)/.test(normalize(path).replaceAll(sep, "/"));
  const away = leads ? path : (linkOn(folder, path) ?? linkOn(at, `new/${path}`) ?? linkOn(at, `old/${path}`));
  if (away !== undefined) throw new Error(`its plan leads out of the folder by ${away}; delete ${LOCK}`);
}

/** A move that has been made if there is nothing to be moved. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (existsSync(from)) throw error;
  }
}

/** Ends a turn, and deletes what is left of it. */
function retire(folder: string, turn: Turn): void {
  const rest = temporaryIn(folder, turn.id);
  move(turnIn(folder, turn), rest);
  removeIfEmpty(join(folder, LOCK));
  rmSync(rest, { recursive: true, force: true });
}

export function removeIfEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code!)) throw error;
  }
}

/** Brings to its end what another process has begun: at once if that process is no more, and after a while if it is. */
export function settle(folder: string): void {
  const begun = Date.now();
  for (let turn = turnOf(folder); turn !== undefined; turn = turnOf(folder)) {
    const mayGoOn = processOf(turn.id) !== process.pid && isRunning(processOf(turn.id));
    if (mayGoOn && Date.now() - begun < PATIENCE) sleep(5);
    else finish(folder, turn);
  }
}

/** Whether a placement of this process has been decided and could be brought to neither end. */
export const isUnfinished = (folder: string): boolean =>
  namesIn(join(folder, LOCK))?.some((name) => new RegExp(`^(placing|undoing)-${process.pid}-`).test(name)) ?? false;

/** The placement that has its turn. */
function turnOf(folder: string): Turn | undefined {
  const lock = join(folder, LOCK);
  if (linkOn(folder, LOCK)) throw new Error(`${LOCK} is a link; delete it`);
  const names = namesIn(lock);
  for (const name of names ?? []) {
    const [, state, id] = TURN.exec(name) ?? [];
    if (id !== undefined) return { state: state as State, id };
  }
  if (names === undefined) return undefined;
  // A file manager's own files would keep the folder from being empty.
  for (const name of names) rmSync(join(lock, name), { recursive: true, force: true });
  removeIfEmpty(lock);
  return turnOf(folder);
}

function namesIn(path: string): string[] | undefined {
  try {
    return readdirSync(path);
  } catch (error) {
    // By now it may be there again, with another's turn.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" && existsSync(path)) throw error;
    return undefined;
  }
}

/** Clears what was staged by processes that are no more. */
export function clearAbandoned(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => ABANDONED.test(one))) {
    const path = join(folder, name);
    const pid = processOf(name.slice(TEMPORARY.length));
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (pid !== process.pid && isRunning(pid) && age < GIVEN_UP) continue;
    // Under another name first: a process that is still there after all, on another machine, cannot place a part of it.
    const cleared = join(folder, `${TEMPORARY}${process.pid}-cleared-${name.slice(TEMPORARY.length)}`);
    move(path, cleared);
    rmSync(cleared, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
