import { oneLine } from "../errors.ts";
import {
  type AnimationComparison,
  compareAnimations,
  compareImages,
  type ImageComparison,
  PictureError,
  readGif,
  readPng,
} from "./pictures.ts";
import { dataOf } from "./redraw.ts";
import {
  compareExperiments,
  type Experiment,
  type ExperimentChange,
  errorMessage,
  experimentNames,
  parseExperiments,
} from "./results.ts";
import { compareSentences, type SentenceChange } from "./sentences.ts";
import type { Snapshot } from "./snapshot.ts";
import { type CellChange, compareTables } from "./tables.ts";

/** A file that differs between two snapshots; one that was renamed has its earlier path, too. */
export interface FileChange {
  readonly path: string;
  readonly status: "changed" | "added" | "removed" | "renamed";
  readonly from?: string;
  /** Marks a picture whose data are the same: it is only drawn in another way. */
  readonly isStyle?: true;
  /** Marks an SVG, or a specification, beside a PNG that is the same. */
  readonly hasSamePng?: true;
}

/** The change of a picture, or the reason why it cannot be compared; and the files, where they can be shown. */
export interface PictureChange extends FileChange {
  readonly image?: ImageComparison;
  readonly animation?: AnimationComparison;
  readonly problem?: string;
  readonly bytes: { readonly before?: Buffer | undefined; readonly after?: Buffer | undefined };
  /** The files that hold the data of figures, where there are some. */
  readonly data?: PictureChange["bytes"];
}

/** All that differs between two snapshots. */
export interface Difference {
  readonly base: string;
  readonly head: string;
  /** The paths that alone were compared; all files where there are none. */
  readonly paths?: readonly string[];
  /** The number of files in either snapshot. */
  readonly compared: number;
  /** Files that cannot be read, a sentence each. */
  readonly problems: readonly string[];
  readonly experiments: readonly ExperimentChange[];
  readonly tables: readonly CellChange[];
  readonly sentences: readonly SentenceChange[];
  readonly pictures: readonly PictureChange[];
  readonly files: readonly FileChange[];
}

const REPORT = "report/README.md";

/** Compares two snapshots. Files that are the same are not read, but data files if `all` of what has not changed is listed. */
export async function compareSnapshots(base: Snapshot, head: Snapshot, all = false): Promise<Difference> {
  const files = compareFiles(base.files, head.files);
  const data = await compareData(base, head, files, all);
  const pictures = await comparePictures(base, head, files);
  const { tables, sentences } = await compareReports(base, head, files);
  const problems = [...data.problems, ...pictures.flatMap(({ problem }) => problem ?? [])];
  const compared = new Set([...base.files.keys(), ...head.files.keys()]).size;
  const { experiments } = data;
  const uncompared = new Set(pictures.filter(({ problem }) => problem !== undefined).map(({ path }) => path));
  return {
    ...{ base: base.name, head: head.name, compared, problems, experiments, tables, sentences, pictures },
    // Nobody knows what became of a picture that cannot be read.
    files: files.map(({ isStyle, ...file }) => (isStyle && !uncompared.has(file.path) ? { ...file, isStyle } : file)),
  };
}

function compareFiles(before: Snapshot["files"], after: Snapshot["files"]): FileChange[] {
  const gone = new Map([...before].filter(([path]) => !after.has(path)).map(([path, id]) => [id, path]));
  const changes = [...after].flatMap(([path, id]): FileChange[] => {
    if (before.has(path)) {
      if (before.get(path) === id) return [];
      return [{ path, status: "changed", ...compareBeside(path, before, after) }];
    }
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

/** Tells of a picture, or its specification, that changed if the PNG beside it is the same, or else its data. */
function compareBeside(path: string, before: Snapshot["files"], after: Snapshot["files"]) {
  const name = figureOf(path);
  const isSame = (other: string) => before.has(other) && before.get(other) === after.get(other);
  if (name === undefined) return {};
  if (isSame(`viz/${name}.png`)) return { hasSamePng: true } as const;
  return isSame(dataOf(name)) ? ({ isStyle: true } as const) : {};
}

/** Names the figure in a picture, or in its specification; undefined where the file is neither. */
export const figureOf = (path: string): string | undefined =>
  /^(?:viz\/)?(.*)\.(?:png|svg|gif|vl\.json)$/s.exec(path)?.[1];

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

async function compareReports(base: Snapshot, head: Snapshot, files: readonly FileChange[]) {
  if (!files.some(({ path, status }) => path === REPORT && status === "changed")) return { tables: [], sentences: [] };
  const read = async (snapshot: Snapshot) => (await snapshot.read([REPORT])).get(REPORT)!.toString();
  const [before, after] = [await read(base), await read(head)];
  return { tables: compareTables(before, after), sentences: compareSentences(before, after) };
}

/** The pixels of pictures that differ are kept to be shown side by side: half as many again as all our pictures have. */
const MOST_PIXELS = 3 * 2 ** 24;

/** Reads all pictures of a snapshot at once, for each question to git starts a process. */
async function comparePictures(base: Snapshot, head: Snapshot, files: readonly FileChange[]): Promise<PictureChange[]> {
  const pictures = files.filter(({ path }) => /\.(png|gif)$/.test(path));
  const read = (snapshot: Snapshot, only: FileChange["status"]) => {
    const wanted = pictures.filter(({ status }) => status === "changed" || status === only);
    const data = wanted.filter(({ isStyle }) => !isStyle).map(({ path }) => dataOf(figureOf(path)!));
    return snapshot.read([...new Set([...wanted.map(({ path }) => path), ...data])]);
  };
  const [before, after] = [await read(base, "removed"), await read(head, "added")];
  let pixels = 0;
  return pictures.map((file) => {
    const { path } = file;
    if (pixels >= MOST_PIXELS) {
      return { ...file, bytes: {}, problem: `${path} is not compared: the pictures before it are too large together` };
    }
    const change = comparePicture(file, base.name, head.name, before.get(path), after.get(path));
    pixels += shownComparison(change)?.area ?? 0;
    const data = dataOf(figureOf(path)!);
    return { ...change, ...(change.image && { data: { before: before.get(data), after: after.get(data) } }) };
  });
}

/** Tells whether a picture changed only in ways that nobody sees. */
export const isSameToTheEye = ({ image, animation }: PictureChange): boolean => {
  const { before, after } = image ?? animation ?? {};
  const isChanged = image ? image.pixels > 0 : animation === undefined || animation.frames.length > 0;
  return !isChanged && JSON.stringify(before) === JSON.stringify(after);
};

/** Finds the images that are shown side by side: those of a PNG, or the frames of an animation that differ most. */
export const shownComparison = ({ image, animation }: PictureChange): ImageComparison | undefined =>
  image ?? animation?.most?.comparison;

function comparePicture(file: FileChange, base: string, head: string, before?: Buffer, after?: Buffer): PictureChange {
  const bytes = { before, after };
  if (before === undefined || after === undefined) return { ...file, bytes };
  try {
    if (file.path.endsWith(".png")) {
      return { ...file, bytes, image: compareImages(readPng(before, base), readPng(after, head)) };
    }
    return { ...file, bytes, animation: compareAnimations(readGif(before, base), readGif(after, head)) };
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    return { ...file, bytes: {}, problem: `${file.path} ${error.message}` };
  }
}
