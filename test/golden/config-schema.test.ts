import { join } from "node:path";
import { test } from "node:test";
import { configJsonSchema } from "../../src/app/config-schema.ts";
import { assertGolden } from "../support/golden.ts";

test("docs/meridian.schema.json is what the configuration's schema gives", () => {
  assertGolden(join(import.meta.dirname, "../../docs/meridian.schema.json"), `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
});
