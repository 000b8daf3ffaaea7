// npm run dev: bundles, builds and publishes into _site/ whenever a source changes, and shows the report and the explorer on
// http://127.0.0.1:8000 in a frame that reloads.
import { spawnSync } from "node:child_process";
import { watch } from "node:fs";
import { createServer } from "node:http";
import sirv from "sirv";

const PORT = 8000;
/** Editors write a file in several steps, milliseconds. */
const PAUSE = 100;
const STEPS = [
  ["scripts/bundle.js"],
  ["scripts/bundle-explorer.js"],
  ["dist/cli.js", "build"],
  ["dist/cli.js", "site"],
];

// The pages' own policy allows no script that would reload them.
const FRAME = `<!doctype html><meta charset="utf-8"><title>fast-weights-rehearsal</title>
<style>body{margin:0;display:grid;grid-template-rows:auto 1fr;height:100vh}nav{padding:.5em}iframe{border:0;width:100%;height:100%}</style>
<nav><a href="/index.html" target="page">Report</a> · <a href="/explore.html" target="page">Explorer</a></nav>
<iframe name="page" src="/index.html"></iframe>
<script>new EventSource("/changes").onmessage = () => frames.page.location.reload();</script>`;

const site = sirv("_site", { dev: true });
const listeners = new Set();
const server = createServer((request, response) => {
  if (request.url === "/") response.setHeader("Content-Type", "text/html").end(FRAME);
  else if (request.url === "/changes") {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    listeners.add(response);
    request.on("close", () => listeners.delete(response));
  } else site(request, response, () => response.writeHead(404).end());
});

function rebuild() {
  const start = performance.now();
  for (const step of STEPS) {
    const { status } = spawnSync(process.execPath, step, { stdio: ["ignore", "ignore", "inherit"] });
    if (status !== 0) return;
  }
  process.stdout.write(`rebuilt in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  for (const listener of listeners) listener.write("data: changed\n\n");
}

server.on("error", ({ message }) => {
  process.stderr.write(`npm run dev: ${message}\n`);
  process.exit(1);
});
server.listen(PORT, "127.0.0.1", () => process.stdout.write(`http://127.0.0.1:${PORT}\n`));
rebuild();
let timer;
for (const folder of ["src", "templates"]) {
  watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(rebuild, PAUSE);
  });
}
