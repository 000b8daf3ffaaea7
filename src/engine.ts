/**
 * V8's settings for what takes a second or two. Most of it runs too seldom to be worth optimizing, and Node 20 optimizes it all
 * the same, at a tenth of a build's time; and V8 would rather let garbage lie in ever more memory than look for it. Later
 * versions wait by themselves, and know no such settings.
 */
export const briefly: readonly string[] =
  Number.parseInt(process.versions.v8, 10) < 12 ? ["--interrupt-budget=500000", "--semi-space-growth-factor=1"] : [];
