import { describe, expect, test } from "vitest";
import { archive, cases, spoilFiles } from "../input/file-trial.ts";
import { drawn } from "../input/seed.ts";

const FILES = 60;

/** Nine kinds of files, and git's in a pack: 2 400 spoilt files. */
describe.each([
  ["loose objects", false, Object.entries(cases)],
  ["a pack", true, Object.entries(cases).filter(([name]) => name === "git objects")],
] as const)(`spoilt files end in words, not in a crash ${drawn}, git with %s`, (_, isPacked, kinds) => {
  const place = archive(isPacked);

  test.each([1, 2, 3, 4].flatMap((round) => kinds.map(([name, one]) => [name, round, one] as const)))(
    "%s, round %i",
    async (name, round, one) => {
      const { spoilt, refused } = await spoilFiles(FILES, one, place, round);
      expect(spoilt).toBe(FILES);
      // Text may say anything, and a file of finished seeds that is none is begun anew.
      if (!["report/README.md", "finished seeds"].includes(name)) expect(refused).toBeGreaterThan(0);
    },
  );
});
