// Texts as modules, for esbuild and for Vite: WebAssembly text as its bytes, a Handlebars template as what Handlebars compiles
// of it.
import { readFile } from "node:fs/promises";
import Handlebars from "handlebars";
import wabt from "wabt";

async function bytesModule(path) {
  const assembler = await wabt();
  const parsed = assembler.parseWat(path, await readFile(path, "utf8"), { simd: true });
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  const base64 = Buffer.from(buffer).toString("base64");
  return `export default Uint8Array.from(atob("${base64}"), (letter) => letter.charCodeAt(0));`;
}

async function templateModule(path) {
  // The lines of a template end the same way however it was checked out.
  const text = (await readFile(path, "utf8")).replaceAll("\r\n", "\n");
  return `export default ${Handlebars.precompile(text, { strict: true })};`;
}

/** A text's module. @param path of a file whose name ends in .wat or .hbs */
export const moduleOf = (path) => (path.endsWith(".wat") ? bytesModule(path) : templateModule(path));

export const textModules = {
  name: "text-modules",
  setup({ onLoad }) {
    onLoad({ filter: /\.(wat|hbs)$/ }, async ({ path }) => ({ contents: await moduleOf(path), loader: "js" }));
  },
};

/** For pages whose policy forbids WebAssembly. */
export const withoutWat = {
  name: "without-wat",
  setup({ onLoad }) {
    onLoad({ filter: /\.wat$/ }, () => ({ contents: "export default undefined;", loader: "js" }));
  },
};

export const textModulesForVite = {
  name: "text-modules",
  load: (id) => (/\.(wat|hbs)$/.test(id) ? moduleOf(id) : undefined),
};
