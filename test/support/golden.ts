import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Asserts that the file at `path` holds `expected`; under `npm run golden` writes it instead, for the diff to be reviewed. */
export function assertGolden(path: string, expected: string): void {
  if (process.env["MERIDIAN_GOLDEN"] === "write") writeFileSync(path, expected);
  assert.ok(existsSync(path), `${path} is missing; \`npm run golden\` writes it`);
  assert.equal(readFileSync(path, "utf8"), expected, `${path} is out of date; \`npm run golden\` rewrites it`);
}
