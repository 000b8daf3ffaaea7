import fc from "fast-check";
import { studies } from "../../src/studies/index.ts";

/** Command lines that nobody would think of, and that somebody will type. */

/** The words of a text. */
const words = (listed: string): string[] => listed.split(/ +/);

const wholeFlags = words("--seed --dim --n-pairs --n-rehearse --n-a-sweeps --n-b-sweeps --n-rehearse-sweeps");
const rateFlags = ["--slow-lr", "--fast-lr", "--fast-decay"];
const settingFlags = [...wholeFlags, ...rateFlags, "--sweep"];

/** The words that a command knows, by command; a flag that ends in "=" takes a value. */
const flagsOf: Readonly<Record<string, readonly string[]>> = {
  run: [...settingFlags.map((flag) => `${flag}=`), "--json", "--help"],
  build: [...settingFlags.map((flag) => `${flag}=`), "--out=", "--help"],
  study: ["--list", "--seeds=", "--json", "--shard=", "--out=", "--workers=", "--help"],
  "study merge": ["--json", "--out=", "--help"],
  check: ["--studies", "--out=", "--workers=", "--help"],
  diff: ["--all", "--precision=", "--json", "--md", "--html=", "--exit-code", "--help"],
  site: ["--out=", "--base-url=", "--help"],
};
const everyFlag = [...new Set(Object.values(flagsOf).flat())];

/** Small whole numbers, as they are typed: cheap where they are accepted. */
const small = fc
  .tuple(fc.constantFrom("", "", "", "+", "0", "000"), fc.integer({ min: 0, max: 6 }))
  .map((parts) => parts.join(""));

/** Rates as they are typed: every way to write a decimal number. */
const rate = fc.oneof(
  fc.constantFrom(...words("0 1 .5 5e-1 0.1 1E-3 0.30000000000000000001 1. -0 -0.0 +.25 0e999 5e-324")),
  fc.double({ min: 0, max: 1, noNaN: true }).map(String),
  fc.tuple(fc.nat(9999), fc.integer({ min: -330, max: 3 })).map(([digits, exponent]) => `${digits}e${exponent}`),
  fc.array(fc.nat(9), { minLength: 20, maxLength: 400 }).map((digits) => `0.${digits.join("")}`),
);

/** Seeds of any size. */
const seedText = fc.oneof(
  small,
  fc.bigInt({ min: 0n, max: 2n ** 200n }).map(String),
  fc.constantFrom("9007199254740993", "18446744073709551616"),
);

/** Numbers that nothing takes, or hardly anything does. */
const strange = fc.oneof(
  fc.constantFrom(...words("NaN -NaN Infinity -Infinity inf 1e400 -1e400 1e-400 -1e-400 1e1 0x10 0b1 0o7 1_000")),
  fc.constantFrom(...words("1,5 1.000,5 010 ١٢ ५ ５ ½ ² Ⅴ −5 –5"), " 5", "5 ", "5\t", "\t5", "5\n", "5\r\n6"),
  fc.constantFrom("5\u200c", "\u200b5", "\ufeff5", ...words("5n 5.0.0 1e e5 . + - +-1 --1 1e+-3 1/2 50% $5 five")),
  fc.constantFrom(...words("null undefined true {} [] __proto__")),
  fc.integer({ min: -(2 ** 31), max: -1 }).map(String),
  fc.integer({ min: 2_000_001, max: Number.MAX_SAFE_INTEGER }).map(String),
  fc.bigInt({ min: -(2n ** 70n), max: -(2n ** 53n) }).map(String),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 1100n }).map(String),
  fc
    .double({ min: 1.0000001, max: Number.MAX_VALUE })
    .map((value) => (Number.isInteger(value) ? `${value}.5` : String(value))),
  fc.nat(40_000).map((length) => "9".repeat(length)),
);

/** Text of every kind, and what looks like a flag; nothing that leads out of the folder. */
const text = fc
  .oneof(
    fc.constantFrom("", " ", "\u2028", "\u001b[2J", "\u202egnp", "$(touch x)", "; x"),
    fc.constantFrom(...words("-- - -x -5 --dim --json --json=1 --bogus --- = --= --=5 --dim=")),
    fc.constantFrom(
      ...words("run build merge HEAD HEAD~1 main shards extra decay constructor __proto__ toString * `x` %s \\"),
    ),
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.string({ unit: "grapheme", maxLength: 10 }),
    fc.constantFrom("\ud800", "\udfff5", "5\ud800"),
    fc.nat(5_000).map((length) => "x".repeat(length)),
  )
  .map((word) => word.replaceAll(/\0|\.\.|^[/~]+/g, "_"));

const folder = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("with space", ...words("out a/b/c ü shards . _site report file no/x")) },
  { weight: 2, arbitrary: fc.constantFrom("", "x".repeat(300), ...words("/dev/null /dev/null/x /proc/x file/x")) },
  { weight: 1, arbitrary: text },
);

const valueFor = (flag: string): fc.Arbitrary<string> => {
  const good = goodValueOf(flag);
  return fc.oneof({ weight: 20, arbitrary: good }, { weight: 2, arbitrary: strange }, { weight: 1, arbitrary: text });
};

