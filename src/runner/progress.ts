import { counted, grouped } from "../format.ts";

/** Reports how far a study is: by a bar on a terminal, by a line for every tenth in a log. */
export interface Progress {
  /** @param label the study @param kept how many of `total` seeds were finished before */
  start(label: string, kept: number, total: number): void;
  advance(): void;
  end(): void;
}

/** The members of a stream that progress needs. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Letters of the bar. */
const BAR = 30;

interface State {
  readonly label: string;
  readonly kept: number;
  readonly total: number;
  readonly started: number;
  done: number;
}

export function progressOn(stream: ProgressStream, now: () => number = () => performance.now()): Progress {
  let state: State | undefined;
  const show = stream.isTTY === true ? drawBar : printTenth;
  return {
    start: (label, kept, total) => {
      state = { label, kept, total, started: now(), done: kept };
      show(stream, state, 0);
    },
    advance: () => {
      if (state === undefined) return;
      state.done++;
      show(stream, state, now() - state.started);
    },
    end: () => {
      if (state !== undefined && stream.isTTY === true) stream.write("\r\x1b[K");
      state = undefined;
    },
  };
}

function drawBar(stream: ProgressStream, state: State, elapsed: number): void {
  const filled = Math.round((BAR * state.done) / state.total);
  const bar = "█".repeat(filled) + "░".repeat(BAR - filled);
  const line = `${state.label} ${bar} ${describe(state, elapsed)}`;
  // A terminal of unknown width has 0 columns.
  stream.write(`\r\x1b[K${[...line].slice(0, (stream.columns || 80) - 1).join("")}`);
}

function printTenth(stream: ProgressStream, state: State, elapsed: number): void {
  const { label, kept, done, total } = state;
  const tenth = (seeds: number) => Math.floor((10 * seeds) / total);
  if (done === kept || tenth(done) > tenth(done - 1)) stream.write(`${label}: ${describe(state, elapsed)}\n`);
}

function describe({ kept, done, total }: State, elapsed: number): string {
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
