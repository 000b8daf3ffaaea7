import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { animation } from "../../src/figures/animation.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { withProcesses } from "../../src/render/processes.ts";
import type { Started } from "../../src/render/start.ts";
import { makeSettings } from "../../src/settings.ts";

/**
 * One run, and only some of a build's pictures of it: the peer's jobs of these names.
 *
 * @param first a process that draws, if one was started
 */
export function drawPictures(job: "figures" | "gif", folder: string, first?: Started): Promise<void> {
  return withProcesses(async (renderer) => {
    const run = runProtocol(makeSettings());
    if (job === "gif") {
      const gif = await renderer.gif(animation(run), { alone: true });
      writeFileSync(join(folder, "fast_weights_rehearsal.gif"), gif);
    } else {
      const { figures } = await import("../../src/figures/index.ts");
      const drawn = figures(run).map(async (figure) => {
        writeFileSync(join(folder, `${figure.name}.png`), (await renderer.png(figure)).png);
      });
      renderer.enough();
      await Promise.all(drawn);
    }
  }, first);
}
