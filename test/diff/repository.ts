import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { makeOutputs } from "../../src/commands/build.ts";
import { makeSettings, type Settings } from "../../src/settings.ts";
import { emptyFolder } from "../command.ts";
import { drawnOnce } from "../renderer.ts";

/** Builds the outputs of a small run. */
export async function smallOutputs(
  given: Partial<Settings> = {},
  renderer = drawnOnce,
): Promise<Map<string, string | Uint8Array>> {
  const settings = makeSettings({ dim: 4, nPairs: 3, nASweeps: 2, nBSweeps: 2, nRehearseSweeps: 1, ...given });
  return new Map(await makeOutputs(settings, 1, { studies: {}, benchmark: undefined }, renderer));
}

/** Makes a folder for all tests of a file, which is gone when they have ended. */
export function sharedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fast-weights-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Files to write, and to delete where the content is undefined. */
export type Changes = ReadonlyMap<string, string | Uint8Array | undefined>;

const CONFIG = `[user]
name = A test
email = test@example.org
[commit]
gpgsign = false
[core]
autocrlf = false
`;

/** A git repository in a folder of its own. */
export class TestRepository {
  constructor(readonly folder = emptyFolder()) {
    mkdirSync(folder, { recursive: true });
    if (existsSync(join(folder, ".git"))) return;
    this.git("init", "--quiet", "--initial-branch=main");
    appendFileSync(join(folder, ".git/config"), CONFIG);
  }

  /** Copies the repository and its working tree, which is faster than to commit the same again. */
  copy(folder = emptyFolder()): TestRepository {
    cpSync(this.folder, folder, { recursive: true });
    return new TestRepository(folder);
  }

  git(...words: string[]): string {
    return execFileSync("git", words, { cwd: this.folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
  }

  write(changes: Changes): void {
    for (const [path, content] of changes) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      if (content === undefined) rmSync(file);
      else writeFileSync(file, content);
    }
  }

  /** Commits changes. @returns the repository, to go on with */
  commit(changes: Changes): this {
    this.write(changes);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", "outputs");
    return this;
  }
}
