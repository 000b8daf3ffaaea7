// node keep-dataflows.mjs FOLDER: compiles the frames of the published figures and of the animation, a file each.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { animation } from "../src/figures/animation.ts";
import { figures } from "../src/figures/index.ts";
import { runProtocol } from "../src/model/protocol.ts";
import { compiled } from "../src/render/compile.ts";
import { nameOf, partsOf } from "../src/render/dataflow.ts";
import { makeSettings } from "../src/settings.ts";

const run = runProtocol(makeSettings());
const folder = process.argv[2]!;
mkdirSync(folder);
for (const { spec } of [animation(run), ...figures(run)]) {
  const { frame } = partsOf(spec);
  writeFileSync(join(folder, nameOf(frame)), JSON.stringify(compiled(frame)));
}
