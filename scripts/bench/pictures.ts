// node pictures.js figures|gif FOLDER: one run and only some of a build's pictures of it, as the peer's jobs of these names.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { animation } from "../../src/figures/animation.ts";
import { figures } from "../../src/figures/index.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { renderGif } from "../../src/render/gif.ts";
import { renderPng } from "../../src/render/png.ts";
import { makeSettings } from "../../src/settings.ts";

const [job, folder] = process.argv.slice(2) as [string, string];
const run = runProtocol(makeSettings());
if (job === "gif") writeFileSync(join(folder, "fast_weights_rehearsal.gif"), await renderGif(animation(run)));
else
  for (const figure of figures(run)) writeFileSync(join(folder, `${figure.name}.png`), (await renderPng(figure)).png);
