import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, posix, sep } from "node:path";
import { describe, expect, it, test } from "vitest";
import { root } from "./command.ts";

const IMPORT = /\b(?:from|import)\s*\(?\s*"([^"]+)"/g;

/** What each file below src/ imports: others by their path below src/, packages and built-ins by their name. */
const imports = new Map(
  readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => {
      const file = path.replaceAll(sep, "/");
      const source = readFileSync(join(root, "src", path), "utf8").replace(/\/\*.*?\*\/|^\s*\/\/.*$/gms, "");
      const names = [...source.matchAll(IMPORT)].map(([, name]) => name!);
      return [
        file,
        names.map((name) => (name.startsWith(".") ? posix.join(posix.dirname(file), name) : name)),
      ] as const;
    }),
);

/** `model/` for a file of that folder, the file itself where it lies in src/. */
const placeOf = (file: string): string => (file.includes("/") ? `${file.split("/")[0]}/` : file);
const isBuiltin = (name: string) => name.startsWith("node:") || builtinModules.includes(name.split("/")[0]!);

/** `file → what it imports`, for the imports of a folder's files that are not allowed. */
const forbidden = (folder: string, isForbidden: (name: string) => boolean): string[] =>
  [...imports].flatMap(([file, names]) =>
    file.startsWith(folder) ? names.filter(isForbidden).map((name) => `${file} → ${name}`) : [],
  );
const within =
  (...places: string[]) =>
  (name: string) =>
    places.some((place) => (place.endsWith("/") ? name.startsWith(place) : name === place));

it("sees the imports", () => {
  expect(imports.get("model/protocol.ts")).toEqual(expect.arrayContaining(["settings.ts", "model/associator.ts"]));
  expect(imports.get("render/png.ts")).toContain("canvas");
  expect(imports.get("program.ts")).toContain("build.ts");
  expect([...imports.values()].flat().filter((name) => name.endsWith(".ts") && !imports.has(name))).toEqual([]);
});

describe("data flow one way:", () => {
  test("the model knows nothing but itself and the settings", () => {
    expect(forbidden("model/", (name) => !within("model/", "settings.ts")(name))).toEqual([]);
  });

  test("the studies know nothing but the model and the settings", () => {
    expect(forbidden("studies/", (name) => !within("studies/", "model/", "settings.ts")(name))).toEqual([]);
  });

  test("the explorer knows the model, the figures, the results and the words", () => {
    const own = ["explorer/", "model/", "figures/", "settings.ts", "results.ts", "words.ts"];
    const library = (name: string) => /^(vega|bundled:)/.test(name);
    expect(forbidden("explorer/", (name) => !within(...own)(name) && !library(name))).toEqual([]);
  });

  test.each(["model/", "studies/", "figures/", "explorer/"])("%s runs in a browser, too", (folder) => {
    expect(forbidden(folder, isBuiltin)).toEqual([]);
  });

  test.each(["figures/", "report/"])("%s neither renders nor writes", (folder) => {
    const other = within("render/", "build.ts", "output-folder.ts", "placement.ts", "program.ts", "canvas", "gifenc");
    expect(forbidden(folder, (name) => other(name) || /^(node:)?fs\b/.test(name))).toEqual([]);
  });

  test("diff/ compares what others have made", () => {
    const own = within(
      "diff/",
      "report/",
      "results.ts",
      "schema.ts",
      "settings.ts",
      "output-folder.ts",
      "reading.ts",
      "hindrance.ts",
      "templates.ts",
    );
    expect(forbidden("diff/", (name) => imports.has(name) && !own(name) && name !== "words.ts")).toEqual([]);
  });

  test("few touch files", () => {
    const touching = forbidden("", (name) => /^(node:)?fs\b/.test(name)).map((line) => placeOf(line.split(" ")[0]!));
    const few = [
      "compiled-script.ts",
      "diff/",
      "laboratory/",
      "output-folder.ts",
      "placement.ts",
      "reading.ts",
      "render/",
      "site.ts",
    ];
    expect([...new Set(touching)].sort()).toEqual([...few, "templates.ts"]);
  });

  test("only diff/ asks git, and only render/ draws in another process", () => {
    const asking = forbidden("", (name) => /^(node:)?child_process\b/.test(name)).map((line) => line.split(" ")[0]);
    expect(asking).toEqual(["diff/git.ts", "render/processes.ts", "render/start.ts"]);
  });

  test("only render/ knows canvas and gifenc", () => {
    const drawing = forbidden("", within("canvas", "gifenc")).map((line) => placeOf(line));
    expect(new Set(drawing)).toEqual(new Set(["render/"]));
  });
});

/** A way from a place back to itself, or nothing. */
function cycle(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
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

describe("no way leads back", () => {
  const own = (names: readonly string[]) => names.filter((name) => imports.has(name));

  test("from file to file", () => {
    expect(cycle(new Map([...imports].map(([file, names]) => [file, new Set(own(names))])))).toBeUndefined();
  });

  test("from folder to folder", () => {
    const edges = new Map<string, Set<string>>();
    for (const [file, names] of imports) {
      const from = placeOf(file);
      const to = own(names).map(placeOf);
      if (!from.endsWith("/")) continue;
      edges.set(
        from,
        new Set([...(edges.get(from) ?? []), ...to.filter((place) => place.endsWith("/") && place !== from)]),
      );
    }
    expect(cycle(edges)).toBeUndefined();
  });

  test("but one would be seen", () => {
    const edges = new Map(
      [
        ["a", "b"],
        ["b", "c"],
        ["c", "b"],
      ].map(([from, to]) => [from!, new Set([to!])]),
    );
    expect(cycle(edges)).toEqual(["b", "c", "b"]);
  });
});

describe("names of outputs have strokes on every system", () => {
  const sources = [...imports.keys()].map((file) => [file, readFileSync(join(root, "src", file), "utf8")] as const);

  test("those who name outputs know no paths of a system, but to read and to place them", () => {
    const pathed = sources.filter(([, text]) => /from "node:path"/.test(text)).map(([file]) => file);
    const named = ["figures/", "report/", "render/", "model/", "studies/", "explorer/", "results.ts"];
    expect(pathed.filter((file) => within(...named)(file))).toEqual([]);
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
