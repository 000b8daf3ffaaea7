import { type ExecFileException, execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { devNull } from "node:os";
import { dirname } from "node:path";
import { OperationError, UsageError } from "../errors.ts";
import { quoted } from "../settings.ts";

/** A folder in a repository that is only read: nothing in it is changed, and nothing is checked out. */
export interface Repository {
  readonly folder: string;
  readonly isBare: boolean;
  /** The root of the working tree; a bare repository has none. */
  readonly top: string | undefined;
  /** The folder's path below the root: "" or "a/b/". */
  readonly prefix: string;
  /** The hash that makes the object ids. */
  readonly hash: "sha1" | "sha256";
}

/** A folder in which git is asked; a bare repository is used only where `isBare` says that one is expected. */
type Place = Pick<Repository, "folder" | "isBare">;

interface Answer {
  readonly ok: boolean;
  readonly stdout: Buffer;
  /** Git's error message, in a line. */
  readonly message: string;
}

/** The variables that only make git stricter; all others of its own are left out. */
const KEPT_VARIABLES = /^GIT_(CEILING_DIRECTORIES|TEST_ASSUME_DIFFERENT_OWNER)$/;

/** Builds an environment in which git fetches nothing, asks nobody, and shows objects as they are, in English. */
function environment(): NodeJS.ProcessEnv {
  const given = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name) || KEPT_VARIABLES.test(name));
  return {
    ...Object.fromEntries(given),
    LC_ALL: "C",
    GIT_ALLOW_PROTOCOL: "",
    GIT_GRAFT_FILE: devNull,
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
  };
}

/**
 * Runs git without a shell, so that every argument stays one word. Only plumbing is asked, which has no aliases, columns and
 * colours, and no configuration names a command that is run or another repository that is used.
 *
 * @throws OperationError where it cannot run, or is killed
 */
function git({ folder, isBare }: Place, words: readonly string[], input = ""): Promise<Answer> {
  // An empty fsmonitor is none to every version of git; "false" is a command to old ones.
  const settings = ["core.fsmonitor=", `safe.bareRepository=${isBare ? "all" : "explicit"}`];
  const all = ["--no-pager", "--literal-pathspecs", ...settings.flatMap((one) => ["-c", one]), ...words];
  const limits = { maxBuffer: Number.POSITIVE_INFINITY, timeout: PATIENCE_MS };
  const options = { cwd: folder, env: environment(), encoding: "buffer", ...limits } as const;
  return new Promise((resolve, reject) => {
    const child = execFile("git", all, options, (error, stdout, stderr) => {
      const obstacle = error && describeObstacle(error);
      if (obstacle) reject(new OperationError(`git: ${obstacle}; commits are read with it`));
      const said = stderr.toString();
      const [, message = ""] = /^(?:fatal|error): (.*)$/m.exec(said) ?? [];
      const [remedy] = /git config --global --add safe\.directory .*/.exec(said) ?? [];
      resolve({ ok: error === null, stdout, message: remedy ? `${message}; ${remedy} allows it` : message });
    });
    let complaints = 0;
    child.stderr?.on("data", ({ length }) => {
      complaints += length;
      if (complaints > MOST_COMPLAINTS) child.kill();
    });
    child.stdin?.on("error", () => {}).end(input);
  });
}

/** Git would wait for ever for a pipe among its files, and complain of each line of some. */
const PATIENCE_MS = 8_000;
const MOST_COMPLAINTS = 2 ** 20;

/** Says why git did not run to its end, if it did not. */
function describeObstacle({ code, signal, killed, message }: ExecFileException): string | undefined {
  if (killed) return `gives no answer within ${PATIENCE_MS / 1000} s, or too many errors`;
  if (code === "ENOENT") return "is not installed";
  if (typeof code === "string") return `cannot be started, ${message}`;
  return signal ? `was ended by ${signal}` : undefined;
}

const lines = ({ stdout }: Answer): string[] => stdout.toString().split("\n").slice(0, -1);

