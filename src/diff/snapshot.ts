import { existsSync } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { dirname, join, normalize, relative, resolve, sep } from "node:path";
import { UsageError } from "../errors.ts";
import { OUTPUT_PATHS } from "../files/folder.ts";
import type { Outputs } from "../files/place.ts";
import { readWhole, requireReadable, requireReadableTogether } from "../files/read.ts";
import {
  commitOf,
  listFiles,
  mergeBase,
  noCommitError,
  objectId,
  objectSizes,
  openRepository,
  type Repository,
  readObjects,
} from "./git.ts";

/** The outputs as they are at one time: in a commit, in a folder or in memory. */
export interface Snapshot {
  /** Its name for people: "HEAD (7f6dbfe)", "the working tree". */
  readonly name: string;
  /** The folder of its files, or in which they would be in the working tree; undefined for those in memory. */
  readonly folder?: string;
  /** Git object ids by path, with `/`: files with equal ids are equal. */
  readonly files: ReadonlyMap<string, string>;
  /** Reads files that are there, also such as `files` leaves out. */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Buffer>>;
}

/** Hidden files, such as those of editors and file managers, are no outputs. */
const isHidden = (path: string): boolean => /(^|\/)\./.test(path);

const isOutput = (path: string): boolean =>
  !isHidden(path) && OUTPUT_PATHS.some((output) => path === output || path.startsWith(`${output}/`));

/** Tells whether a file only names a content that Git LFS keeps. */
export const isPointer = (content: Buffer): boolean => content.subarray(0, 40).includes("version https://git-lfs");
export const POINTER = "is a pointer of Git LFS; git lfs pull brings its content into the working tree";

/** Makes a snapshot of outputs in memory. */
export function outputsSnapshot(name: string, outputs: Outputs, hash: Repository["hash"] = "sha1"): Snapshot {
  const contents = new Map(
    [...outputs].map(([path, content]) => [path, content instanceof Buffer ? content : Buffer.from(content)]),
  );
  const files = new Map([...contents].map(([path, content]) => [path, objectId(content, hash)]));
  const read: Snapshot["read"] = async (paths) =>
    new Map(paths.filter((path) => contents.has(path)).map((path) => [path, contents.get(path)!]));
  return { name, files, read };
}

/** Leaves only files at some paths or below them, such as "viz" and "report/sweep.csv"; all where there are none. */
export function withPaths(snapshot: Snapshot, paths: readonly string[]): Snapshot {
  if (paths.length === 0) return snapshot;
  const isWanted = (path: string) => paths.some((one) => one === "." || path === one || path.startsWith(`${one}/`));
  return { ...snapshot, files: new Map([...snapshot.files].filter(([path]) => isWanted(path))) };
}

/**
 * Finds the path of outputs as snapshots have it. @param typed as seen from a folder, or from where the outputs are
 *
 * @throws UsageError where no snapshot has a file there
 */
export function locate(typed: string, folder: string, snapshots: readonly Snapshot[]): string {
  const seen = snapshots.flatMap((one) => (one.folder ? relative(one.folder, resolve(folder, typed)) : []));
  const paths = [...seen, normalize(typed)].map((path) => path.replaceAll(sep, "/").replace(/\/$/, "") || ".");
  const found = paths.find((path) => snapshots.some((snapshot) => withPaths(snapshot, [path]).files.size > 0));
  if (found !== undefined) return found;
  throw new UsageError(`${JSON.stringify(typed)}: neither side has an output there; report/ and viz/ hold them`);
}

/** Reads the outputs in a folder. @throws UsageError where they are too large, or cannot be read */
export async function folderSnapshot(name: string, folder: string, hash?: Repository["hash"]): Promise<Snapshot> {
  const sizes = await outputSizes(folder);
  for (const [path, size] of sizes) requireReadable(join(folder, path), size);
  requireReadableTogether(`${join(folder, "report")} and what is beside it`, [...sizes.values()]);
  const paths = [...sizes.keys()];
  const contents = new Map(paths.map((path) => [path, readWhole(join(folder, path)) ?? Buffer.of()]));
  return { ...outputsSnapshot(name, contents, hash), folder: resolve(folder) };
}

/** Finds the output files in a folder, and their sizes; links are not followed. */
async function outputSizes(folder: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  const visit = async (path: string): Promise<void> => {
    if (isHidden(path)) return;
    const status = await lstat(join(folder, path)).catch(() => undefined);
    if (status?.isFile()) sizes.set(path, status.size);
    if (!status?.isDirectory()) return;
    for (const name of (await readdir(join(folder, path))).sort()) await visit(`${path}/${name}`);
  };
  for (const path of OUTPUT_PATHS) await visit(path);
  return sizes;
}

/** @param place of the outputs below the root: "" or "a/b/" @param folder that place in the working tree */
async function commitSnapshot(
  repository: Repository,
  name: string,
  commit: string,
  place: string,
  folder: string,
): Promise<Snapshot> {
  const files = await listFiles(
    repository,
    commit,
    OUTPUT_PATHS.map((path) => place + path),
  );
  const below = [...files].map(([path, object]) => [path.slice(place.length), object] as const);
  const outputs = new Map(below.filter(([path]) => isOutput(path)));
  return {
    name,
    folder,
    files: outputs,
    async read(wanted) {
      const paths = wanted.filter((path) => outputs.has(path));
      if (paths.length === 0) return new Map();
      const ids = paths.map((path) => outputs.get(path)!);
      const sizes = await objectSizes(repository, ids);
      for (const [i, path] of paths.entries()) requireReadable(path, sizes[i]!, ` of ${name}`);
      requireReadableTogether(`${paths[0]} and other files of ${name}`, sizes);
      const contents = await readObjects(repository, ids);
      return new Map(paths.map((path, i) => [path, contents[i]!]));
    },
  };
}

