// node pictures.cjs figures|gif FOLDER: one run and only some of a build's pictures of it, as the peer's jobs of these names.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { withProcesses } from "../../src/render/processes.ts";

const [job, folder] = process.argv.slice(2) as [string, string];
withProcesses(async (renderer) => {
  // As in the program: the processes start while the rest is loaded.
  const { runProtocol } = await import("../../src/model/protocol.ts");
  const { makeSettings } = await import("../../src/settings.ts");
  const run = runProtocol(makeSettings());
  if (job === "gif") {
    const { animation } = await import("../../src/figures/animation.ts");
    writeFileSync(join(folder, "fast_weights_rehearsal.gif"), await renderer.gif(animation(run)));
  } else {
    const { figures } = await import("../../src/figures/index.ts");
    const drawn = figures(run).map(async (figure) => {
      writeFileSync(join(folder, `${figure.name}.png`), (await renderer.png(figure)).png);
    });
    await Promise.all(drawn);
  }
}).catch((error) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
