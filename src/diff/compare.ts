import { experimentNames, isDocument, readDocument } from "./documents.ts";
import { compareExperiments, type ExperimentChange, isAlarm } from "./experiments.ts";
import type { Experiment } from "./measures.ts";
import {
  type AnimationDifference,
  type Comparison,
  compareAnimations,
  compareImages,
  PictureError,
  readGif,
  readPng,
} from "./pictures.ts";
import type { Side } from "./snapshot.ts";
import { type CellChange, compareTables } from "./tables.ts";

/** A file that is not the same on both sides. */
export interface FileChange {
  readonly path: string;
  readonly status: "changed" | "added" | "removed" | "renamed";
  /** Its path on the earlier side, where it has another. */
  readonly from?: string;
}

/** What became of a picture: how it differs, or a sentence that says why that cannot be said. */
export interface PictureChange extends FileChange {
  readonly image?: Comparison;
  readonly animation?: AnimationDifference;
  readonly problem?: string;
  /** The files, where they have something to show. */
  readonly bytes: { readonly before?: Buffer | undefined; readonly after?: Buffer | undefined };
}

/** All that differs between two sides. */
export interface Difference {
  readonly base: string;
  readonly head: string;
  /** How many files there are on either side. */
  readonly compared: number;
  /** What could not be read, a sentence each. */
  readonly problems: readonly string[];
  readonly experiments: readonly ExperimentChange[];
  readonly tables: readonly CellChange[];
  readonly pictures: readonly PictureChange[];
  readonly files: readonly FileChange[];
}

/** The experiments whose results changed at the same settings. */
export const alarms = ({ experiments }: Difference): ExperimentChange[] => experiments.filter(isAlarm);

const REPORT = "report/README.md";
const isPicture = (path: string): boolean => /\.(png|gif)$/.test(path);

/**
 * Compares two sides. What has the same object id on both is not read at all.
 *
 * @param all reads the data even so, to list what has not changed
 */
export async function compareSides(base: Side, head: Side, all = false): Promise<Difference> {
  const files = compareFiles(base.files, head.files);
  const experiments = await experimentChanges(base, head, files, all);
  const pictures = await pictureChanges(base, head, files);
  const unreadable = pictures.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  return {
    base: base.name,
    head: head.name,
    compared: new Set([...base.files.keys(), ...head.files.keys()]).size,
    problems: [...experiments.problems, ...unreadable],
    experiments: experiments.changes,
    tables: await tableChanges(base, head, files),
    pictures,
    files,
  };
}

function compareFiles(before: Side["files"], after: Side["files"]): FileChange[] {
  const gone = new Map([...before].flatMap(([path, id]) => (after.has(path) ? [] : [[id, path] as const])));
  const changes = [...after].flatMap(([path, id]): FileChange[] => {
    const old = before.get(path);
    if (old !== undefined) return old === id ? [] : [{ path, status: "changed" }];
    const from = gone.get(id);
    gone.delete(id);
    return [from === undefined ? { path, status: "added" } : { path, status: "renamed", from }];
  });
  const renamed = new Set(changes.map(({ from }) => from));
  const removed = [...before.keys()].filter((path) => !after.has(path) && !renamed.has(path));
  return [...changes, ...removed.map((path): FileChange => ({ path, status: "removed" }))].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
}

async function experimentChanges(base: Side, head: Side, files: readonly FileChange[], all: boolean) {
  const touched = new Set(files.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from])));
  const problems: string[] = [];
  const unread = new Set<string>();
  const experimentsOf = async (side: Side): Promise<Experiment[]> => {
    const paths = [...side.files.keys()].filter((path) => isDocument(path) && (all || touched.has(path)));
    const contents = await side.read(paths);
    return [...contents].flatMap(([path, content]) => {
      const reading = readDocument(path, content, side.name);
      if (!("problem" in reading)) return reading.experiments;
      problems.push(reading.problem);
      for (const name of experimentNames(path)) unread.add(name);
      return [];
    });
  };
  const known = ({ name }: Experiment): boolean => !unread.has(name);
  const [before, after] = [await experimentsOf(base), await experimentsOf(head)];
  return { changes: compareExperiments(before.filter(known), after.filter(known)), problems };
}

async function tableChanges(base: Side, head: Side, files: readonly FileChange[]): Promise<CellChange[]> {
  if (!files.some(({ path, status }) => path === REPORT && status === "changed")) return [];
  const texts = await Promise.all([base, head].map(async (side) => (await side.read([REPORT])).get(REPORT)!));
  return compareTables(texts[0]!.toString(), texts[1]!.toString());
}

/** The pixels of pictures that differ are kept, to be shown side by side: 2 GiB of them, four times those of all our pictures. */
const MOST_PIXELS = 2 ** 28;

/** All files are read at once, for git would be asked for each anew; where one is on one side only, there is nothing to compare. */
async function pictureChanges(base: Side, head: Side, files: readonly FileChange[]): Promise<PictureChange[]> {
  const pictures = files.filter(({ path }) => isPicture(path));
  const pathsOf = (...states: FileChange["status"][]) =>
    pictures.filter(({ status }) => states.includes(status)).map(({ path }) => path);
  const before = await base.read(pathsOf("changed", "removed"));
  const after = await head.read(pathsOf("changed", "added"));
  let pixels = 0;
  return pictures.map((file) => {
    if (pixels >= MOST_PIXELS) {
      return {
        ...file,
        bytes: {},
        problem: `${file.path} is not compared: the pictures before it are too large together`,
      };
    }
    const change = comparePicture(file, base, head, before.get(file.path), after.get(file.path));
    pixels += (change.image ?? change.animation?.most?.comparison)?.area ?? 0;
    return change;
  });
}

function comparePicture(file: FileChange, base: Side, head: Side, before?: Buffer, after?: Buffer): PictureChange {
  const bytes = { before, after };
  if (before === undefined || after === undefined) return { ...file, bytes };
  const read = <T>(reader: (bytes: Buffer) => T) =>
    [readAs(reader, before, base), readAs(reader, after, head)] as const;
  try {
    if (file.path.endsWith(".png")) return { ...file, bytes, image: compareImages(...read(readPng)) };
    return { ...file, bytes, animation: compareAnimations(...read(readGif)) };
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    return { ...file, bytes: {}, problem: `${file.path} ${error.message}` };
  }
}

/** @param reader throws a PictureError, which does not know the side */
function readAs<T>(reader: (bytes: Buffer) => T, bytes: Buffer, side: Side): T {
  try {
    return reader(bytes);
  } catch (error) {
    throw new PictureError(`of ${side.name} ${(error as Error).message}`);
  }
}
