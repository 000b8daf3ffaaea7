/**
 * V8's settings for what runs a second or two: most of it runs too seldom to be worth optimizing, and Node 20 optimizes it all
 * the same, at a tenth of a build's time. Later versions wait by themselves, and know no such setting.
 */
export const patience: readonly string[] =
  Number.parseInt(process.versions.v8, 10) < 12 ? ["--interrupt-budget=500000"] : [];
