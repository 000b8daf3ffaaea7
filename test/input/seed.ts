/** What fast-check draws from: another seed each time, or one that a failure has named. */
export const seed = Number(process.env.FAST_CHECK_SEED ?? Date.now() % 2 ** 31);

/** For the titles of tests, which is where a seed is looked for. */
export const drawn = `(FAST_CHECK_SEED=${seed} draws the same)`;
