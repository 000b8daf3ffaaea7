import { describe, expect, test } from "vitest";
import { archive, cases, spoilFiles } from "./file-trial.ts";
import { drawn } from "./seed.ts";

const place = archive();

describe(`spoilt files end in words, not in a crash ${drawn}`, () => {
  test.each(Object.entries(cases))(
    "%s",
    async (_, one) => {
      expect(await spoilFiles(20, one, place)).toMatchObject({ spoilt: 20 });
    },
    300_000,
  );
});
