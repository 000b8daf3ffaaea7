import { counted, grouped } from "../format.ts";

/** Reports how far a study is: by a bar on a terminal, by a line for every tenth in a log. */
export interface Progress {
  /** Begins to report on `label`, of whose `total` seeds `kept` were finished before. @returns a function that adds one */
  start(label: string, kept: number, total: number): () => void;
  end(): void;
}

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Letters of the bar. */
const BAR = 30;

export function progressOn(stream: Stream, now: () => number = () => performance.now()): Progress {
  let isBarShown = false;
  return {
    start(label, kept, total) {
      const started = now();
      let done = kept;
      const show = () => {
        const words = describe(kept, done, total, now() - started);
        isBarShown = stream.isTTY === true;
        if (isBarShown) drawBar(stream, label, done / total, words);
        else if (done === kept || tenth(done, total) > tenth(done - 1, total)) stream.write(`${label}: ${words}\n`);
      };
      show();
      return () => {
        done++;
        show();
      };
    },
    end() {
      if (isBarShown) stream.write("\r\x1b[K");
      isBarShown = false;
    },
  };
}

function drawBar(stream: Stream, label: string, share: number, words: string): void {
  const filled = Math.round(BAR * share);
  const line = `${label} ${"█".repeat(filled)}${"░".repeat(BAR - filled)} ${words}`;
  // A terminal of unknown width has 0 columns.
  stream.write(`\r\x1b[K${[...line].slice(0, (stream.columns || 80) - 1).join("")}`);
}

const tenth = (done: number, total: number): number => Math.floor((10 * done) / total);

function describe(kept: number, done: number, total: number, elapsed: number): string {
  const seeds = `${grouped(done)} of ${counted(total, "seed")}`;
  if (done === kept) return kept === 0 ? seeds : `${seeds} from before`;
  return done === total ? seeds : `${seeds}, ${duration((elapsed / (done - kept)) * (total - done))} left`;
}

/** Writes 12 s, 3 min, 2.5 h. @param milliseconds rounded up: the last second is not the end */
function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 100) return `${seconds} s`;
  return seconds < 6000 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
