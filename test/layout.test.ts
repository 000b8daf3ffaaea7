import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, posix, sep } from "node:path";
import { describe, expect, it, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { root } from "./command.ts";

const IMPORT = /\b(?:from|import)\s*\(?\s*"([^"]+)"/g;

/** Reads what each file below src/ imports: others by their path below src/, packages and built-ins by their name. */
const importsBut = (left: RegExp) =>
  new Map(
    readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .map((path) => {
        const file = path.replaceAll(sep, "/");
        const source = readFileSync(join(root, "src", path), "utf8").replace(/\/\*.*?\*\/|^\s*\/\/.*$/gms, "");
        const names = [...source.replace(left, "").matchAll(IMPORT)].map(([, name]) => name!);
        return [
          file,
          names.map((name) => (name.startsWith(".") ? posix.join(posix.dirname(file), name) : name)),
        ] as const;
      }),
  );
const imports = importsBut(/(?!)/);
/** The imports that are left when the program runs. */
const runtimeImports = importsBut(/^import type [^;]*;/gm);

/** `model/` for a file of that folder, the file itself where it lies in src/. */
const placeOf = (file: string): string => (file.includes("/") ? `${file.split("/")[0]}/` : file);
const isBuiltin = (name: string) => name.startsWith("node:") || builtinModules.includes(name.split("/")[0]!);

/** `file → what it imports`, for the imports of a folder's files that are not allowed. */
const forbidden = (folder: string, isForbidden: (name: string) => boolean): string[] =>
  [...imports].flatMap(([file, names]) =>
    file.startsWith(folder) ? names.filter(isForbidden).map((name) => `${file} → ${name}`) : [],
  );

/** The floors, from the ground up: a room imports from rooms on lower floors. */
const floors = [
  ["format.ts", "errors.ts"],
  ["settings.ts"],
  ["model/", "files/"],
  ["results/"],
  ["figures/"],
  ["studies/"],
  ["report/", "runner/", "render/", "explorer/"],
  ["diff/"],
  ["commands/"],
  ["cli.ts", "index.ts", "studies.ts"],
];
const floorOf = (place: string): number => floors.findIndex((rooms) => rooms.includes(place));

/** Lists as `file → file` the imports that lead up, or into another room of the same floor; files outside rooms may share one. */
const findUpward = (edges: ReadonlyMap<string, readonly string[]>): string[] =>
  [...edges].flatMap(([file, names]) =>
    names
      .filter((name) => floorOf(placeOf(name)) >= floorOf(placeOf(file)) && placeOf(name) !== placeOf(file))
      .filter((name) => name.includes("/") || floorOf(name) > floorOf(placeOf(file)))
      .map((name) => `${file} → ${name}`),
  );

it("sees the imports", () => {
  expect(imports.get("model/protocol.ts")).toEqual(expect.arrayContaining(["settings.ts", "model/associator.ts"]));
  expect(imports.get("render/png.ts")).toContain("canvas");
  expect(imports.get("commands/command-line.ts")).toContain("commands/build.ts");
  expect([...imports.values()].flat().filter((name) => name.endsWith(".ts") && !imports.has(name))).toEqual([]);
});

it("every package that source and scripts import is listed by its name, as pnpm asks", () => {
  const listed = { ...packageJson.dependencies, ...packageJson.devDependencies };
  const scripts = readdirSync(join(root, "scripts"), { recursive: true, encoding: "utf8" })
    // What measures coverage is installed for that only.
    .filter((path) => /\.[jt]s$/.test(path) && path !== "coverage.js")
    .flatMap((path) => [...readFileSync(join(root, "scripts", path), "utf8").matchAll(/^import .*"([^"]+)";$/gm)]);
  const names = [...[...imports.values()].flat(), ...scripts.map(([, name]) => name!)].filter(
    (name) => /^[@\w]/.test(name) && !/\.(ts|hbs|css|json)$/.test(name) && !isBuiltin(name),
  );
  const packages = [...new Set(names.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)![0]))];
  expect(packages).toContain("vega");
  expect(packages.filter((name) => !(name in listed))).toEqual([]);
});

describe("data flow one way:", () => {
  test("every file has a floor, at most eight lie outside rooms", () => {
    const places = new Set([...imports.keys()].map(placeOf));
    expect([...places].filter((place) => floorOf(place) === -1)).toEqual([]);
    expect([...places].filter((place) => !place.endsWith("/")).length).toBeLessThanOrEqual(8);
  });

  test("no import leads up, or to another room of the same floor", () => {
    expect(findUpward(imports)).toEqual([]);
    const upward = new Map([["model/a.ts", ["studies/index.ts", "settings.ts", "files/read.ts"]]]);
    expect(findUpward(upward)).toEqual(["model/a.ts → studies/index.ts", "model/a.ts → files/read.ts"]);
  });

  test("no way leads from a file back to it", () => {
    expect(findCycle(runtimeImports)).toBeUndefined();
    const back = new Map(Object.entries({ a: ["b"], b: ["c"], c: ["b"] }));
    expect(findCycle(back)).toEqual(["b", "c", "b"]);
  });

  test.each(["model/", "studies/", "figures/", "explorer/"])("%s runs in a browser, too", (folder) => {
    expect(forbidden(folder, isBuiltin)).toEqual([]);
  });

  test.each<[string, RegExp, string[]]>([
    ["touch files", /^(node:)?fs\b/, ["commands/", "diff/", "files/", "render/", "runner/"]],
    ["start processes", /^(node:)?child_process\b/, ["diff/", "render/"]],
    ["know canvas and gifenc", /^(canvas|gifenc)$/, ["render/"]],
  ])("few %s", (_, pattern, rooms) => {
    const found = forbidden("", (name) => pattern.test(name)).map((line) => placeOf(line.split(" ")[0]!));
    expect([...new Set(found)].sort()).toEqual(rooms);
  });
});

/** Finds a way from a file back to itself. */
function findCycle(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (place: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(place)) return [...way.slice(way.indexOf(place)), place];
    if (done.has(place)) return undefined;
    for (const next of edges.get(place) ?? []) {
      const found = visit(next, [...way, place]);
      if (found) return found;
    }
    done.add(place);
    return undefined;
  };
  for (const place of edges.keys()) {
    const found = visit(place, []);
    if (found) return found;
  }
  return undefined;
}

describe("names of outputs have strokes on every system", () => {
  const sources = [...imports.keys()].map((file) => [file, readFileSync(join(root, "src", file), "utf8")] as const);

  test("those who name outputs know no paths of a system, but to read and to place them", () => {
    const pathed = sources.filter(([, text]) => /(?<!posix) \} from "node:path"/.test(text)).map(([file]) => file);
    const rooms = new Set(pathed.map(placeOf));
    expect([...rooms].sort()).toEqual(["commands/", "diff/", "files/", "render/", "runner/"]);
  });

  test("no name is joined as a path of a system is", () => {
    // A separator of the system is only ever replaced.
    const joined = /\.set\(\s*(?:join|resolve)\(|(?<!import \{[^}]*|replaceAll\()\bsep\b/;
    expect(sources.filter(([, text]) => joined.test(text)).map(([file]) => file)).toEqual([]);
    for (const wrong of ['outputs.set(join("report", name), text)', '"report" + sep + name']) {
      expect(wrong).toMatch(joined);
    }
  });
});
