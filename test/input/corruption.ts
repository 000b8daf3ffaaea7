import fc from "fast-check";

/** What becomes of files: by disks, by editors, by hands, and by people who mean harm. */

/** A way to spoil a file's content. */
export type Spoil = (content: Buffer) => Buffer;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (content: Buffer, where: number) => Math.floor(where * content.length);

/** Harm that any file can come to. */
const anyFile: fc.Arbitrary<Spoil> = fc.oneof(
  // Bits turned over.
  fc.array(fc.tuple(place, fc.nat(7)), { minLength: 1, maxLength: 20 }).map((flips) => (content: Buffer) => {
    const spoilt = Buffer.from(content);
    for (const [where, bit] of flips) if (content.length > 0) spoilt[at(content, where)]! ^= 1 << bit;
    return spoilt;
  }),
  // The end torn off.
  place.map((where) => (content: Buffer) => content.subarray(0, at(content, where))),
  // A part lost, there twice, or somewhere else.
  fc.tuple(place, place, fc.constantFrom("lost", "twice", "moved")).map(([one, other, kind]) => (content: Buffer) => {
    const [from, to] = [at(content, Math.min(one, other)), at(content, Math.max(one, other))];
    const [start, part, end] = [content.subarray(0, from), content.subarray(from, to), content.subarray(to)];
    return Buffer.concat(
      kind === "lost" ? [start, end] : kind === "twice" ? [start, part, part, end] : [start, end, part],
    );
  }),
  // Noise.
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 40 })).map(([where, noise]) => (content: Buffer) => {
    return Buffer.concat([content.subarray(0, at(content, where)), noise, content.subarray(at(content, where))]);
  }),
  fc.uint8Array({ maxLength: 400 }).map((noise) => () => Buffer.from(noise)),
);

/** Values that nobody expects where they stand, as JSON. */
const jsonValue = fc.oneof(
  fc.constantFrom(
    ...'null true "" [] {} -1 0 1e400 -0 1e308 5e-324 9007199254740993 [[]] "9" NaN {"__proto__":{}}'.split(" "),
  ),
  fc.constantFrom('"\\u0000"', '"\\ud800"', '"a\\nb"', '"\\u001b[2J"', '"<script>"', "1".repeat(400)),
  fc.constant(`${"[".repeat(100_000)}${"]".repeat(100_000)}`),
  fc.nat(100_000).map(String),
  fc.jsonValue().map((value) => JSON.stringify(value)),
);

const scalar = /(?<=[:[,]\s*)(?:-?[0-9][0-9.eE+-]*|"[^"\n]*"|null|true|false)(?=\s*[,\]}\n])/g;
const key = /"[^"\n]+"(?=\s*:)/g;

const replaceOne = (text: string, pattern: RegExp, where: number, by: string): string => {
  const found = [...text.matchAll(pattern)];
  const one = found[Math.floor(where * found.length)];
  return one === undefined ? text : text.slice(0, one.index) + by + text.slice(one.index + one[0].length);
};

const textual =
  (change: (text: string) => string): Spoil =>
  (content) =>
    Buffer.from(change(content.toString()));

/** Puts something in the place of one that a pattern finds. */
const replacing = (pattern: RegExp, values: fc.Arbitrary<string>): fc.Arbitrary<Spoil> =>
  fc.tuple(place, values).map(([where, value]) => textual((text) => replaceOne(text, pattern, where, value)));
const odd = ['"__proto__"', '"constructor"', '""', '"a\\nb"', '"toString"', '"\\u202e"'];

/** Harm that text comes to. */
const textFile: fc.Arbitrary<Spoil> = fc.oneof(
  fc.constantFrom<Spoil>(
    textual((text) => `\ufeff${text}`),
    textual((text) => text.replaceAll("\n", "\r\n")),
    textual((text) => text.replaceAll("\n", "")),
    textual((text) => text.toUpperCase()),
    textual((text) => text.repeat(2)),
    (content) => Buffer.concat([content.subarray(0, 40), Buffer.from([0xff, 0xfe, 0xc0]), content.subarray(40)]),
    (content) => Buffer.from(content.toString(), "utf16le"),
    () => Buffer.alloc(0),
    () => Buffer.alloc(10_000),
    () => Buffer.from("[".repeat(100_000)),
    () => Buffer.from(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`),
    () => Buffer.from("<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> main\n"),
  ),
  // A line lost, or there twice.
  fc.tuple(place, fc.boolean()).map(([where, twice]) =>
    textual((text) => {
      const lines = text.split("\n");
      const line = Math.floor(where * lines.length);
      lines.splice(line, 1, ...(twice ? [lines[line]!, lines[line]!] : []));
      return lines.join("\n");
    }),
  ),
);

/** Harm that data come to: another value, another key. */
export const dataFile: fc.Arbitrary<Spoil> = fc.oneof(
  { weight: 2, arbitrary: anyFile },
  { weight: 2, arbitrary: textFile },
  { weight: 5, arbitrary: replacing(scalar, jsonValue) },
  { weight: 2, arbitrary: replacing(key, fc.constantFrom(...odd)) },
);

/** Harm that pictures come to; numbers in their headers are where it tells most. */
export const pictureFile: fc.Arbitrary<Spoil> = fc.oneof(
  { weight: 3, arbitrary: anyFile },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(60), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff))
      .map(([where, value]) => (content: Buffer) => {
        const spoilt = Buffer.from(content);
        spoilt.fill(value, where, where + 2);
        return spoilt;
      }),
  },
);

/** Harm that a file of git's comes to. */
export const objectFile = anyFile;
