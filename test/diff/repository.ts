import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeOutputs } from "../../src/commands/build.ts";
import type { Outputs } from "../../src/files/place.ts";
import { withRenderer } from "../../src/render/renderer.ts";
import { makeSettings, type Settings } from "../../src/settings.ts";
import { emptyFolder } from "../command.ts";

const made = new Map<string, Promise<Outputs>>();

/** Makes what a quick build of a small run gives, once for all tests of a file. */
export async function smallOutputs(given: Partial<Settings> = {}): Promise<Map<string, string | Uint8Array>> {
  const settings = makeSettings({ dim: 4, nPairs: 3, nASweeps: 2, nBSweeps: 2, nRehearseSweeps: 1, ...given });
  const key = String(Object.values(settings));
  const measured = { studies: {}, benchmark: undefined };
  if (!made.has(key)) made.set(key, withRenderer((renderer) => makeOutputs(settings, 1, measured, renderer)));
  return new Map(await made.get(key)!);
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
