import { join } from "node:path";
import { test } from "node:test";
import { DOSSIER } from "../../src/model/index.ts";
import { formatReport } from "../../src/verify/index.ts";
import { assertGolden } from "../support/golden.ts";
import { reportOn, textIn } from "./support/attacker.ts";
import { makeDossier, makeFixture } from "./support/fixture.ts";

const files = await makeDossier(await makeFixture());

// The manifest pins every payload byte, so any change of a format shows here.
for (const path of [DOSSIER.manifest, DOSSIER.bagInfo, DOSSIER.summary, DOSSIER.timeline, DOSSIER.denominators, DOSSIER.reply]) {
  test(`the example dossier has the same ${path} as ever`, () => {
    assertGolden(join(import.meta.dirname, "golden", `${path.replaceAll("/", "-")}.txt`), textIn(files, path));
  });
}

test("the report on the example dossier reads as ever", async () => {
  assertGolden(join(import.meta.dirname, "golden", "report.txt"), formatReport(await reportOn(files)));
});
