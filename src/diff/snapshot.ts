import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../errors.ts";
import { OUTPUT_PATHS } from "../files/folder.ts";
import type { Outputs } from "../files/place.ts";
import { readWhole, requireReadable, requireReadableTogether } from "../files/read.ts";
import { findCommit, listFiles, objectId, objectSizes, openRepository, type Repository, readObjects } from "./git.ts";

/** The outputs as they are at one time: in a commit, in a folder or in memory. */
export interface Snapshot {
  /** Its name for people: "HEAD (7f6dbfe)", "the working tree". */
  readonly name: string;
  /** Git object ids by path, with `/`: files with equal ids are equal. */
  readonly files: ReadonlyMap<string, string>;
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Buffer>>;
}

/** Hidden files, such as those of editors and file managers, are no outputs. */
const isHidden = (path: string): boolean => /(^|\/)\./.test(path);

const isOutput = (path: string): boolean =>
  !isHidden(path) && OUTPUT_PATHS.some((output) => path === output || path.startsWith(`${output}/`));

/** Makes a snapshot of outputs in memory. */
export function outputsSnapshot(name: string, outputs: Outputs, hash: Repository["hash"] = "sha1"): Snapshot {
  const contents = new Map([...outputs].map(([path, content]) => [path, Buffer.from(content)]));
  const files = new Map([...contents].map(([path, content]) => [path, objectId(content, hash)]));
  return { name, files, read: async (paths) => new Map(paths.map((path) => [path, contents.get(path)!])) };
}

/** Reads the outputs in a folder. @throws UsageError where they are too large, or cannot be read */
export async function folderSnapshot(name: string, folder: string, hash?: Repository["hash"]): Promise<Snapshot> {
  const sizes = await outputSizes(folder);
  for (const [path, size] of sizes) requireReadable(join(folder, path), size);
  requireReadableTogether(`${join(folder, "report")} and what is beside it`, [...sizes.values()]);
  const paths = [...sizes.keys()];
  const contents = new Map(paths.map((path) => [path, readWhole(join(folder, path)) ?? Buffer.of()]));
  return outputsSnapshot(name, contents, hash);
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

/** @param files of the commit, by their paths from the root @param place of the outputs below the root: "" or "a/b/" */
function commitSnapshot(
  repository: Repository,
  name: string,
  files: ReadonlyMap<string, string>,
  place: string,
): Snapshot {
  const below = [...files].filter(([path]) => path.startsWith(place) && isOutput(path.slice(place.length)));
  const outputs = new Map(below.map(([path, object]) => [path.slice(place.length), object]));
  return {
    name,
    files: outputs,
    async read(paths) {
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
const LANDMARK = "report/results.json";

/**
 * Opens two commits, or a commit and the working tree where there is no later one. The outputs are those in the folder, or in
 * the nearest one above it that has some.
 *
 * @throws UsageError where a revision does not exist, or neither snapshot has outputs
 */
export async function openSnapshots(folder: string, base: string, head?: string): Promise<[Snapshot, Snapshot]> {
  const repository = await openRepository(folder);
  const tree = head === undefined ? repository.top : undefined;
  const revisions = head === undefined ? [base] : [base, head];
  const commits: string[] = [];
  // One after another: of two wrong revisions the first is reported.
  for (const revision of revisions) commits.push(await findCommit(repository, revision));
  if (head === undefined && tree === undefined) {
    throw new UsageError(`${folder}: is a repository without a working tree; name two revisions`);
  }
  // The folder's path below the root, and those of the folders above it.
  const above = repository.prefix.matchAll(/\//g);
  const places = ["", ...Array.from(above, ({ index }) => repository.prefix.slice(0, index + 1))].reverse();
  const paths = places.flatMap((place) => OUTPUT_PATHS.map((path) => place + path));
  const listings = await Promise.all(commits.map((commit) => listFiles(repository, commit, paths)));
  const found = new Set(listings.flatMap((files) => [...files.keys()]));
  for (const place of tree === undefined ? [] : places) {
    if (await lstat(join(tree!, place, LANDMARK)).catch(() => undefined)) found.add(place + LANDMARK);
  }
  const place = places.find((one) => found.has(one + LANDMARK)) ?? "";

  const snapshots = revisions.map((revision, i) => {
    const short = commits[i]!.slice(0, 7);
    const name = commits[i]!.startsWith(revision) ? short : `${revision} (${short})`;
    return commitSnapshot(repository, name, listings[i]!, place);
  });
  if (tree !== undefined) snapshots.push(await folderSnapshot("the working tree", join(tree, place), repository.hash));
  const [before, after] = snapshots as [Snapshot, Snapshot];
  if (before.files.size + after.files.size === 0) {
    throw new UsageError(`neither ${before.name} nor ${after.name} has outputs; fast-weights build makes them`);
  }
  return [before, after];
}