/** Refuses an older git, which takes `--end-of-options` for a revision and echoes `--show-object-format`. */
async function requireRecentGit(place: Place): Promise<void> {
  const [version = ""] = lines(await git(place, ["--version"]));
  const [, major, minor] = /^git version (\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) throw new OperationError(`git: says no version here that diff knows, ${quoted(version)}`);
  if (Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 30)) return;
  throw new OperationError(`git: is older than 2.30 here (${major}.${minor}), and diff needs that or a newer one`);
}

const isNone = ({ ok, message }: Answer): boolean => !ok && message.startsWith("not a git repository");

/** Finds the repository that a folder lies in; undefined where there is none. @throws UsageError where git refuses it */
export async function openRepository(folder: string): Promise<Repository | undefined> {
  // This question reads a configuration and nothing else, so it is safe in any repository.
  const any = { folder, isBare: true };
  const question = ["rev-parse", "--is-bare-repository", "--show-object-format", "--absolute-git-dir", "--show-prefix"];
  const [answer] = await Promise.all([git(any, question), requireRecentGit(any)]);
  if (isNone(answer)) return undefined;
  if (!answer.ok) throw new UsageError(`${folder}: git refuses it, ${answer.message}`);
  // The names of folders may have line breaks in them.
  const [bare, hash, directory, ...prefix] = lines(answer) as [string, Repository["hash"], string, ...string[]];
  const isBare = bare === "true";
  if (isBare) {
    await requireAlone(directory, folder);
    return { folder, isBare, top: undefined, prefix: "", hash };
  }
  const place = { folder, isBare };
  const found = await git(place, ["rev-parse", "--is-inside-work-tree", "--show-toplevel"]);
  if (!found.ok) throw new UsageError(`${folder}: git refuses it, ${found.message}`);
  const [isInside, ...top] = lines(found);
  if (isInside === "false") throw new UsageError(`${folder}: its repository has a working tree elsewhere, ${top}`);
  return { ...place, top: top.join("\n"), prefix: prefix.join("\n"), hash };
}

/** Refuses a bare repository within another one: its configuration came as files of the other. @throws UsageError */
async function requireAlone(directory: string, folder: string): Promise<void> {
  const around = await git({ folder: dirname(directory), isBare: true }, ["rev-parse", "--git-dir"]);
  if (isNone(around)) return;
  throw new UsageError(
    `${folder}: is a bare repository within another one, which nobody should trust; clone it elsewhere`,
  );
}

