// node pictures.js figures|gif FOLDER: one run and only some of a build's pictures of it, as the peer's jobs of these names.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { animation } from "../../src/figures/animation.ts";
import { figures } from "../../src/figures/index.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { withProcesses } from "../../src/render/processes.ts";
import { makeSettings } from "../../src/settings.ts";

const [job, folder] = process.argv.slice(2) as [string, string];
withProcesses(async (renderer) => {
  const run = runProtocol(makeSettings());
  if (job === "gif") writeFileSync(join(folder, "fast_weights_rehearsal.gif"), await renderer.gif(animation(run)));
  else {
    const drawn = figures(run).map(async (figure) => {
      writeFileSync(join(folder, `${figure.name}.png`), (await renderer.png(figure)).png);
    });
    await Promise.all(drawn);
  }
}).catch((error) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