/** The file by which outputs are recognised. */
export const LANDMARK = "report/results.json";

/** Tells whether a file is, or would be, among the outputs of a folder above it. */
export function isAmongOutputs(file: string, folder = dirname(file)): boolean {
  const path = relative(folder, file).replaceAll(sep, "/");
  if (isOutput(path) && existsSync(join(folder, LANDMARK))) return true;
  return folder !== dirname(folder) && isAmongOutputs(file, dirname(folder));
}

/** One side of a comparison: a folder, or a commit by its id and its name for people. */
type Side = { readonly name: string } & ({ readonly folder: string } | { readonly commit: string });

/**
 * Opens two revisions or folders, or one of them and the working tree where there is no second. The outputs of a commit and of
 * the working tree are those in the folder, or in the nearest one above it that has some.
 *
 * @param base may also be two revisions, `A..B`, or `A...B`, which begins where the two parted
 * @throws UsageError where one does not exist, or has no outputs that could be compared
 */
export async function openSnapshots(folder: string, base: string, head?: string): Promise<[Snapshot, Snapshot]> {
  const repository = await openRepository(folder);
  const sides = await findSides(folder, repository, base, head);
  if (sides.length < 2 && repository?.isBare) {
    throw new UsageError(`${folder}: is a repository without a working tree; name two revisions`);
  }
  const commits = sides.flatMap((side) => ("commit" in side ? side.commit : []));
  const place = repository ? await findPlace(repository, commits, sides.length < 2) : "";
  const here = repository?.top === undefined ? folder : join(repository.top, place);
  const open = async (side: Side): Promise<Snapshot> => {
    if ("commit" in side) return commitSnapshot(repository!, side.name, side.commit, place, here);
    const snapshot = await folderSnapshot(side.name, side.folder, repository?.hash);
    if (snapshot.files.size > 0) return snapshot;
    throw new UsageError(`${JSON.stringify(side.name)}: has no outputs in it; fast-weights build --out makes them`);
  };
  const before = await open(sides[0]!);
  const after = sides[1] ? await open(sides[1]) : await folderSnapshot("the working tree", here, repository?.hash);
  if (before.files.size + after.files.size > 0) return [before, after];
  throw new UsageError(`neither ${before.name} nor ${after.name} has outputs; fast-weights build makes them`);
}

/** Finds one side, or both, one after another: of two wrong words the first is reported. */
async function findSides(folder: string, repository: Repository | undefined, base: string, head?: string) {
  const find = async (word: string): Promise<Side | undefined> => {
    const commit = repository && (await commitOf(repository, word));
    if (commit) return { commit, name: commit.startsWith(word) ? shortId(commit) : `${word} (${shortId(commit)})` };
    const path = resolve(folder, word);
    const isFolder = word !== "" && (await stat(path).catch(() => undefined))?.isDirectory();
    return isFolder ? { name: word, folder: path } : undefined;
  };
  const require = async (word: string): Promise<Side> => {
    const side = await find(word);
    if (side) return side;
    if (repository === undefined) throw new UsageError(`${folder}: is not in a git repository`);
    throw await noCommitError(repository, word, "is neither a revision of this repository nor a folder");
  };
  // A path may begin with two dots, or have them between slashes.
  const range = !(await find(base)) && /^(.*?[^./:]|(?=\.{2,3}(?![./])))(\.{2,3})(?!\.)(.*)$/.exec(base);
  if (range && head !== undefined) {
    throw new UsageError(
      `${JSON.stringify(base)}: is a range, which stands alone; ${JSON.stringify(head)} is one word too many`,
    );
  }
  if (!range) return [await require(base), ...(head === undefined ? [] : [await require(head)])];
  const [one, other] = [range[1] || "HEAD", range[3] || "HEAD"];
  const [before, after] = [await require(one), await require(other)];
  if (range[2] === "..") return [before, after];
  if (!("commit" in before && "commit" in after)) {
    throw new UsageError(`${JSON.stringify(base)}: three dots need two commits; ${one}..${other} compares a folder`);
  }
  const parting = await mergeBase(repository!, before.commit, after.commit);
  if (parting === undefined) throw new UsageError(`${JSON.stringify(base)}: the two have no commit in common`);
  return [{ commit: parting, name: `the merge base with ${one} (${shortId(parting)})` }, after];
}

const shortId = (commit: string): string => commit.slice(0, 7);

/** Finds where the outputs lie: the nearest folder, from here to the root, that has some in a commit or in the working tree. */
export async function findPlace(repository: Repository, commits: readonly string[], inTree: boolean): Promise<string> {
  const above = repository.prefix.matchAll(/\//g);
  const places = ["", ...Array.from(above, ({ index }) => repository.prefix.slice(0, index + 1))].reverse();
  const landmarks = places.map((place) => place + LANDMARK);
  const listings = await Promise.all(commits.map((commit) => listFiles(repository, commit, landmarks)));
  for (const place of places) {
    if (listings.some((files) => files.has(place + LANDMARK))) return place;
    const inFolder = inTree && (await lstat(join(repository.top!, place, LANDMARK)).catch(() => undefined));
    if (inFolder) return place;
  }
  return "";
}
