import { watForEsbuild } from "./wat.js";

/** How what runs in Node is bundled: one file to start with, and chunks for what only some commands need. */
export const forNode = {
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  // piscina starts its threads from a file of its own.
  external: ["canvas", "piscina"],
  plugins: [watForEsbuild],
  // Some of what is bundled is CommonJS and asks for Node's own modules by require.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
};