function goodValueOf(flag: string): fc.Arbitrary<string> {
  if (flag === "--seed") return seedText;
  if (rateFlags.includes(flag)) return rate;
  if (wholeFlags.includes(flag)) return small;
  if (flag === "--sweep" || flag === "--workers") return fc.constantFrom("1", "2", "3");
  if (flag === "--seeds") return fc.constantFrom("2", "3", "1", "10001");
  if (flag === "--shard") {
    return fc.constantFrom(...words("1/2 2/2 1/1 3/10000 0/2 3/2 1/10001 1/0 1 1/2/3 -1/2 1/2.5"));
  }
  if (flag === "--precision") return fc.constantFrom("0", "3", "15", "16");
  if (flag === "--base-url")
    return fc.constantFrom("https://example.org/a", "http://x", "ftp://x", "x", "//x", "javascript:1", "https://");
  return folder;
}

/** A flag as it is typed: with its value behind it, or in it, or forgotten. */
function flagWords(flag: string): fc.Arbitrary<string[]> {
  if (!flag.endsWith("=")) return fc.constant([flag]);
  const name = flag.slice(0, -1);
  const forms = fc.constantFrom("apart", "apart", "apart", "joined", "joined", "forgotten");
  return fc.tuple(forms, valueFor(name)).map(([form, value]) => {
    if (form === "forgotten") return value.length % 7 === 0 ? [name] : [name, value];
    return form === "joined" ? [`${name}=${value}`] : [name, value];
  });
}

/** What is nearly a flag. */
const misspelt = fc
  .tuple(
    fc.constantFrom(...everyFlag),
    fc.constantFrom<(flag: string) => string>(
      (flag) => flag.slice(0, -2),
      (flag) => flag.slice(1),
      (flag) => `-${flag}`,
      (flag) => flag.toUpperCase(),
      (flag) => flag.replace("--", "—"),
      (flag) => flag.replace("--", "‐‐"),
      (flag) => flag.replaceAll("e", "е"),
      (flag) => `${flag} `,
      (flag) => flag.replaceAll("-", "_"),
      (flag) => flag.replace("--", "--no-"),
      (flag) => `${flag}\n`,
      (flag) => flag.repeat(500),
    ),
  )
  .map(([flag, spoil]) => [spoil(flag.replace("=", ""))]);

const wordsOf: Readonly<Record<string, fc.Arbitrary<string[]>>> = {
  study: fc.subarray([...studies.map(({ name }) => name), "dacey"], { minLength: 1, maxLength: 2 }),
  "study merge": fc.subarray(["shards", "nowhere", "file", "report"], { maxLength: 2 }),
  diff: fc.subarray(words("HEAD HEAD~1 main nothing HEAD:report @{u} :/outputs HEAD^{tree}"), { maxLength: 2 }),
};

/** Words of one command: mostly what it knows, each once, sometimes anything. */
const lineOf = (command: string): fc.Arbitrary<string[]> => {
  const own = fc
    .shuffledSubarray(flagsOf[command]!.filter((flag) => flag !== "--help"))
    .chain((flags) => fc.tuple(...flags.slice(0, 5).map(flagWords)));
  const noise = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...everyFlag).chain(flagWords) },
    { weight: 2, arbitrary: misspelt },
    { weight: 2, arbitrary: text.map((word) => [word]) },
    { weight: 1, arbitrary: fc.constantFrom(...flagsOf[command]!).chain(flagWords) },
  );
  const names = wordsOf[command] ?? fc.constant([]);
  const parts = fc.tuple(
    own,
    fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(noise, { maxLength: 2 }) }),
  );
  return fc.tuple(parts, names, fc.boolean()).map(([[flags, others], words, first]) => {
    const behind = [...flags, ...others].flat();
    return [...command.split(" "), ...(first ? [...words, ...behind] : [...behind, ...words])];
  });
};

/** Sizes that are let in, and rightly take minutes: larger ones are refused. */
const isLong = (word: string): boolean => /^(--[\w-]+=)?\+?0*[1-9]\d{3,5}$/.test(word);

/** A command line, without the program's name. */
export const commandLine: fc.Arbitrary<string[]> = fc
  .oneof(
    { weight: 48, arbitrary: lineOf("run").chain((words) => fc.constantFrom(words, [...words, "--json"])) },
    { weight: 3, arbitrary: lineOf("build") },
    { weight: 3, arbitrary: lineOf("build").map(([, ...words]) => words) },
    {
      weight: 12,
      arbitrary: fc
        .tuple(lineOf("study"), fc.constantFrom([], ["--seeds=2"], ["--seeds=3"], ["--seeds", "2"]))
        .map(([words, seeds]) => [...words, ...seeds]),
    },
    { weight: 6, arbitrary: lineOf("study merge") },
    { weight: 4, arbitrary: lineOf("check") },
    { weight: 7, arbitrary: lineOf("diff") },
    { weight: 4, arbitrary: lineOf("site") },
    { weight: 5, arbitrary: fc.array(fc.oneof(text, strange), { minLength: 1, maxLength: 4 }) },
  )
  .filter((words) => !words.some(isLong));
