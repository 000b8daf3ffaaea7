import { chmodSync, chownSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { withLock } from "../../src/files/place.ts";
import { command, digestsOf, emptyFolder, filesIn, havePermissions, unprivileged } from "../command.ts";
import { drawn } from "../input/seed.ts";
import { BUSY, buildAt, buildAtOnce, expectNextBuild, fill, killBuilds, trialFolder } from "./builds.ts";

const place = trialFolder();

it(`builds that are killed leave every file whole, and the next build makes all new ${drawn}`, async () => {
  await killBuilds(4, place);
});

it("builds where another is running say so in a line, and change nothing", async () => {
  const folder = place.newFolder();
  fill(folder, place.whole[0]!);
  await withLock(folder, async () => {
    const answers = await Promise.all([1, 1].map((seed) => command(buildAt(seed), { cwd: folder })));
    for (const answer of answers) expect(answer).toEqual({ status: 1, stdout: "", stderr: BUSY });
  });
  expect(digestsOf(filesIn(folder))).toEqual(digestsOf(place.whole[0]!));
});

it.each([2, 3])("of %d builds at once one writes its files, and the others say that it does", async (count) => {
  await buildAtOnce(count, place);
});

it.runIf(havePermissions)(
  "a build whose folder turns read-only says so in a line, and the next makes all new",
  async () => {
    const folder = emptyFolder();
    fill(folder, place.whole[0]!);
    if (unprivileged !== undefined) {
      const within = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
      for (const path of [folder, ...within]) chownSync(path, unprivileged, unprivileged);
    }
    chmodSync(join(folder, "viz"), 0o555);
    const { status, stdout, stderr } = await command(buildAt(1), { cwd: folder, user: unprivileged });
    chmodSync(join(folder, "viz"), 0o755);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(
      /^fast-weights: --out "[^"]*": cannot be written, EACCES: [^\n]*; some files are new and others old\n$/,
    );
    await expectNextBuild(folder, place.whole[1]!);
  },
);
