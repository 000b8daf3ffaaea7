import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, test, vi } from "vitest";
import { CRATE } from "../../src/report/ro-crate.ts";
import { install } from "../checkout.ts";
import { called, command, emptyFolder, filesIn, root } from "../command.ts";
import { sharedFolder, smallOutputs, TestRepository } from "../diff/repository.ts";
import { fill } from "../files/builds.ts";

let outputs: Map<string, string | Uint8Array>;
/** An installed program that has an explorer and a reference, of a few words each. */
let folder: string;
let program: string;

beforeAll(async () => {
  outputs = await smallOutputs();
  folder = mkdtempSync(join(tmpdir(), "fast-weights-program-"));
  program = install(folder);
  const parts = {
    "explorer/explore.js": "explore();",
    "explorer/live.js": "live();",
    "api/README.md": "## runProtocol()\n\nRuns the protocol once.",
  };
  fill(join(folder, "dist"), new Map(Object.entries(parts)));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Makes the site of a repository that has a release and a later commit. */
async function site(words: readonly string[] = [], repository = new TestRepository()) {
  repository.commit(new Map([...outputs, ["docs/lessons.md", readFileSync(join(root, "docs/lessons.md"))]]));
  repository.git("tag", "v1.0.0");
  const results = (outputs.get("report/results.json") as string).replace('"parameters": 32', '"parameters": 33');
  repository.commit(new Map([["report/results.json", results]]));
  const { status, stdout, stderr } = await command(["site", ...words], { cwd: repository.folder, file: program });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const made = join(repository.folder, "_site");
  const files = filesIn(made);
  expect(stdout.trimEnd().split("\n").sort()).toEqual([...files.keys()].sort());
  return { repository, folder: made, files, page: (name: string) => files.get(name)!.toString() };
}

/** Makes the site of the report of this checkout. */
async function publishedSite() {
  const out = emptyFolder();
  expect(await command(["site", "--out", out], { file: program })).toMatchObject({ status: 0, stderr: "" });
  return filesIn(out);
}

const LICENSES = "THIRD-PARTY-LICENSES.txt";

/** The lines of a program that lies alone. @param more what it lacks besides, if it has not been bundled either */
const leftOut = (...more: string[]) =>
  [...more, "live.js", "explore.html", "lessons.html", "api.html"].map(
    (part) => `fast-weights: ${part} is left out; npm run site makes it in a checkout of the project\n`,
  );

describe("a site is not made, and none is lost,", () => {
  test.each<[string, string, Buffer, string]>([
    ["of a torn preview", "viz/recovery_bars.png", Buffer.from("\x89PNG"), "viz/recovery_bars.png: is not a PNG"],
    ["of a report without a title", "report/README.md", Buffer.from("**lead**\n"), "report/README.md: has no title"],
  ])("%s", async (_, path, content, words) => {
    const repository = new TestRepository();
    repository.commit(new Map([...outputs, [path, content], ["_site/index.html", "old"], ["_site/404.html", "old"]]));
    const { status, stdout, stderr } = await called(["site"], repository.folder);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^fast-weights: [^\n]*; fast-weights build makes it\n$/);
    expect(stderr).toContain(words);
    expect([...filesIn(join(repository.folder, "_site")).keys()]).toEqual(["404.html", "index.html"]);
  });
});

describe("the site", () => {
  /** For those who only read it. */
  let plain: Awaited<ReturnType<typeof site>>;
  const repository = new TestRepository(sharedFolder());
  beforeAll(async () => {
    plain = await site([], repository);
  });

  it("has the report at its root, pictures, animation, data, schemas, the reference, changes, and a page for what is not there", async () => {
    const { files, page } = plain;
    const expected = [...outputs.keys()].filter((path) => !/report\/(README\.md|index\.html)/.test(path));
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([...expected, "index.html", "404.html", "changes.html", "api.html", "explore.html"]),
    );
    expect(files.has("sitemap.xml")).toBe(false);
    for (const path of expected)
      if (path !== "report/results.json") expect(files.get(path)).toEqual(Buffer.from(outputs.get(path)!));
    expect(page("changes.html")).toMatch(
      /v1\.0\.0 \(\w{7}\) → this report: other results at the same settings \(run\)/,
    );
    expect(page("api.html")).toContain("Runs the protocol once.");
    expect(page("lessons.html")).toContain('<a href="explore.html#nRehearse=15">');
  });

  it.each([
    ["a report without studies", async () => plain.files],
    ["the report of this checkout", publishedSite],
  ])("has only links that lead somewhere, none of them from the root of a server: %s", async (_, make) => {
    const files = await make();
    const pages = new Map(
      [...files].filter(([name]) => name.endsWith(".html")).map(([name, page]) => [name, `${page}`]),
    );
    for (const [name, page] of pages) {
      const links = [...page.matchAll(/ (?:href|src)="([^"]+)"/g)].map(([, link]) => link!);
      expect(links.length).toBeGreaterThan(0);
      for (const link of links.filter((one) => !/^(https?|data):/.test(one))) {
        const [path = "", id] = link.split("#");
        expect(path, name).not.toMatch(/^\//);
        const target = path === "" ? name : posix.join(posix.dirname(name), path);
        if (path !== "./") expect(files.has(target), `${name}: ${link}`).toBe(true);
        // The explorer's fragments are settings.
        if (id && target !== "explore.html")
          expect(pages.get(target)!.includes(` id="${id}"`), `${name}: ${link}`).toBe(true);
      }
    }
    expect(pages.get("explore.html")).toMatch(/<a href="index\.html#[a-z]-the-data-and-how-to-make-it-again">/);
  });

  it("has no link to a file that is missing, and says so in a line", async () => {
    const lacking = new TestRepository();
    const report = (outputs.get("report/README.md") as string).replace("\n## ", "\n![Gone](../viz/gone.png)\n\n## ");
    const drawing = ["viz/recovery_bars.svg", undefined] as const;
    const data = ["report/history.csv", undefined] as const;
    lacking.commit(new Map([...outputs, ["report/README.md", report]])).commit(new Map([drawing, data]));
    const { status, stderr } = await called(["site"], lacking.folder);
    const says = (path: string) => `fast-weights: ${path}: is not there; index.html has no link to it\n`;
    const gone = ["viz/gone.png", "viz/recovery_bars.svg", "report/history.csv"];
    expect({ status, stderr }).toEqual({ status: 0, stderr: [...gone.map(says), ...leftOut(LICENSES)].join("") });
    const page = readFileSync(join(lacking.folder, "_site/index.html"), "utf8");
    for (const path of gone) expect(page).not.toContain(`"${path}"`);
    expect(page).toContain("<a>Data</a>");
    expect(page).toContain('<a href="report/sweep.csv">');
  });

  it("describes itself as a research object crate, every file and what made it", async () => {
    const { files } = await site(["--base-url", "https://example.org/"]);
    const require = createRequire(import.meta.url);
    // The validator asks the network for the context that it has beside it.
    vi.stubGlobal("fetch", async () => Response.json(require("ro-crate/lib/context.json")));
    const { Validator } = require("ro-crate/lib/validator.js");
    vi.unstubAllGlobals();
    const validator = new Validator();
    validator.parseJSON(files.get(CRATE)!.toString());
    await validator.validate();
    expect(validator.results.length).toBeGreaterThan(5);
    expect(validator.results.filter(({ status }: { status: string }) => status !== "success")).toEqual([]);
    const entities: { "@id": string; "@type": string; contentSize?: string }[] = JSON.parse(
      files.get(CRATE)!.toString(),
    )["@graph"];
    const described = entities.filter((entity) => entity["@type"] === "File");
    const sizes = described.map((entity) => [entity["@id"], Number(entity.contentSize)] as const);
    const written = [...files].filter(([path]) => path !== CRATE).map(([path, { length }]) => [path, length] as const);
    expect(new Map(sizes)).toEqual(new Map(written));
    const ids = entities.map((entity) => entity["@id"]);
    expect(new Set(ids).size).toBe(ids.length);
    const named = [
      ...files
        .get(CRATE)!
        .toString()
        .matchAll(/\{\s*"@id": "([^"]+)"\s*\}/g),
    ].map(([, id]) => id!);
    expect(named.filter((id) => !ids.includes(id) && !id.startsWith("https://w3id.org/ro/crate"))).toEqual([]);
    const results = entities.find((entity) => entity["@id"] === "report/results.json");
    expect(results).toMatchObject({
      encodingFormat: "application/json",
      conformsTo: { "@id": "report/results.schema.json" },
    });
  });

  it("shows a preview with a picture, whose address is whole where the site's is known", async () => {
    const content = (page: string, name: string) => new RegExp(`property="${name}" content="([^"]+)"`).exec(page)?.[1];
    expect(content(plain.page("index.html"), "og:image")).toBe("viz/recovery_bars.png");
    const { page } = await site(["--base-url", "https://example.org/any/sub path"]);
    const address = "https://example.org/any/sub%20path/";
    expect(content(page("index.html"), "og:image")).toBe(`${address}viz/recovery_bars.png`);
    expect(content(page("index.html"), "og:url")).toBe(address);
    // The address of a page that is not there is not known.
    for (const name of ["explore.html", "lessons.html", "changes.html", "api.html", "404.html"]) {
      expect(content(page(name), "og:url")).toBe(name === "404.html" ? undefined : address + name);
      expect(content(page(name), "og:image")).toBe(`${address}viz/recovery_bars.png`);
      expect(content(page(name), "og:title")).toBe(/<title>(.*?)<\/title>/.exec(page(name))![1]);
    }
    expect(page("404.html")).toContain(`href="${address}"`);
    const listed = [...page("sitemap.xml").matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url);
    expect(listed).toEqual([
      address,
      ...["explore.html", "lessons.html", "changes.html", "api.html"].map((name) => address + name),
    ]);
  });

  it("has lessons where the report has none beside it: those of the program", async () => {
    const { repository } = await site();
    repository.commit(new Map([["docs/lessons.md", undefined]]));
    const packed = join(folder, "dist/explorer/lessons.md");
    cpSync(join(root, "docs/lessons.md"), packed);
    onTestFinished(() => rmSync(packed));
    expect(await command(["site"], { cwd: repository.folder, file: program })).toMatchObject({ status: 0, stderr: "" });
    const made = filesIn(join(repository.folder, "_site"));
    expect(made.get("lessons.html")).toEqual(plain.files.get("lessons.html"));
    expect(made.get("index.html")!.toString()).toContain('<a href="lessons.html">Five lessons</a>');
  });

  it("says in a line each what it leaves out where only the program has been bundled; the licences are there", async () => {
    const { repository } = await site();
    const { status, stderr } = await command(["site"], { cwd: repository.folder, file: install(emptyFolder()) });
    expect({ status, stderr }).toEqual({ status: 0, stderr: leftOut().join("") });
    const made = filesIn(join(repository.folder, "_site"));
    expect(made.get(LICENSES)).toEqual(readFileSync(join(root, "dist", LICENSES)));
    expect([...made.keys()].filter((path) => /^(explore|lessons|api|live)\b/.test(path))).toEqual([]);
  });

  it("replaces an older site, and no other folder", async () => {
    const { repository, folder } = await site();
    writeFileSync(join(folder, "old.html"), "");
    expect((await called(["site"], repository.folder)).status).toBe(0);
    expect(existsSync(join(folder, "old.html"))).toBe(false);
    mkdirSync(join(repository.folder, "mine"));
    writeFileSync(join(repository.folder, "mine/letter"), "dear");
    const { status, stderr } = await called(["site", "--out", "mine"], repository.folder);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'fast-weights: --out "mine": has other things than a site in it, which would be lost\n',
    });
    expect(readFileSync(join(repository.folder, "mine/letter"), "utf8")).toBe("dear");
  });

  it("is made without a repository, and without a release before, too; but not without a report", async () => {
    const { repository } = await site();
    repository.git("tag", "--delete", "v1.0.0");
    repository.git("tag", "v2.0.0");
    const { stdout } = await called(["site"], repository.folder);
    expect(stdout).not.toContain("changes.html");
    const nothing = await called(["site"], emptyFolder());
    expect(nothing).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringMatching(/is not there; fast-weights build makes it\n$/),
    });
  });
});
