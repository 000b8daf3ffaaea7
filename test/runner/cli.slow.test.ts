import { expect, it } from "vitest";
import { command } from "../command.ts";

it("check --studies finds that committed results are what the study gives", async () => {
  const checked = await command(["check", "--studies", "decay"]);
  expect(checked).toMatchObject({ status: 0, stdout: "report/studies/decay.json: is what the study gives\n" });
});
