import { join } from "node:path";
import { test } from "node:test";
import { FAILURE_CODES } from "../../src/lib/index.ts";
import { assertGolden } from "../support/golden.ts";

const PAGE = join(import.meta.dirname, "../../docs/errors.md");

const HEAD = `# Failure codes

A failure is the world breaking: a disk, a file, a permission. The command line prints its message, then its code, and ends with 3
(with 2 for what you typed or configured). A "no" to a question, such as a dossier that does not verify, is no failure: it ends with 1.

Written from \`src/lib/failure-codes.ts\` by \`npm run golden\`; a test fails when the two differ.

| Code | What it means and what to do |
| --- | --- |
`;

test("docs/errors.md lists every failure code, and no other", () => {
  const rows = Object.entries(FAILURE_CODES).map(([code, text]) => `| \`${code}\` | ${text} |\n`);
  assertGolden(PAGE, HEAD + rows.sort().join(""));
});
