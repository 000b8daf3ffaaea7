// node keep-dataflows.mjs FOLDER: compiles the frames of the published figures and of the animation, a file each.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { animation } from "../src/figures/animation.ts";
import { figures } from "../src/figures/index.ts";
import { runProtocol } from "../src/model/protocol.ts";
import { compiled } from "../src/render/compile.ts";
import { nameOf, partsOf } from "../src/render/dataflow.ts";
import { loadedTransforms } from "../src/render/transforms.ts";
import { makeSettings } from "../src/settings.ts";

const run = runProtocol(makeSettings());
const frames = [animation(run), ...figures(run)].map(({ spec }) => partsOf(spec).frame);
/** Where these dataflows are drawn, no other transforms are loaded; Vega would take one that it lacks for an idle operator. */
const known = new Set([...Object.keys(loadedTransforms), "operator"]);
const folder = process.argv[2]!;
mkdirSync(folder);
for (const frame of frames) {
  const dataflow = JSON.stringify(compiled(frame), (_, value) => {
    const { id, type } = Object(value);
    if (id !== undefined && typeof type === "string" && !known.has(type)) throw new Error(`${type}: is not loaded`);
    return value;
  });
  writeFileSync(join(folder, nameOf(frame)), dataflow);
}
