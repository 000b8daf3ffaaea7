// node draw-animation.js FOLDER: one run, and its animation into the folder; the job "gif" of peer.py.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { animation } from "../../src/figures/animation.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { renderGif } from "../../src/render/gif.ts";
import { makeSettings } from "../../src/settings.ts";

const gif = await renderGif(animation(runProtocol(makeSettings())));
writeFileSync(join(process.argv[2]!, "fast_weights_rehearsal.gif"), gif);
