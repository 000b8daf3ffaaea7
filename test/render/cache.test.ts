import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { figures } from "../../src/figures/index.ts";
import { bundle, copyCheckout, linkPackages } from "../checkout.ts";
import { command, digestsOf, emptyFolder, filesIn, root, small } from "../command.ts";
import { runAt } from "../report/example.ts";

type Files = Map<string, Buffer>;

/** A copy of the checkout with a cache of its own. */
let checkout: string;
let program: string;
let cache: string;
let built: Files;
beforeAll(async () => {
  checkout = mkdtempSync(join(tmpdir(), "fast-weights-cache-"));
  [program, cache] = [join(checkout, "dist/cli.js"), join(checkout, "node_modules/.cache/fast-weights-rehearsal")];
  copyCheckout(checkout);
  await bundle(checkout);
  built = await build();
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

async function build(...words: string[]): Promise<Files> {
  const cwd = mkdtempSync(join(checkout, "built-"));
  expect(await command([...small, ...words], { cwd, file: program })).toMatchObject({ status: 0 });
  return filesIn(cwd);
}

/** The figures, each as PNG and SVG, the animation and its last frame, also in both. */
const PICTURES = 2 * figures(runAt({ dim: 4, nPairs: 3 })).length + 3;
const FIGURE = "viz/recovery_bars.png";
const sha256 = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

/** Puts another picture in the place of a kept one, as whole as it was. @returns the picture */
function paint(name: string): Buffer {
  const painted = PNG.sync.write(new PNG({ width: 20, height: 10 }));
  const kept = join(cache, name);
  writeFileSync(kept, Buffer.concat([sha256(painted), painted]));
  return painted;
}

/** The name of the kept file that holds a picture. */
const nameOf = (picture: Buffer): string =>
  readdirSync(cache).find((name) => readFileSync(join(cache, name)).subarray(32).equals(picture))!;

describe("pictures are kept", () => {
  it("each in a file, and taken from there by a build, but not by check", async () => {
    expect(readdirSync(cache)).toHaveLength(PICTURES);
    const name = nameOf(built.get(FIGURE)!);
    const original = readFileSync(join(cache, name));
    const painted = paint(name);
    const cwd = emptyFolder();
    await command(small, { cwd, file: program });
    expect(filesIn(cwd).get(FIGURE)!.equals(painted)).toBe(true);
    const check = await command(["check"], { cwd, file: program });
    expect(check).toMatchObject({ status: 1, stdout: expect.stringContaining(`${FIGURE}: stale\n`) });
    writeFileSync(join(cache, name), original);
  });

  it("and not taken for those of another specification", async () => {
    const other = await build("--seed", "1");
    expect(other.get(FIGURE)!.equals(built.get(FIGURE)!)).toBe(false);
  });

  it("and drawn again where the kept file is cut short, empty, shorter than a hash, or changed by a bit", async () => {
    const damages: ((kept: Buffer) => Uint8Array)[] = [
      (kept) => kept.subarray(0, kept.length - 7),
      () => Buffer.of(),
      (kept) => kept.subarray(0, 20),
      (kept) => kept.fill(kept.at(-20)! ^ 1, kept.length - 20, kept.length - 19),
    ];
    const pictures = [...built].filter(([path]) => path.endsWith(".png")).map(([, picture]) => nameOf(picture));
    const whole = pictures.map((name) => readFileSync(join(cache, name)));
    for (const [i, damage] of damages.entries()) {
      writeFileSync(join(cache, pictures[i]!), damage(Buffer.from(whole[i]!)));
    }
    expect(digestsOf(await build())).toEqual(digestsOf(built));
    expect(pictures.map((name) => readFileSync(join(cache, name)))).toEqual(whole);
  });

  it("and none is taken where the code that draws has changed", async () => {
    const source = join(checkout, "src/render/png.ts");
    const text = readFileSync(source, "utf8");
    const changed = text.replace("compressionLevel: 5", "compressionLevel: 1");
    expect(changed).not.toBe(text);
    writeFileSync(source, changed);
    const kept = readdirSync(cache).length;
    cpSync(join(checkout, "dist"), join(checkout, "before"), { recursive: true });
    await bundle(checkout);
    const [before, after] = [built.get(FIGURE)!, (await build()).get(FIGURE)!];
    expect(after.length).toBeGreaterThan(before.length);
    expect(PNG.sync.read(after).data.equals(PNG.sync.read(before).data)).toBe(true);
    expect(readdirSync(cache)).toHaveLength(kept + PICTURES);
    writeFileSync(source, text);
    rmSync(join(checkout, "dist"), { recursive: true });
    renameSync(join(checkout, "before"), join(checkout, "dist"));
  });

  it("and none is taken where Vega has changed", async () => {
    const vega = join(checkout, "dist/vega.cjs");
    const [text, kept, name] = [readFileSync(vega), readdirSync(cache), nameOf(built.get(FIGURE)!)];
    const original = readFileSync(join(cache, name));
    paint(name);
    writeFileSync(vega, `${text}\n`);
    expect(digestsOf(await build())).toEqual(digestsOf(built));
    writeFileSync(vega, text);
    writeFileSync(join(cache, name), original);
    for (const drawn of readdirSync(cache)) if (!kept.includes(drawn)) rmSync(join(cache, drawn));
  });

  it("and all are taken where words have changed", async () => {
    const template = join(checkout, "templates/404.html.hbs");
    writeFileSync(template, `${readFileSync(template, "utf8")}<!-- other words -->`);
    cpSync(join(checkout, "dist"), join(checkout, "before"), { recursive: true });
    const names = readdirSync(join(checkout, "dist")).sort();
    await bundle(checkout);
    expect(readdirSync(join(checkout, "dist")).sort()).not.toEqual(names);
    const name = nameOf(built.get(FIGURE)!);
    const painted = paint(name);
    expect((await build()).get(FIGURE)!.equals(painted)).toBe(true);
    rmSync(join(cache, name));
    rmSync(join(checkout, "dist"), { recursive: true });
    renameSync(join(checkout, "before"), join(checkout, "dist"));
    expect(digestsOf(await build())).toEqual(digestsOf(built));
  });

  it("and none is taken where node-canvas is of another version", async () => {
    paint(nameOf(built.get(FIGURE)!));
    const canvas = join(checkout, "node_modules/canvas");
    rmSync(canvas);
    mkdirSync(canvas);
    writeFileSync(join(canvas, "package.json"), '{ "name": "canvas", "version": "4.0.1", "main": "index.js" }');
    writeFileSync(
      join(canvas, "index.js"),
      `module.exports = require(${JSON.stringify(join(root, "node_modules/canvas"))});`,
    );
    expect(digestsOf(await build())).toEqual(digestsOf(built));
    rmSync(canvas, { recursive: true });
    symlinkSync(join(root, "node_modules/canvas"), canvas, "junction");
  });

  it("nor where the font is", async () => {
    const fonts = join(checkout, "node_modules/@expo-google-fonts");
    rmSync(fonts);
    cpSync(join(root, "node_modules/@expo-google-fonts"), fonts, { recursive: true });
    const described = join(fonts, "source-sans-3/package.json");
    writeFileSync(described, readFileSync(described, "utf8").replace(/"version": "[^"]*"/, '"version": "9.9.9"'));
    const kept = readdirSync(cache).length;
    await build();
    expect(readdirSync(cache)).toHaveLength(kept + PICTURES);
    rmSync(fonts, { recursive: true });
    symlinkSync(join(root, "node_modules/@expo-google-fonts"), fonts, "junction");
  });

  it("as many as two hundred, the newest", async () => {
    const kept = readdirSync(cache);
    for (let i = 0; i < 220; i++) {
      writeFileSync(join(cache, `old-${i}`), "");
      utimesSync(join(cache, `old-${i}`), 0, i);
    }
    await build();
    const left = readdirSync(cache);
    expect(left).toHaveLength(200);
    expect(left).toEqual(expect.arrayContaining(kept));
  });
});

describe("a program that is not a checkout", () => {
  it.each([
    ["keeps pictures beside its packages where it is installed among them", "node_modules/program", true],
    ["keeps none where its packages are elsewhere", "lib/program", false],
  ])("%s", async (_, place, isKept) => {
    const folder = emptyFolder();
    linkPackages(folder);
    for (const name of ["dist", "package.json"]) {
      cpSync(join(checkout, name), join(folder, place, name), { recursive: true });
    }
    const cwd = emptyFolder();
    expect(await command(small, { cwd, file: join(folder, place, "dist/cli.js") })).toMatchObject({ status: 0 });
    expect(digestsOf(filesIn(cwd))).toEqual(digestsOf(built));
    expect(existsSync(join(folder, "node_modules/.cache"))).toBe(isKept);
    expect(readdirSync(join(folder, place)).sort()).toEqual(["dist", "package.json"]);
  });
});

it("a build works where the cache cannot be written", async () => {
  rmSync(cache, { recursive: true });
  writeFileSync(cache, "");
  expect(digestsOf(await build())).toEqual(digestsOf(built));
});
