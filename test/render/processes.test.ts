import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { emptyFolder, root } from "../command.ts";

/** What Linux says that a process has started. */
const startedBy = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
const canTell = existsSync(`/proc/self/task/${process.pid}/children`);

/** A build, and the processes that draw for it, as soon as there are some. */
async function begunBuild(...words: string[]) {
  const folder = emptyFolder();
  const build = spawn(process.execPath, [join(root, "dist/cli.cjs"), "--sweep", "1", ...words], { cwd: folder });
  let stderr = "";
  build.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => build.once("close", resolve));
  while (startedBy(build.pid!).length === 0) await setTimeout(5);
  return { folder, build, drawing: startedBy(build.pid!), ended, said: () => stderr };
}

describe.runIf(canTell)("the processes that draw", () => {
  it("end a build with one line and nothing written where one of them is killed", async () => {
    const { folder, drawing, ended, said } = await begunBuild();
    process.kill(drawing[0]!, "SIGKILL");
    expect(await ended).toBe(1);
    expect(said()).toBe("fast-weights: the processes that draw cannot run, SIGKILL ended one\n");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("are gone where the words were wrong", async () => {
    const { drawing, ended, said, folder } = await begunBuild("--dim", "0");
    expect(await ended).toBe(2);
    expect(said()).toMatch(/^fast-weights: --dim 0: [^\n]*\n$/);
    expect(readdirSync(folder)).toEqual([]);
    await expect.poll(() => drawing.filter((pid) => existsSync(`/proc/${pid}`)), { timeout: 10_000 }).toEqual([]);
  });

  it("end with the program, even if it is killed", async () => {
    const { build, drawing, ended } = await begunBuild();
    build.kill("SIGKILL");
    await ended;
    await expect.poll(() => drawing.filter((pid) => existsSync(`/proc/${pid}`)), { timeout: 10_000 }).toEqual([]);
  });
});
