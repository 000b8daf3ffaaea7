import { bareTitle, plainText } from "./tables.ts";

/** A sentence or a heading of the report that was changed; a sentence that came or went has no other side. */
export interface SentenceChange {
  /** The heading above it. */
  readonly section: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

interface Sentence {
  readonly section: string;
  readonly text: string;
}

/** Compares the prose of two reports in markdown: what stands in only one of them, in pairs that have words in common. */
export function compareSentences(before: string, after: string): SentenceChange[] {
  const [all, others] = [parseSentences(before), parseSentences(after)];
  const gone = without(all, others);
  const come = without(others, all);
  const titles = findRenames(all, others);
  const titleOf = (section: string) => bareTitle(titles.get(section) ?? section);
  const mayPair = gone.length * come.length <= MOST_PAIRS;
  const changed = come.map(({ section, text }) => {
    const old = mayPair
      ? mostAlike(
          text,
          gone.filter((one) => bareTitle(one.section) === titleOf(section)),
        )
      : undefined;
    if (old) gone.splice(gone.indexOf(old), 1);
    return { section, before: old?.text, after: text };
  });
  const heading = (title: string) => `Heading: ${title}`;
  const renamed = [...titles].map(([section, old]) => ({ section, before: heading(old), after: heading(section) }));
  return [...renamed, ...changed, ...gone.map(({ section, text }) => ({ section, before: text, after: undefined }))];
}

/** Shorter sentences, as "Verdict." and that of the seeds, stand in several sections. */
const TELLING = 60;

/** Finds the earlier names of sections: where a sentence stands below a new heading that stood below one that is gone. */
function findRenames(before: readonly Sentence[], after: readonly Sentence[]): ReadonlyMap<string, string> {
  const [titles, others] = [before, after].map((all) => new Set(all.map(({ section }) => bareTitle(section))));
  const telling = before.filter(({ text }) => text.length > TELLING);
  const sections = new Map(telling.map(({ section, text }) => [text, section]));
  return new Map(
    after.flatMap(({ section, text }) => {
      const old = sections.get(text);
      const isRenamed = old !== undefined && !titles!.has(bareTitle(section)) && !others!.has(bareTitle(old));
      return isRenamed ? [[section, old]] : [];
    }),
  );
}

/** Texts that differ in more sentences are other texts. */
const MOST_PAIRS = 100_000;

function without(sentences: readonly Sentence[], others: readonly Sentence[]): Sentence[] {
  const known = new Set(others.map(({ text }) => text));
  return sentences.filter(({ text }) => !known.has(text));
}

function mostAlike(text: string, candidates: readonly Sentence[]): Sentence | undefined {
  const words = new Set(text.split(" "));
  let [best, most]: [Sentence | undefined, number] = [undefined, 0.4];
  for (const candidate of candidates) {
    const others = new Set(candidate.text.split(" "));
    const share = [...others].filter((word) => words.has(word)).length / Math.max(words.size, others.size);
    if (share > most) [best, most] = [candidate, share];
  }
  return best;
}

/** Splits paragraphs and lists of markdown into sentences, without code, formulas, tables, headings, and a caption's number and links. */
function parseSentences(markdown: string): Sentence[] {
  let section = "";
  return markdown
    .replace(/^```.*?^```/gms, "")
    .replace(/<br><a href="[^"\n]*">Data<\/a>.*|(?:\*\*|<strong>)(?:Table|Figure) \d+\.(?:\*\*|<\/strong>)/g, "")
    .split(/\n\s*\n|^(?=[-#|])/m)
    .flatMap((block) => {
      if (block.startsWith("#")) section = plainText(block.replace(/^#+ /, ""));
      if (/^[#|]/.test(block)) return [];
      const sentences = plainText(block.replace(/\s+/g, " ")).split(/(?<=[.!?]) /);
      return sentences.flatMap((text) => (text === "" ? [] : { section, text }));
    });
}

const marks = { gone: ["[-", "-]"], come: ["{+", "+}"], same: ["", ""] } as const;
type Kind = keyof typeof marks;

/** Marks the words that changed as git does: "from [-20 %-] {+25 %+} to". */
export function markWords(before: string, after: string): string {
  const runs: { kind: Kind; words: string[] }[] = [];
  for (const [kind, word] of alignWords(before.split(" ").filter(Boolean), after.split(" ").filter(Boolean))) {
    if (runs.at(-1)?.kind !== kind) runs.push({ kind, words: [] });
    runs.at(-1)!.words.push(word);
  }
  return runs.map(({ kind, words }) => marks[kind].join(words.join(" "))).join(" ");
}

/** Sentences of more words are shown whole, before and after. */
const MOST_WORDS = 400;

/** Walks along a longest common subsequence of two texts. */
function* alignWords(a: readonly string[], b: readonly string[]): Generator<[Kind, string]> {
  const isShort = Math.max(a.length, b.length) <= MOST_WORDS;
  const lengths = isShort ? Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1)) : [];
  for (let i = lengths.length - 2; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const skipped = Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
      lengths[i]![j] = a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : skipped;
    }
  }
  let [i, j] = [0, 0];
  while (isShort && i < a.length && j < b.length) {
    const kind = a[i] === b[j] ? "same" : lengths[i + 1]![j]! >= lengths[i]![j + 1]! ? "gone" : "come";
    yield [kind, kind === "come" ? b[j]! : a[i]!];
    if (kind !== "come") i++;
    if (kind !== "gone") j++;
  }
  for (const word of a.slice(i)) yield ["gone", word];
  for (const word of b.slice(j)) yield ["come", word];
}
