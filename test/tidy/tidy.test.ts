import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { GATES } from "../../scripts/gates.ts";
import { type Breach, bannedIn, namesIn, printBreach, secretsIn } from "./house-rules.ts";
import { deadLinksIn } from "./markdown-links.ts";
import { statesIn } from "./state-names.ts";
import { projectFiles, ROOT } from "./tree.ts";

const FILE_BYTES_MAX = 5 * 1024 * 1024;
const FILES = projectFiles();
const TEXTS = FILES.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]));
/** The list of names itself, and the tests that plant one. */
const NAMES_STATES_ON_PURPOSE = /^test\/tidy\/|^package-lock\.json$|^LICENSE$/;

/** Templates, and where the page stands that is made from them. */
const TEMPLATES: Readonly<Record<string, string>> = { "lab/README.recording.md": "recordings/harbour-time-service/README.md" };

function none(breaches: readonly Breach[]): void {
  assert.deepEqual(breaches.map(printBreach), []);
}

test("no banned call, no open mark", () => none(TEXTS.flatMap(({ path, text }) => bannedIn(path, text))));

test("folders and files have names that say something", () => none(FILES.flatMap(({ path }) => namesIn(path))));

test("no credential lies in the tree", () =>
  none(TEXTS.filter(({ path }) => !path.startsWith("test/tidy/")).flatMap(({ path, text }) => secretsIn(path, text))));

test("no State is named", () =>
  none(TEXTS.filter(({ path }) => !NAMES_STATES_ON_PURPOSE.test(path)).flatMap(({ path, text }) => statesIn(path, text))));

test("every relative link of a page leads to a file", () =>
  none(
    TEXTS.filter(({ path }) => path.endsWith(".md")).flatMap(({ path, text }) =>
      deadLinksIn(TEMPLATES[path] ?? path, text, (target) => existsSync(join(ROOT, target))),
    ),
  ));

/** `createReader().read`, `commitBatch`: names in camel case that stand in code quotes. */
function functionsIn(page: string): string[] {
  return [...page.matchAll(/`([a-z]+[A-Z]\w*)[^`\s]*`/g)].map((match) => match[1] ?? "");
}

test("the functions that the architecture page names exist", () => {
  const page = TEXTS.find(({ path }) => path === "ARCHITECTURE.md")?.text ?? "";
  const code = TEXTS.filter(({ path }) => path.startsWith("src/")).map(({ text }) => text);
  const names = functionsIn(page);
  assert.ok(names.length >= 10, "the journey names its functions");
  assert.deepEqual(
    names.filter((name) => !code.some((text) => new RegExp(`\\b(function|const|class|type) ${name}\\b`).test(text))),
    [],
  );
});

test("no file is too large for a clone", () => {
  assert.deepEqual(
    FILES.filter(({ bytes }) => bytes > FILE_BYTES_MAX).map(({ path }) => path),
    [],
  );
});

test("every gate has a canary", () => {
  const canaries: Readonly<Record<string, string>> = { pure: "types-canary.test.ts", tidy: "house-rules-canary.test.ts" };
  for (const { name } of GATES) {
    const path = join(ROOT, "test/tidy", canaries[name] ?? `${name}-canary.test.ts`);
    assert.match(readFileSync(path, "utf8"), /assert\.(equal\(.*false\)|deepEqual)/, `${path} expects a failure`);
  }
});
