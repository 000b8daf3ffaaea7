// WebAssembly text as a module of its bytes, for esbuild and for Vite.
import { readFile } from "node:fs/promises";
import wabt from "wabt";

async function moduleOf(path) {
  const assembler = await wabt();
  const parsed = assembler.parseWat(path, await readFile(path, "utf8"), { simd: true });
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  const base64 = Buffer.from(buffer).toString("base64");
  return `export default Uint8Array.from(atob("${base64}"), (letter) => letter.charCodeAt(0));`;
}

export const watForEsbuild = {
  name: "wat",
  setup({ onLoad }) {
    onLoad({ filter: /\.wat$/ }, async ({ path }) => ({ contents: await moduleOf(path), loader: "js" }));
  },
};

/** For pages whose policy forbids WebAssembly. */
export const withoutWat = {
  name: "without-wat",
  setup({ onLoad }) {
    onLoad({ filter: /\.wat$/ }, () => ({ contents: "export default undefined;", loader: "js" }));
  },
};

export const watForVite = {
  name: "wat",
  load: (id) => (id.endsWith(".wat") ? moduleOf(id) : undefined),
};
