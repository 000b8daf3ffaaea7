import { type ExecFileException, execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { OperationError, UsageError } from "../errors.ts";
import { quoted } from "../settings.ts";

/** A folder in a repository that is only read: nothing in it is changed, and nothing is checked out. */
export interface Repository {
  readonly folder: string;
  /** The root of the working tree; a bare repository has none. */
  readonly top: string | undefined;
  /** The folder's path below the root: "" or "a/b/". */
  readonly prefix: string;
  /** The hash that makes the object ids. */
  readonly hash: "sha1" | "sha256";
}

interface Answer {
  readonly ok: boolean;
  readonly stdout: Buffer;
  /** Git's error message, in a line. */
  readonly message: string;
}

/** Runs git without a shell, so that every argument stays one word. @throws OperationError where it cannot, or is killed */
function git(folder: string, words: readonly string[], input = ""): Promise<Answer> {
  // Error messages in English can be told apart, and mere questions take no lock.
  const env = { ...process.env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" };
  const options = { cwd: folder, env, encoding: "buffer", maxBuffer: Number.POSITIVE_INFINITY } as const;
  return new Promise((resolve, reject) => {
    const { stdin } = execFile("git", words, options, (error, stdout, stderr) => {
      const obstacle = error && describeObstacle(error);
      if (obstacle) reject(new OperationError(`git: ${obstacle}; commits are read with it`));
      // Traces that git was asked for may stand before the message.
      const [, message = ""] = /^(?:fatal|error): (.*)$/m.exec(stderr.toString()) ?? [];
      resolve({ ok: error === null, stdout, message });
    });
    stdin?.on("error", () => {}).end(input);
  });
}

/** Says why git did not run to its end, if it did not. */
function describeObstacle({ code, signal, message }: ExecFileException): string | undefined {
  if (code === "ENOENT") return "is not installed";
  if (typeof code === "string") return `cannot be started, ${message}`;
  return signal ? `was ended by ${signal}` : undefined;
}

const lines = ({ stdout }: Answer): string[] => stdout.toString().split("\n").slice(0, -1);

/** Refuses an older git, which takes `--end-of-options` for a revision and echoes `--show-object-format`. */
async function requireRecentGit(folder: string): Promise<void> {
  const [version = ""] = lines(await git(folder, ["--version"]));
  const [, major, minor] = /^git version (\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) throw new OperationError(`git: says no version here that diff knows, ${quoted(version)}`);
  if (Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 30)) return;
  throw new OperationError(`git: is older than 2.30 here (${major}.${minor}), and diff needs that or a newer one`);
}

/** Finds the repository that a folder lies in. @throws UsageError where there is none */
export async function openRepository(folder: string): Promise<Repository> {
  const question = ["rev-parse", "--is-bare-repository", "--show-object-format", "--show-prefix"];
  const [answer] = await Promise.all([git(folder, question), requireRecentGit(folder)]);
  if (!answer.ok) {
    const isElsewhere = answer.message.startsWith("not a git repository");
    throw new UsageError(`${folder}: ${isElsewhere ? "is not in a git repository" : answer.message}`);
  }
  // The names of folders may have line breaks in them.
  const [bare, hash, ...prefix] = lines(answer) as [string, Repository["hash"], ...string[]];
  const top = bare === "true" ? undefined : lines(await git(folder, ["rev-parse", "--show-toplevel"])).join("\n");
  return { folder, top, prefix: prefix.join("\n"), hash };
}

/** Finds the id of the commit of a branch, a tag, a hash or `HEAD~3`. @throws UsageError where there is none */
export async function findCommit({ folder }: Repository, revision: string): Promise<string> {
  const parse = (...words: string[]) => git(folder, ["rev-parse", ...words]);
  const refuse = (why: string) => new UsageError(`${JSON.stringify(revision)}: ${why}`);
  if (revision.startsWith("-")) throw refuse("is not a revision; none begins with a hyphen");
  const found = await parse("--verify", "--quiet", "--end-of-options", `${revision}^{commit}`);
  const [id] = lines(found);
  if (found.ok && id !== undefined) return id;
  if (lines(await parse("--verify", "--quiet", "HEAD")).length === 0) throw refuse("there are no commits here yet");
  if (revision.includes("..")) throw refuse("is not a revision; two of them are two words");
  const isShallow = lines(await parse("--is-shallow-repository"))[0] === "true";
  const unshallow = "is not in this shallow clone; git fetch --unshallow brings what it lacks";
  throw refuse(isShallow ? unshallow : "is not a revision of this repository");
}

/** Matches ordinary files, not links nor other repositories. */
const FILE_ENTRIES = /(?<![^\0])100\d{3} blob ([0-9a-f]+)\t([^\0]*)\0/g;

/** Lists a commit's files below some paths from the root, with their object ids. */
export async function listFiles({ folder }: Repository, commit: string, paths: readonly string[]) {
  const words = ["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", commit, "--", ...paths];
  const { ok, stdout, message } = await git(folder, words);
  if (!ok) throw new UsageError(`git ls-tree: ${message}`);
  const files = stdout.toString().matchAll(FILE_ENTRIES);
  return new Map(Array.from(files, ([, object, path]) => [path!, object!]));
}

/** Asks for objects as they are, without the replacements that git was told to show. */
const readRaw = ({ folder }: Repository, question: string, ids: readonly string[]): Promise<Answer> =>
  git(folder, ["--no-replace-objects", "cat-file", question], ids.map((id) => `${id}\n`).join(""));

/** Finds the sizes of objects in bytes, in the order of the ids; 0 where one cannot be read. */
export async function objectSizes(repository: Repository, ids: readonly string[]): Promise<number[]> {
  const sizes = lines(await readRaw(repository, "--batch-check=%(objectsize)", ids));
  return ids.map((_, i) => (/^\d+$/.test(sizes[i] ?? "") ? Number(sizes[i]) : 0));
}

/** Computes the id that git gives to a file's content. */
export const objectId = (content: Uint8Array, hash: Repository["hash"]): string =>
  createHash(hash).update(`blob ${content.length}\0`).update(content).digest("hex");

/** Reads files in the order of their ids. @throws UsageError where one is missing, or not that of its id: git does not look */
export async function readObjects(repository: Repository, ids: readonly string[]): Promise<Buffer[]> {
  const { stdout, message } = await readRaw(repository, "--batch", ids);
  let at = 0;
  return ids.map((id) => {
    const start = stdout.indexOf("\n", at) + 1;
    const [, type, size] = stdout.toString("latin1", at, Math.max(start - 1, at)).split(" ");
    if (type !== "blob") throw new UsageError(`git cat-file ${id}: ${message || "is not in this repository"}`);
    const content = stdout.subarray(start, start + Number(size));
    const isIntact = objectId(content, repository.hash) === id;
    if (!isIntact) throw new UsageError(`git cat-file ${id}: is corrupt in this repository`);
    at = start + Number(size) + 1;
    return content;
  });
}

/** Finds the tag of the release before HEAD: the highest version that it contains, without its own. */
export async function previousRelease({ folder }: Repository): Promise<string | undefined> {
  const words = ["tag", "--list", "v[0-9]*", "--merged", "HEAD", "--no-contains", "HEAD", "--sort=-version:refname"];
  return lines(await git(folder, words))[0];
}
