import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { emptyFolder, root, small } from "./command.ts";

const tsc = join(root, "node_modules/typescript/bin/tsc");

const run = (folder: string, program: string, ...words: string[]) =>
  execFileSync(program, words, {
    cwd: folder,
    encoding: "utf8",
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "pipe"],
  });

/** What TypeScript has to say of a project. */
function mistakes(folder: string): string {
  return spawnSync(process.execPath, [tsc, "--project", "."], { cwd: folder, encoding: "utf8" }).stdout;
}

/** An empty project into which the packed package is installed. */
let project: string;
let installed: string;
/** A copy of what is packed, whose texts may change meanwhile. */
let checkout: string;
let packed: string[];
let packedBytes: number;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "fast-weights-project-"));
  installed = join(project, "node_modules/fast-weights-rehearsal");
  checkout = mkdtempSync(join(tmpdir(), "fast-weights-checkout-"));
  // As prepack does, but for the bundle, which is there, and which other tests use.
  run(root, "npm", "run", "-s", "package");
  // Other tests read the texts meanwhile.
  for (const name of ["package.json", "LICENSE", "README.md", "CHANGELOG.md", "CITATION.cff", "docs", "dist"]) {
    cpSync(join(root, name), join(checkout, name), { recursive: true });
  }
  const texts = join(root, "scripts/packed-texts.js");
  run(checkout, process.execPath, texts);
  const [made] = JSON.parse(run(checkout, "npm", "pack", "--ignore-scripts", "--json", "--pack-destination", project));
  run(checkout, process.execPath, texts, "back");
  packedBytes = made.size;
  packed = made.files.map(({ path }: { path: string }) => path);
  writeFileSync(join(project, "package.json"), '{ "name": "empty", "private": true, "type": "module" }\n');
  run(project, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", `./${made.filename}`);
});
afterAll(() => {
  for (const folder of [project, checkout]) rmSync(folder, { recursive: true, force: true });
});

