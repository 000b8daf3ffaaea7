import fc from "fast-check";
import { test } from "vitest";
import { drawn, seed } from "../input/seed.ts";
import { expectDefinition } from "../model/dual-form.ts";
import { settingsUpTo } from "../model/settings.ts";

test.each([true, false])(
  `300 settings give the numbers of the definition, with self-connections: %s ${drawn}`,
  (own) => {
    const property = fc.property(settingsUpTo(80, 60, 40), (settings) => expectDefinition(settings, own));
    fc.assert(property, { numRuns: 300, seed });
  },
);
