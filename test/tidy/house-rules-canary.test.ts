import assert from "node:assert/strict";
import { test } from "node:test";
import { bannedIn, namesIn, secretsIn } from "./house-rules.ts";
import { deadLinksIn } from "./markdown-links.ts";
import { statesIn } from "./state-names.ts";

const BANNED: readonly (readonly [path: string, line: string, instead: RegExp])[] = [
  ["src/case/x.ts", 'const a = JSON.parse("{}");', /parseJson/],
  ["scripts/x.ts", 'const a = JSON.parse("{}");', /parseJson/],
  ["src/case/io/x.ts", 'Buffer.from(text, "base64")', /parseBase64/],
  ["src/case/x.ts", "atob(text)", /parseBase64/],
  ["src/case/x.ts", "const now = Date.now();", /Clock/],
  ["src/case/x.ts", "const now = new Date();", /Clock/],
  ["src/app/x.ts", "const lot = Math.random();", /RandomBytes/],
  ["src/app/x.ts", "process.exit(1);", /exitCode/],
  ["src/app/x.ts", 'console.log("here");', /stream/],
  ["src/detect/x.ts", "new RegExp(rule.pattern)", /RE2JS/],
  ["src/case/x.ts", 'const WORDS: Readonly<Record<string, string>> = { yes: "no" };', /tableOf/],
  ["src/app/x.ts", "export const WORDS: Record<string, Word> = {", /tableOf/],
  ["src/cli/x.ts", "const WORDS: { readonly [name: string]: Word } = {", /tableOf/],
  ["src/api/io/x.ts", "  const kept: Record<string, Json> = {};", /__proto__/],
  ["src/case/index.ts", 'export * from "./x.ts";', /named exports/],
  ["src/case/x.ts", "// TODO later", /issue/],
  ["scripts/x.js", "// FIXME later", /issue/],
  ["test/fault/x.test.ts", "await sleep(100);", /state/],
  ["src/case/x.test.ts", 'test.only("x", () => {});', /all tests/],
];

for (const [path, line, instead] of BANNED) {
  test(`${path} may not say ${line}`, () => {
    const breaches = bannedIn(path, `const good = 1;\n${line}\n`);
    assert.deepEqual(
      breaches.map((breach) => [breach.path, breach.line]),
      [[path, 2]],
    );
    assert.match(breaches[0]?.say ?? "", instead);
  });
}

const ALLOWED: readonly (readonly [path: string, line: string])[] = [
  ["src/case/io/x.ts", "const now = Date.now();"],
  ["src/case/x.ts", "const then = new Date(ms);"],
  ["src/cli/main.ts", "process.exit(1);"],
  ["src/case/x.test.ts", 'JSON.parse("{}")'],
  ["src/lib/index.ts", 'export * as shape from "./shape.ts";'],
  ["src/lib/json-line.ts", "JSON.parse(text)"],
  ["src/case/x.ts", "const WORDS: ReadonlyMap<string, Word> = tableOf({"],
  ["src/case/x.ts", "const WORDS: Readonly<Record<Answer, Word>> = {"],
  ["src/case/x.ts", "  const kept: Record<string, Json> = Object.create(null);"],
  ["src/case/x.test.ts", "const WORDS: Readonly<Record<string, Word>> = {"],
];

for (const [path, line] of ALLOWED) {
  test(`${path} may say ${line}`, () => assert.deepEqual(bannedIn(path, line), []));
}

test("names that say nothing, and names in other cases, are refused", () => {
  const count = (path: string): number => namesIn(path).length;
  assert.equal(count("src/utils/a.ts"), 1);
  assert.equal(count("src/case/helpers/a.ts"), 1);
  assert.equal(count("src/case/myFile.ts"), 1);
  assert.equal(count("src/case/my_file.ts"), 1);
  assert.equal(count("src/case/my-file.test.ts"), 0);
});

// Put together at run time, so that no scanner takes this page for a leak.
const SECRETS: readonly string[] = [
  ["-----BEGIN", "PRIVATE", "KEY-----"].join(" "),
  ["AKIA", "ABCDEFGHIJKLMNOP"].join(""),
  ["ghp_", "a1".repeat(18)].join(""),
  ["npm_", "a1".repeat(18)].join(""),
  ["xoxb", "1234567890", "abc"].join("-"),
];

for (const secret of SECRETS) {
  test(`a credential is found: ${secret.slice(0, 12)}…`, () => assert.equal(secretsIn("docs/a.md", `key: ${secret}`).length, 1));
}

test("a cloud's documented example key is no credential", () => assert.deepEqual(secretsIn("a.md", "AKIAIOSFODNN7EXAMPLE"), []));

const STATES: readonly (readonly [text: string, found: number])[] = [
  ["an attack from Atlantis", 0],
  ["operators in New Zealand", 1],
  ["a Brazilian utility", 1],
  ["the French and the Dutch grid", 2],
  ["said Moscow", 1],
  ["Privacy Act 2020 (New Zealand)", 0],
  ["Convention on Cybercrime, in force for Japan", 0],
  ["jordan@harbour.example", 0],
  ["polish the page", 0],
  ["the Turkish letter i", 0],
  ["the Turkish letter i in Iran", 1],
];

for (const [text, found] of STATES) {
  test(`"${text}" names ${found} States`, () => assert.equal(statesIn("spec/a.md", text).length, found));
}

test("in rules and code a law is cited with its year", () => {
  assert.equal(statesIn("packs/a.yml", "the Protocol of Japan").length, 1);
  assert.equal(statesIn("packs/a.yml", "Privacy Act 2020 (New Zealand)").length, 0);
});

test("a link that leads nowhere is found, code and other sites are not links", () => {
  const page = "[a](b.md) [c](../spec/c.md#part) [d](https://example.org/)\n```\n[e](e.md)\n```\n`[f](f.md)`\n![g](<g h.png>)\n";
  const files = new Set(["docs/b.md"]);
  assert.deepEqual(
    deadLinksIn("docs/a.md", page, (path) => files.has(path)).map(({ line, say }) => `${line} ${say}`),
    ["1 links to ../spec/c.md, which does not exist"],
  );
  assert.equal(deadLinksIn("docs/a.md", "[b](b.md)", () => false).length, 1);
});
