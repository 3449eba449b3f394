import assert from "node:assert/strict";
import { test } from "node:test";
import { isDossierPath } from "./layout.ts";
import { formatManifest, parseManifest } from "./manifest.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);

test("a manifest reads back as written, sorted by path", () => {
  const text = formatManifest(
    new Map([
      ["data/b", B],
      ["data/a", A],
    ]),
  );
  assert.equal(text, `${A}  data/a\n${B}  data/b\n`);
  const read = parseManifest(text);
  assert.ok(read.ok);
  assert.deepEqual(
    [...read.value],
    [
      ["data/a", A],
      ["data/b", B],
    ],
  );
});

const BAD: readonly (readonly [string, string, number])[] = [
  ["no newline at the end", `${A}  data/a`, 1],
  ["one space", `${A} data/a\n`, 1],
  ["the binary mark of sha256sum", `${A} *data/a\n`, 1],
  ["upper-case digits", `${"A".repeat(64)}  data/a\n`, 1],
  ["a short digest", `${"a".repeat(63)}  data/a\n`, 1],
  ["another order", `${A}  data/b\n${B}  data/a\n`, 2],
  ["a path twice", `${A}  data/a\n${A}  data/a\n`, 2],
  ["an empty line", `${A}  data/a\n\n`, 2],
  ["carriage returns", `${A}  data/a\r\n`, 1],
  ["a path that climbs", `${A}  data/../a\n`, 1],
  ["percent-encoding", `${A}  data/%0A\n`, 1],
];
for (const [what, text, line] of BAD) {
  test(`a manifest with ${what} is refused at line ${line}`, () => {
    const read = parseManifest(text);
    assert.equal(read.ok ? 0 : read.fault.line, line);
  });
}

const PATHS: readonly (readonly [string, boolean])[] = [
  ["data/rules/x.yml", true],
  ["bagit.txt", true],
  ["", false],
  ["/data", false],
  ["data/", false],
  ["data//x", false],
  ["./data", false],
  ["data/..", false],
  ["C:\\data", false],
  ["data/ä", false],
  ["data/a b", false],
  [`data/${"x".repeat(195)}`, true],
  [`data/${"x".repeat(196)}`, false],
];
for (const [path, expected] of PATHS)
  test(`${JSON.stringify(path.slice(0, 20))} ${expected ? "is" : "is not"} a path of a dossier`, () =>
    assert.equal(isDossierPath(path), expected));