/** Finds the id of the commit of a branch, a tag, a hash or `HEAD~3`; undefined where there is none. */
export async function commitOf(place: Place, revision: string): Promise<string | undefined> {
  if (/^[-^]/.test(revision)) return undefined;
  const found = await git(place, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
  return found.ok ? lines(found)[0] : undefined;
}

/** Says why a word names no commit. @param otherwise where none of the known reasons is one */
export async function noCommitError(place: Place, revision: string, otherwise: string): Promise<UsageError> {
  const refuse = (why: string) => new UsageError(`${JSON.stringify(revision)}: ${why}`);
  if (revision.startsWith("-")) return refuse("is not a revision; none begins with a hyphen");
  if ((await commitOf(place, "HEAD")) === undefined) return refuse("there are no commits here yet");
  const isShallow = lines(await git(place, ["rev-parse", "--is-shallow-repository"]))[0] === "true";
  const unshallow = "is not in this shallow clone; git fetch --unshallow brings what it lacks";
  return refuse(isShallow ? unshallow : otherwise);
}

/** Finds the commit where two commits parted; undefined where they have none in common. */
export async function mergeBase(place: Place, one: string, other: string): Promise<string | undefined> {
  return lines(await git(place, ["merge-base", one, other]))[0];
}

/** Names what brings the objects that a clone was made without, where it was made so. */
async function describeRemedy(place: Place): Promise<string> {
  const { ok } = await git(place, ["config", "--get-regexp", "^(extensions\\.partialclone|remote\\..*\\.promisor)$"]);
  return ok ? "; this clone is partial, and git fetch --refetch --no-filter completes it" : "";
}

/** Matches ordinary files, not links nor other repositories. */
const FILE_ENTRIES = /(?<![^\0])100\d{3} blob ([0-9a-f]+)\t([^\0]*)\0/g;

/** Lists a commit's files below some paths from the root, with their object ids. */
export async function listFiles(place: Place, commit: string, paths: readonly string[]) {
  const { ok, stdout, message } = await git(place, ["ls-tree", "-r", "-z", "--full-tree", commit, "--", ...paths]);
  if (!ok) throw new UsageError(`git ls-tree: ${message}${await describeRemedy(place)}`);
  const files = stdout.toString().matchAll(FILE_ENTRIES);
  return new Map(Array.from(files, ([, object, path]) => [path!, object!]));
}

const readRaw = (place: Place, question: string, ids: readonly string[]): Promise<Answer> =>
  git(place, ["cat-file", question], ids.map((id) => `${id}\n`).join(""));

/** Finds the sizes of objects in bytes, in the order of the ids; 0 where one cannot be read. */
export async function objectSizes(place: Place, ids: readonly string[]): Promise<number[]> {
  const sizes = lines(await readRaw(place, "--batch-check=%(objectsize)", ids));
  return ids.map((_, i) => (/^\d+$/.test(sizes[i] ?? "") ? Number(sizes[i]) : 0));
}

/** Computes the id that git gives to a file's content. */
export const objectId = (content: Uint8Array, hash: Repository["hash"]): string =>
  createHash(hash).update(`blob ${content.length}\0`).update(content).digest("hex");

/** Reads files in the order of their ids. @throws UsageError where one is missing, or not that of its id: git does not look */
export async function readObjects(repository: Repository, ids: readonly string[]): Promise<Buffer[]> {
  const { stdout } = await readRaw(repository, "--batch", ids);
  const contents: Buffer[] = [];
  let at = 0;
  for (const id of ids) {
    const start = stdout.indexOf("\n", at) + 1;
    const [, type, size] = stdout.toString("latin1", at, Math.max(start - 1, at)).split(" ");
    if (type !== "blob") {
      throw new UsageError(`git cat-file ${id}: is not in this repository${await describeRemedy(repository)}`);
    }
    const content = stdout.subarray(start, start + Number(size));
    const isIntact = objectId(content, repository.hash) === id;
    if (!isIntact) throw new UsageError(`git cat-file ${id}: is corrupt in this repository`);
    contents.push(content);
    at = start + Number(size) + 1;
  }
  return contents;
}

/** Lists the commits that changed a file, the latest first, with its object ids; at the end the one after which they begin. */
export async function listCommits(repository: Repository, path: string, head: string, since: string | undefined) {
  // A path begins where git is asked.
  const place = { ...repository, folder: repository.top ?? repository.folder };
  const format = "--format=%H%x00%cs%x00%s";
  const range = since === undefined ? [] : [`^${since}`];
  const changed = lines(await git(place, ["rev-list", format, head, ...range, "--", path]));
  const start = since === undefined ? [] : lines(await git(place, ["rev-list", format, "--no-walk", since]));
  const commits = [...changed, ...start].filter((line) => line.includes("\0")).map((line) => line.split("\0"));
  const names = commits.map(([id]) => `${id}:${path}\n`).join("");
  const objects = lines(await git(place, ["cat-file", "--batch-check=%(objectname) %(objecttype)"], names));
  return commits.map(([id = "", date = "", subject = ""], i) => {
    const [, object] = /^(\w+) blob$/.exec(objects[i] ?? "") ?? [];
    return { id, date, subject, object };
  });
}

const byNumber = new Intl.Collator("en", { numeric: true }).compare;

/** Orders tags by version, the highest first; a candidate, as v2.0.0-rc1, comes before its version. */
function compareVersions(one: string, other: string): number {
  const [[version = ""], [otherVersion = ""]] = [one.split("-"), other.split("-")];
  const isFinal = (tag: string) => Number(!tag.includes("-"));
  return byNumber(otherVersion, version) || isFinal(other) - isFinal(one) || byNumber(other, one);
}

/** Finds the tag of the release before HEAD: the highest version that it contains, without its own. */
export async function previousRelease(place: Place): Promise<string | undefined> {
  const words = ["for-each-ref", "--merged=HEAD", "--no-contains=HEAD", "--format=%(refname:strip=2)", "refs/tags"];
  const tags = lines(await git(place, words)).filter((tag) => /^v\d/.test(tag));
  return tags.sort(compareVersions)[0];
}
