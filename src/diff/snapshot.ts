import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../errors.ts";
import { OUTPUT_PATHS } from "../files/folder.ts";
import type { Outputs } from "../files/place.ts";
import { readWhole, requireReadable, requireReadableTogether } from "../files/read.ts";
import {
  type Commit,
  findCommit,
  listFiles,
  objectId,
  openRepository,
  type Repository,
  readObjects,
  sizesOf,
} from "./git.ts";

/** One of the two states of the outputs that are compared. */
export interface Side {
  /** "HEAD (7f6dbfe)", "the working tree". */
  readonly name: string;
  /** Its files by their path, with `/`, and their git object ids: files with equal ids are equal. */
  readonly files: ReadonlyMap<string, string>;
  /** What files hold. */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Buffer>>;
}

/** The paths of what the program does not write, and nobody means: hidden files, as of editors and file managers. */
const isHidden = (path: string): boolean => path.split("/").some((part) => part.startsWith("."));

/** Outputs that are in memory. */
export function outputsSide(name: string, outputs: Outputs, hash: Repository["hash"] = "sha1"): Side {
  const contents = new Map([...outputs].map(([path, content]) => [path, Buffer.from(content)]));
  const files = new Map([...contents].map(([path, content]) => [path, objectId(content, hash)]));
  return { name, files, read: async (paths) => new Map(paths.map((path) => [path, contents.get(path)!])) };
}

/** The outputs in a folder. */
export async function folderSide(name: string, folder: string, hash?: Repository["hash"]): Promise<Side> {
  const contents = new Map<string, Buffer>();
  const sizes = await outputsIn(folder);
  for (const [path, size] of sizes) requireReadable(join(folder, path), size);
  requireReadableTogether(`${join(folder, "report")} and what is beside it`, [...sizes.values()]);
  for (const path of sizes.keys()) contents.set(path, readWhole(join(folder, path)) ?? Buffer.of());
  return outputsSide(name, contents, hash);
}

/** The files that are outputs, and their sizes. */
async function outputsIn(folder: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const visit = async (path: string): Promise<void> => {
    if (isHidden(path)) return;
    const status = await lstat(join(folder, path)).catch(() => undefined);
    if (status?.isFile()) found.set(path, status.size);
    if (!status?.isDirectory()) return;
    for (const name of (await readdir(join(folder, path))).sort()) await visit(`${path}/${name}`);
  };
  for (const path of OUTPUT_PATHS) await visit(path);
  return found;
}

/** The folders in which the outputs may be: where one is, and those above it, up to the repository's root. */
function places({ prefix }: Repository): string[] {
  const parts = prefix.split("/").slice(0, -1);
  return [...parts.map((_, i) => `${parts.slice(0, parts.length - i).join("/")}/`), ""];
}

/** The files of a commit that lie where outputs may be, by their path from the root. */
async function outputsOf(repository: Repository, commit: Commit): Promise<Map<string, string>> {
  const paths = places(repository).flatMap((place) => OUTPUT_PATHS.map((path) => place + path));
  return listFiles(repository, commit, paths);
}

function below(place: string, files: ReadonlyMap<string, string>): Map<string, string> {
  const inside = [...files].map(([path, id]) => [path.slice(place.length), id, path.startsWith(place)] as const);
  return new Map(
    inside.flatMap(([path, id, within]) =>
      within && !isHidden(path) && OUTPUT_PATHS.some((output) => path === output || path.startsWith(`${output}/`))
        ? [[path, id] as const]
        : [],
    ),
  );
}

function commitSide(repository: Repository, { named, id }: Commit, place: string, all: Map<string, string>): Side {
  const files = below(place, all);
  const short = id.slice(0, 7);
  const name = id.startsWith(named) ? short : `${named} (${short})`;
  return {
    name,
    files,
    async read(paths) {
      if (paths.length === 0) return new Map();
      const ids = paths.map((path) => files.get(path)!);
      const sizes = await sizesOf(repository, ids);
      for (const [i, path] of paths.entries()) requireReadable(path, sizes[i]!, ` of ${name}`);
      requireReadableTogether(`${paths[0]} and other files of ${name}`, sizes);
      const contents = await readObjects(repository, ids);
      return new Map(paths.map((path, i) => [path, contents[i]!]));
    },
  };
}

/** By this file one sees where outputs are. */
const LANDMARK = "report/results.json";

/**
 * The two sides that a person named: two commits, or a commit and the working tree. The outputs are those in the folder,
 * or in the nearest one above it that has some.
 *
 * @param head nothing for the working tree
 * @throws UsageError where there is no such commit, or neither side has outputs
 */
export async function openSides(folder: string, base: string, head: string | undefined): Promise<[Side, Side]> {
  const repository = await openRepository(folder);
  const named = [base, ...(head === undefined ? [] : [head])];
  // One after another: of two that are wrong, it is always the first that is said to be.
  const commits: Commit[] = [];
  for (const name of named) commits.push(await findCommit(repository, name));
  const listed = await Promise.all(commits.map((commit) => outputsOf(repository, commit)));
  const { top } = repository;
  if (head === undefined && top === undefined) {
    throw new UsageError(`${folder}: is a repository without a working tree; name two revisions`);
  }
  const isHere = async (place: string) =>
    listed.some((files) => files.has(place + LANDMARK)) ||
    (head === undefined && (await lstat(join(top!, place, LANDMARK)).catch(() => undefined)) !== undefined);
  let place = "";
  for (const candidate of places(repository).reverse()) if (await isHere(candidate)) place = candidate;

  const sides = commits.map((commit, i) => commitSide(repository, commit, place, listed[i]!));
  if (head === undefined) sides.push(await folderSide("the working tree", join(top!, place), repository.hash));
  const [before, after] = sides as [Side, Side];
  if (before.files.size + after.files.size === 0) {
    throw new UsageError(`neither ${before.name} nor ${after.name} has outputs; fast-weights build makes them`);
  }
  return [before, after];
}
