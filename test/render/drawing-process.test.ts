import { existsSync, readdirSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { canTellProcesses, emptyFolder, ended, start, startedBy } from "../command.ts";

/** Starts a build whose animation no cache has, and waits for the process that draws it. */
async function beginBuild() {
  const folder = emptyFolder();
  const build = start(["--sweep", "1", "--dim", "8", "--seed", String(Date.now())], { cwd: folder });
  const end = ended(build);
  while (startedBy(build.pid!).length === 0) await setTimeout(2);
  const [drawing] = startedBy(build.pid!);
  return { folder, build, drawing: drawing!, end };
}

describe.runIf(canTellProcesses)("the process that draws", () => {
  it("ends a build with one line, and nothing written, where it is killed", async () => {
    const { folder, drawing, end } = await beginBuild();
    process.kill(drawing, "SIGKILL");
    const stderr = "fast-weights: the process that draws failed, SIGKILL\n";
    expect(await end).toEqual({ status: 1, stdout: "", stderr });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("ends with a build that is killed", async () => {
    const { build, drawing, end } = await beginBuild();
    build.kill("SIGKILL");
    await end;
    await expect.poll(() => existsSync(`/proc/${drawing}`), { timeout: 30_000 }).toBe(false);
  });
});
