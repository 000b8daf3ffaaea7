import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeOutputs } from "../../src/commands/build.ts";
import { makeSettings, type Settings } from "../../src/settings.ts";
import { emptyFolder } from "../command.ts";
import { drawnOnce } from "../renderer.ts";

/** Makes what a quick build of a small run gives. */
export async function smallOutputs(given: Partial<Settings> = {}): Promise<Map<string, string | Uint8Array>> {
  const settings = makeSettings({ dim: 4, nPairs: 3, nASweeps: 2, nBSweeps: 2, nRehearseSweeps: 1, ...given });
  return new Map(await makeOutputs(settings, 1, { studies: {}, benchmark: undefined }, drawnOnce));
}

/** Files to write, and to delete where there is nothing for them. */
export type Changes = ReadonlyMap<string, string | Uint8Array | undefined>;

/** A real repository in a folder of its own. */
export class TestRepository {
  constructor(readonly folder = emptyFolder()) {
    mkdirSync(folder, { recursive: true });
    this.git("init", "--quiet", "--initial-branch=main");
    this.git("config", "user.name", "A test");
    this.git("config", "user.email", "test@example.org");
    this.git("config", "commit.gpgsign", "false");
    this.git("config", "core.autocrlf", "false");
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

  commit(changes: Changes): void {
    this.write(changes);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", "outputs");
  }
}
