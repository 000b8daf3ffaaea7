/** How fast the records go by: so many a second, or all of them in so many seconds. */
export type Speed = { readonly perSecond: number } | { readonly seconds: number };

export const speeds: readonly { readonly name: string; readonly speed: Speed }[] = [
  { name: "3 records a second", speed: { perSecond: 3 } },
  { name: "8 records a second", speed: { perSecond: 8 } },
  { name: "25 records a second", speed: { perSecond: 25 } },
  { name: "the whole run in 10 s", speed: { seconds: 10 } },
];

/** The clock of a page: asks to be called before the next frame. */
export type NextFrame = (callback: (time: number) => void) => void;

/** Which record is shown, and playing through all of them. */
export class Player {
  readonly #nextFrame: NextFrame;
  readonly #changed: () => void;
  #records = 1;
  #record = 0;
  #speed: Speed = speeds[1]!.speed;
  /** Where and when playing began; undefined while it rests. */
  #start: { readonly record: number; readonly time: number } | undefined;

  /** @param changed called when the record has changed, or playing has begun or ended */
  constructor(nextFrame: NextFrame, changed: () => void) {
    this.#nextFrame = nextFrame;
    this.#changed = changed;
  }

  get record(): number {
    return this.#record;
  }

  get last(): number {
    return this.#records - 1;
  }

  get playing(): boolean {
    return this.#start !== undefined;
  }

  /** Another run, of so many records, at rest at one of them. */
  load(records: number, record: number): void {
    this.#records = records;
    this.#start = undefined;
    this.#record = Math.min(record, this.last);
  }

  /** Goes to a record, and rests there. */
  go(record: number): void {
    this.#start = undefined;
    this.#record = Math.max(0, Math.min(this.last, record));
    this.#changed();
  }

  step(by: number): void {
    this.go(this.#record + by);
  }

  /** Plays from here to the last record; from the last one, from the beginning. */
  play(): void {
    if (this.#record === this.last) this.#record = 0;
    this.#begin();
    this.#changed();
  }

  pause(): void {
    this.go(this.#record);
  }

  setSpeed(speed: Speed): void {
    this.#speed = speed;
    if (this.playing) this.#begin();
  }

  #begin(): void {
    const start = { record: this.#record, time: performance.now() };
    this.#start = start;
    const tick = (time: number): void => {
      if (this.#start !== start) return;
      this.#advance(start, time);
      if (this.playing) this.#nextFrame(tick);
    };
    this.#nextFrame(tick);
  }

  #advance({ record, time }: { record: number; time: number }, now: number): void {
    const perSecond = "perSecond" in this.#speed ? this.#speed.perSecond : this.#records / this.#speed.seconds;
    const reached = Math.min(this.last, record + Math.max(0, Math.floor(((now - time) / 1000) * perSecond)));
    if (reached === this.#record) return;
    this.#record = reached;
    if (reached === this.last) this.#start = undefined;
    this.#changed();
  }
}
