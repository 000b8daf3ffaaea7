import { type ExecFileException, execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { OperationError, UsageError } from "../errors.ts";
import { quoted } from "../settings.ts";

/** A repository, as far as it is read: nothing in it is ever changed, and nothing is checked out. */
export interface Repository {
  /** The folder in which git is asked. */
  readonly folder: string;
  /** The root of the working tree; a bare repository has none. */
  readonly top: string | undefined;
  /** Where the folder is below the root: "" or "a/b/". */
  readonly prefix: string;
  /** What its object ids are hashes of. */
  readonly hash: "sha1" | "sha256";
}

/** A commit, and the words that named it. */
export interface Commit {
  readonly named: string;
  readonly id: string;
}

interface Answer {
  readonly ok: boolean;
  readonly stdout: Buffer;
  /** What git complained of, in a line. */
  readonly complaint: string;
}

/** Asks git, without a shell: whatever a person typed stays one word. */
function git(folder: string, words: readonly string[], input = ""): Promise<Answer> {
  // In English, so that a complaint can be told from another; and no lock is taken for the mere asking.
  const env = { ...process.env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" };
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env, encoding: "buffer", maxBuffer: Number.POSITIVE_INFINITY } as const;
    try {
      const child = execFile("git", words, options, (error, stdout, stderr) => {
        const why = error && whySilent(error);
        if (why) reject(unanswered(why));
        // Before it there may be what git was asked to trace.
        const [, complaint = ""] = /^(?:fatal|error): (.*)$/m.exec(stderr.toString()) ?? [];
        resolve({ ok: error === null, stdout, complaint });
      });
      child.stdin?.on("error", () => {});
      child.stdin?.end(input);
    } catch (error) {
      // Some of what the system says to a new process is thrown at once.
      reject(unanswered(whySilent(error as ExecFileException) ?? (error as Error).message));
    }
  });
}

const unanswered = (why: string) => new OperationError(`git: ${why}; commits are read with it`);

/** Why git gave no answer, not even a complaint. */
function whySilent({ code, signal, message }: ExecFileException): string | undefined {
  if (code === "ENOENT") return "is not installed";
  if (typeof code === "string") return `cannot be started, ${message}`;
  return signal ? `was ended by ${signal}` : undefined;
}

const lines = (answer: Answer): string[] => answer.stdout.toString().split("\n").slice(0, -1);

/** An older git takes `--end-of-options` for a revision, and repeats `--show-object-format` as if it were an answer. */
async function requireRecentGit(folder: string): Promise<void> {
  const [named = ""] = lines(await git(folder, ["--version"]));
  const [, major, minor] = /^git version (\d+)\.(\d+)/.exec(named) ?? [];
  if (major === undefined) throw new OperationError(`git: says no version here that diff knows, ${quoted(named)}`);
  if (Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 30)) return;
  throw new OperationError(`git: is older than 2.30 here (${major}.${minor}), and diff needs that or a newer one`);
}

/**
 * The repository that a folder lies in.
 *
 * @throws UsageError where there is none
 */
export async function openRepository(folder: string): Promise<Repository> {
  const question = ["rev-parse", "--is-bare-repository", "--show-object-format", "--show-prefix"];
  const [asked] = await Promise.all([git(folder, question), requireRecentGit(folder)]);
  if (!asked.ok) {
    const words = asked.complaint.startsWith("not a git repository") ? "is not in a git repository" : asked.complaint;
    throw new UsageError(`${folder}: ${words}`);
  }
  // The names of folders may have line breaks in them.
  const [bare, hash, ...prefix] = lines(asked) as [string, Repository["hash"], ...string[]];
  const top = bare === "true" ? undefined : lines(await git(folder, ["rev-parse", "--show-toplevel"])).join("\n");
  return { folder, top, prefix: prefix.join("\n"), hash };
}

/**
 * The commit that a person named: a branch, a tag, a hash, `HEAD~3`.
 *
 * @throws UsageError where there is no such commit
 */
