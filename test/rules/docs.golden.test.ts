import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { BUILT_IN_CHECKS, CHECK_GROUPS, CHECKS, type Check } from "../../src/detect/index.ts";
import { assertGolden } from "../support/golden.ts";
import { runMeridian } from "../support/run-meridian.ts";

const PAGE = join(import.meta.dirname, "../../docs/rules.md");
const MARK = "<!-- checks: written by `npm run golden` -->\n";

function row({ name, severity, about, example }: Check): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  return `| \`${name}\` | ${severity} | ${cell(about)} | \`${cell(example).replaceAll(" ¶ ", "` `")}\` |`;
}

function checksPart(): string {
  const groups = CHECK_GROUPS.map(
    ({ title, checks }) =>
      `### ${title}\n\n| check | severity | what it finds | for example |\n| --- | --- | --- | --- |\n${checks.map(row).join("\n")}\n`,
  );
  const builtIn = BUILT_IN_CHECKS.map(({ name, severity, about }) => `| \`${name}\` | ${severity} | ${about} |`).join("\n");
  const own = `### Always\n\nThese cannot be left out.\n\n| check | severity | what it finds |\n| --- | --- | --- |\n${builtIn}\n`;
  return `\n${CHECKS.length} checks. Examples are pieces of a rule; \`+\` is of a second rule, and a correlation is a document of its own.\n\n${[...groups, own].join("\n")}`;
}

test("docs/rules.md lists every check with an example", () => {
  const page = readFileSync(PAGE, "utf8");
  const head = page.slice(0, page.indexOf(MARK) + MARK.length);
  assertGolden(PAGE, head + checksPart());
});

test("what docs/rules.md shows is what the program prints", async () => {
  const page = readFileSync(PAGE, "utf8");
  const shown = /\$ meridian (rules explain packs\/starter\/log_wiping\.yml) '([^']+)'\n([\s\S]*?)```/.exec(page);
  const { code, stdout } = await runMeridian([...(shown?.[1] ?? "").split(" "), shown?.[2] ?? ""]);
  assert.equal(code, 1);
  assert.equal(stdout, shown?.[3]);
});