describe("the package", () => {
  it("holds what runs, and nothing else", () => {
    const kinds =
      /^(dist\/[\w-]+\.c?js|dist\/bundled|dist\/THIRD-PARTY-LICENSES\.txt|dist\/types\/.*\.d\.ts|dist\/explorer\/.*|LICENSE|(README|CHANGELOG)\.md|CITATION\.cff|docs\/\w+\.(md|slurm)|package\.json)$/;
    expect(packed.filter((path) => !kinds.test(path))).toEqual([]);
    const parts = [
      "cli.js",
      "draw.js",
      "index.js",
      "studies.js",
      "study-worker.js",
      "types/index.d.ts",
      "types/studies.d.ts",
      "vega.cjs",
    ];
    expect(packed).toEqual(expect.arrayContaining(parts.map((part) => `dist/${part}`)));
    for (const part of ["bundle.js", "bundle-explorer.js", "npm run -s package", "packed-texts.js"]) {
      expect(packageJson.scripts.prepack).toContain(part);
    }
  });

  it("weighs less than a megabyte", () => {
    expect(packedBytes).toBeLessThan(1e6);
  });

  it("has texts that stand alone: their links and pictures lead to what it holds", () => {
    // The links of the lessons are those of the site that is made with them.
    const texts = packed.filter((path) => path.endsWith(".md") && path !== "dist/explorer/lessons.md");
    const dead = texts.flatMap((text) => {
      const links = readFileSync(join(installed, text), "utf8").matchAll(/\]\((?!https?:)([^)#]+)/g);
      return [...links].filter(([, path]) => !packed.includes(posix.join(posix.dirname(text), path!))).map(String);
    });
    expect(dead).toEqual([]);
    const [ofRepository, ofPackage] = [root, installed].map((folder) =>
      readFileSync(join(folder, "README.md"), "utf8"),
    );
    expect(ofRepository).toContain("npm ci");
    expect(ofPackage).not.toMatch(/npm ci|npm test|src\/|in the repository/);
    expect(ofPackage).toContain("## As a package");
  });

  it("leaves the texts of the repository as they were", () => {
    const texts = ["README.md", "docs/studies.md"];
    const [own, afterwards] = [root, checkout].map((folder) =>
      texts.map((text) => readFileSync(join(folder, text), "utf8")),
    );
    expect(afterwards).toEqual(own);
    expect(existsSync(join(checkout, ".repository"))).toBe(false);
  });

  it("has the licences of all that is bundled into it, and into the explorer", async () => {
    const notices = readFileSync(join(installed, "dist/THIRD-PARTY-LICENSES.txt"), "utf8").split(
      /^-{80}\n\n(?=.* \d)/m,
    );
    const names = notices.map((notice) => notice.split(" ")[0]);
    expect(names).toEqual(
      expect.arrayContaining(["@fontsource/source-serif-4", "d3-array", "handlebars", "vega", "vega-interpreter"]),
    );
    const conditions =
      /Permission (is|to)|Redistribution and use|SIL OPEN FONT LICENSE|released into the public|Blue Oak/;
    expect(notices.filter((notice) => !conditions.test(notice))).toEqual([]);
    const programs = ["page.ts", "worker.ts", "live/page.ts", "live/worker.ts"];
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: programs.map((name) => `src/explorer/${name}`),
      outdir: project,
      bundle: true,
      external: ["vega", "vega-interpreter"],
      metafile: true,
      write: false,
    });
    const packages = Object.keys(metafile.inputs).map((path) => /^.*node_modules\/((@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
    expect(names).toEqual(expect.arrayContaining(packages.filter((name) => name !== undefined)));
  });

  it("has a command that works in any folder", () => {
    const command = join(project, "node_modules/.bin/fast-weights");
    expect(run(project, command, "--version")).toBe(`${packageJson.version}\n`);
    const elsewhere = emptyFolder();
    run(elsewhere, command, "build", ...small);
    expect(existsSync(join(elsewhere, "report/index.html"))).toBe(true);
    run(elsewhere, command, "site");
    expect(readFileSync(join(elsewhere, "_site/index.html"), "utf8")).toContain("<h1>Fast weights with rehearsal</h1>");
  });

  const program = `
    import { makeSettings, runProtocol, sweepSeeds } from "fast-weights-rehearsal";
    const { phases } = runProtocol(makeSettings());
    const { mean } = sweepSeeds(makeSettings(), 2).statistics["learnB.A.bit"];
    console.log(JSON.stringify([phases.learnB.A.bit, phases.rehearse.A.bit, mean > 0.7]));
  `;

  it("can be imported in Node", () => {
    writeFileSync(join(project, "main.js"), program);
    expect(JSON.parse(run(project, process.execPath, "main.js"))).toEqual([0.812, 0.858, true]);
  });

  it("can be required, and has one UsageError for the model and the studies", () => {
    const text = `
      const { UsageError } = require("fast-weights-rehearsal");
      const [study] = require("fast-weights-rehearsal/studies").studies;
      try { study.measure({ fastDecay: 7 }, 1); } catch (error) { console.log(error instanceof UsageError, error.message); }
    `;
    writeFileSync(join(project, "main.cjs"), text);
    const message = 'setting {"fastDecay":7}: must be one of the grid of cycle';
    expect(run(project, process.execPath, "--no-warnings", "main.cjs")).toBe(`true ${message}\n`);
  });

  const guide = readFileSync(join(root, "docs/package.md"), "utf8");
  const examples = [...guide.matchAll(/^## (.*)\n[^#]*^```js\n([\s\S]*?)^```\n\n```text\n([\s\S]*?)^```$/gm)];

  it.each(examples.map(([, title, text, printed]) => [title!, text!, printed!]))(
    "runs the example of docs/package.md: %s",
    (_, text, printed) => {
      writeFileSync(join(project, "example.js"), text);
      expect(run(project, process.execPath, "example.js")).toBe(printed);
    },
  );

  it("has every example of docs/package.md run", () => {
    expect(examples).toHaveLength(guide.match(/^```js$/gm)!.length);
  });

  it("can be bundled for a browser, only what is used and nothing of Node", async () => {
    writeFileSync(join(project, "page.js"), program);
    const { outputFiles } = await build({
      entryPoints: [join(project, "page.js")],
      bundle: true,
      platform: "browser",
      format: "iife",
      write: false,
    });
    const text = outputFiles[0]!.text;
    const said: string[] = [];
    new Function("console", text)({ log: (line: string) => said.push(line) });
    expect(said).toEqual(["[0.812,0.858,true]"]);
    expect(text).not.toContain("canonicalJson");
  });

  it("is typed, with its doc comments, under the strictest settings", () => {
    const typed = `
      import { makeSettings, type Run, runProtocol, UsageError } from "fast-weights-rehearsal";
      import { type Study, studies } from "fast-weights-rehearsal/studies";
      const run: Run = runProtocol(makeSettings({ dim: 4 }));
      export const bit: number = run.phases.learnB.A.bit;
      export const error: Error = new UsageError("no");
      export const study: Study | undefined = studies[0];
      // @ts-expect-error there is no such setting
      makeSettings({ dimension: 4 });
    `;
    // Of its kinds of module one is imported and the other required.
    for (const name of ["typed.ts", "typed.cts"]) writeFileSync(join(project, name), typed);
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      skipDefaultLibCheck: true,
      noEmit: true,
      module: "nodenext",
      types: [],
    };
    writeFileSync(
      join(project, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: ["typed.ts", "typed.cts"] }),
    );
    expect(mistakes(project)).toBe("");
    const types = readFileSync(join(installed, "dist/types/model/protocol.d.ts"), "utf8");
    expect(types).toContain("* Runs the protocol once, measuring after every sweep.");
  });

  it("has types whose imports are there, and which TypeScript knew before typed arrays were generic", () => {
    const declarations = packed.filter((path) => path.endsWith(".d.ts"));
    const wrong = declarations.flatMap((path) => {
      const text = readFileSync(join(installed, path), "utf8");
      const imports = [...text.matchAll(/(?:from |import\()"(\.[^"]+)\.ts"/g)];
      const missing = imports.filter(([, to]) => !packed.includes(posix.join(posix.dirname(path), `${to}.d.ts`)));
      return [...missing.map(String), ...(text.match(/Array<ArrayBuffer\w*>/g) ?? [])].map(
        (what) => `${path}: ${what}`,
      );
    });
    expect(wrong).toEqual([]);
  });
});