export async function findCommit(repository: Repository, named: string): Promise<Commit> {
  const shown = JSON.stringify(named);
  if (named.startsWith("-")) throw new UsageError(`${shown}: is not a revision; none begins with a hyphen`);
  const words = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${named}^{commit}`];
  const found = await git(repository.folder, words);
  const [id] = lines(found);
  if (found.ok && id !== undefined) return { named, id };
  throw new UsageError(`${shown}: ${await whyMissing(repository, named)}`);
}

async function whyMissing({ folder }: Repository, named: string): Promise<string> {
  const ask = async (...words: string[]) => lines(await git(folder, ["rev-parse", ...words]))[0];
  if ((await ask("--verify", "--quiet", "HEAD")) === undefined) return "there are no commits here yet";
  if (named.includes("..")) return "is not a revision; two of them are two words";
  if ((await ask("--is-shallow-repository")) === "true") {
    return "is not in this shallow clone; git fetch --unshallow brings what it lacks";
  }
  return "is not a revision of this repository";
}

/** Ordinary files, not links nor other repositories. */
const ENTRY = /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s;

/** The files of a commit below some paths from the root, with their object ids. */
export async function listFiles(
  { folder }: Repository,
  { id }: Commit,
  paths: readonly string[],
): Promise<Map<string, string>> {
  const listed = await git(folder, ["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", id, "--", ...paths]);
  if (!listed.ok) throw new UsageError(`git ls-tree: ${listed.complaint}`);
  const entries = listed.stdout.toString().split("\0").slice(0, -1);
  return new Map(
    entries.flatMap((entry) => {
      const [, object, path] = ENTRY.exec(entry) ?? [];
      return path === undefined ? [] : [[path, object!] as const];
    }),
  );
}

/** Objects as they are, whatever git was told to show in the place of some. */
const OBJECTS = ["--no-replace-objects", "cat-file"];

/** How many bytes objects have, in the order in which they are asked for; none where one cannot be read. */
export async function sizesOf({ folder }: Repository, ids: readonly string[]): Promise<number[]> {
  const asked = await git(folder, [...OBJECTS, "--batch-check=%(objectsize)"], ids.map((id) => `${id}\n`).join(""));
  const sizes = lines(asked).map((line) => (/^\d+$/.test(line) ? Number(line) : 0));
  return ids.map((_, i) => sizes[i] ?? 0);
}

/** The id that git gives a file's content. */
export function objectId(content: Uint8Array, hash: Repository["hash"]): string {
  return createHash(hash).update(`blob ${content.length}\0`).update(content).digest("hex");
}

/**
 * What objects hold, in the order in which they are asked for.
 *
 * @throws UsageError where one is not there, or not what its id says: git itself does not look
 */
export async function readObjects({ folder, hash }: Repository, ids: readonly string[]): Promise<Buffer[]> {
  const { stdout, complaint } = await git(folder, [...OBJECTS, "--batch"], ids.map((id) => `${id}\n`).join(""));
  let at = 0;
  return ids.map((id) => {
    const end = stdout.indexOf("\n", at);
    const [, type, size] = stdout.toString("latin1", at, Math.max(end, at)).split(" ");
    if (type !== "blob") throw new UsageError(`git cat-file ${id}: ${complaint || "is not in this repository"}`);
    const content = stdout.subarray(end + 1, end + 1 + Number(size));
    if (objectId(content, hash) !== id) throw new UsageError(`git cat-file ${id}: is corrupt in this repository`);
    at = end + 1 + Number(size) + 1;
    return content;
  });
}

/** The tag of the release before HEAD, the highest version of those that it contains; its own does not count. */
export async function previousRelease({ folder }: Repository): Promise<string | undefined> {
  const words = ["tag", "--list", "v[0-9]*", "--merged", "HEAD", "--no-contains", "HEAD", "--sort=-version:refname"];
  return lines(await git(folder, words))[0];
}
