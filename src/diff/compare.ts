import { oneLine } from "../format.ts";
import {
  type AnimationComparison,
  compareAnimations,
  compareImages,
  type ImageComparison,
  PictureError,
  readGif,
  readPng,
} from "./pictures.ts";
import {
  compareExperiments,
  type Experiment,
  type ExperimentChange,
  errorMessage,
  experimentNames,
  isRegression,
  parseExperiments,
} from "./results.ts";
import type { Snapshot } from "./snapshot.ts";
import { type CellChange, compareTables } from "./tables.ts";

/** A file that differs between two snapshots. */
export interface FileChange {
  readonly path: string;
  readonly status: "changed" | "added" | "removed" | "renamed";
  /** Its earlier path, if it was renamed. */
  readonly from?: string;
}

/** The change of a picture, or the reason why it cannot be compared. */
export interface PictureChange extends FileChange {
  readonly image?: ImageComparison;
  readonly animation?: AnimationComparison;
  readonly problem?: string;
  /** The files, where they can be shown. */
  readonly bytes: { readonly before?: Buffer | undefined; readonly after?: Buffer | undefined };
}

/** All that differs between two snapshots. */
export interface Difference {
  readonly base: string;
  readonly head: string;
  /** The number of files in either snapshot. */
  readonly compared: number;
  /** Files that cannot be read, a sentence each. */
  readonly problems: readonly string[];
  readonly experiments: readonly ExperimentChange[];
  readonly tables: readonly CellChange[];
  readonly pictures: readonly PictureChange[];
  readonly files: readonly FileChange[];
}

/** Finds the experiments with other results at the same settings. */
export const findRegressions = ({ experiments }: Difference): ExperimentChange[] => experiments.filter(isRegression);

const REPORT = "report/README.md";

/**
 * Compares two snapshots. Files with the same object id in both are not read.
 *
 * @param all reads the data files even so, to list what has not changed
 */
export async function compareSnapshots(base: Snapshot, head: Snapshot, all = false): Promise<Difference> {
  const files = compareFiles(base.files, head.files);
  const { experiments, problems } = await compareData(base, head, files, all);
  const pictures = await comparePictures(base, head, files);
  return {
    base: base.name,
    head: head.name,
    compared: new Set([...base.files.keys(), ...head.files.keys()]).size,
    problems: [...problems, ...pictures.flatMap(({ problem }) => problem ?? [])],
    experiments,
    tables: await compareReports(base, head, files),
    pictures,
    files,
  };
}

function compareFiles(before: Snapshot["files"], after: Snapshot["files"]): FileChange[] {
  const gone = new Map([...before].flatMap(([path, id]) => (after.has(path) ? [] : [[id, path] as const])));
  const changes = [...after].flatMap(([path, id]): FileChange[] => {
    const old = before.get(path);
    if (old !== undefined) return old === id ? [] : [{ path, status: "changed" }];
    const from = gone.get(id);
    gone.delete(id);
    return [from === undefined ? { path, status: "added" } : { path, status: "renamed", from }];
  });
  const renamed = new Set(changes.map(({ from }) => from));
  for (const path of before.keys()) {
    if (!after.has(path) && !renamed.has(path)) changes.push({ path, status: "removed" });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Leaves out the experiments of a file that cannot be read in one of the snapshots. */
async function compareData(base: Snapshot, head: Snapshot, files: readonly FileChange[], all: boolean) {
  const touched = new Set(files.flatMap(({ path, from = path }) => [path, from]));
  const problems: string[] = [];
  const unread = new Set<string>();
  const read = async (snapshot: Snapshot): Promise<Experiment[]> => {
    const documents = [...snapshot.files.keys()].filter((path) => experimentNames(path).length > 0);
    const contents = await snapshot.read(documents.filter((path) => all || touched.has(path)));
    return [...contents].flatMap(([path, content]) => {
      try {
        return parseExperiments(path, content);
      } catch (error) {
        problems.push(oneLine(`${path} of ${snapshot.name} ${errorMessage(error)}; its numbers are left out`));
        for (const experiment of experimentNames(path)) unread.add(experiment);
        return [];
      }
    });
  };
  const [before, after] = [await read(base), await read(head)];
  const isRead = ({ name }: Experiment): boolean => !unread.has(name);
  return { experiments: compareExperiments(before.filter(isRead), after.filter(isRead)), problems };
}

async function compareReports(base: Snapshot, head: Snapshot, files: readonly FileChange[]): Promise<CellChange[]> {
  if (!files.some(({ path, status }) => path === REPORT && status === "changed")) return [];
  const read = async (snapshot: Snapshot) => (await snapshot.read([REPORT])).get(REPORT)!.toString();
  return compareTables(await read(base), await read(head));
}

/** The pixels of pictures that differ are kept to be shown side by side: at most 2 GiB, four times those of all our pictures. */
const MOST_PIXELS = 2 ** 28;

/** Reads all pictures of a snapshot at once, for each question to git starts a process. */
async function comparePictures(base: Snapshot, head: Snapshot, files: readonly FileChange[]): Promise<PictureChange[]> {
  const pictures = files.filter(({ path }) => /\.(png|gif)$/.test(path));
  const read = (snapshot: Snapshot, only: FileChange["status"]) =>
    snapshot.read(pictures.flatMap(({ path, status }) => (status === "changed" || status === only ? [path] : [])));
  const [before, after] = [await read(base, "removed"), await read(head, "added")];
  let pixels = 0;
  return pictures.map((file) => {
    const { path } = file;
    if (pixels >= MOST_PIXELS) {
      return { ...file, bytes: {}, problem: `${path} is not compared: the pictures before it are too large together` };
    }
    const change = comparePicture(file, base, head, before.get(path), after.get(path));
    pixels += shownComparison(change)?.area ?? 0;
    return change;
  });
}

/** Finds the images that are shown side by side: those of a PNG, or the frames of an animation that differ most. */
export const shownComparison = ({ image, animation }: PictureChange): ImageComparison | undefined =>
  image ?? animation?.most?.comparison;

function comparePicture(file: FileChange, base: Snapshot, head: Snapshot, before?: Buffer, after?: Buffer) {
  const bytes = { before, after };
  if (before === undefined || after === undefined) return { ...file, bytes };
  try {
    if (file.path.endsWith(".png")) {
      return { ...file, bytes, image: compareImages(readPng(before, base.name), readPng(after, head.name)) };
    }
    return { ...file, bytes, animation: compareAnimations(readGif(before, base.name), readGif(after, head.name)) };
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    return { ...file, bytes: {}, problem: `${file.path} ${error.message}` };
  }
}
