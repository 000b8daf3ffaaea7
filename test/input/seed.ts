/** What fast-check draws from: the same in every `npm test`; another seed in each `npm run torture`, or one that a failure has named. */
export const seed = Number(process.env.FAST_CHECK_SEED ?? 1987);

/** For the titles of tests, which is where a seed is looked for. */
export const drawn = `(FAST_CHECK_SEED=${seed} draws the same)`;
