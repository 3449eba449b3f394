import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { loadRules, refusedByReason, reproduce, ruleSetDigest } from "../../src/detect/index.ts";
import { event, load, ruleText } from "./one-rule.ts";
import { sha256 } from "./support.ts";

const GOOD = ruleText("selection:\n  f: a\ncondition: selection");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (data: Uint8Array): string => Buffer.from(data).toString("hex");

const REFUSED: readonly (readonly [name: string, text: string, reason: string, line: number])[] = [
  ["nothing", "", "not YAML", 1],
  ["only comments", "# a\n---\n# b\n", "not YAML", 1],
  ["a broken document", "title: [a", "not YAML", 1],
  ["a list", "- a\n", "not a rule", 1],
  ["an unknown tag", "title: !!python/object a\n", "not YAML", 1],
  ["equal keys", "title: a\nid: b\ntitle: c\n", "equal keys", 3],
  ["equal keys in the detection", GOOD.replace("  condition", "  selection:\n    f: b\n  condition"), "equal keys", 8],
  ["a merge key", GOOD.replace("    f: a", "    <<: {f: a}"), "merge key", 7],
  ["no title", GOOD.replace("title: a rule\n", ""), "missing title", 1],
  ["a long title", GOOD.replace("a rule", "x".repeat(257)), "bad title", 1],
  ["a strange level", `${GOOD}level: severe\n`, "bad level", 9],
  ["tags that are no list", `${GOOD}tags: attack.t1\n`, "bad tags", 9],
  ["no logsource", "title: a\ndetection:\n  s:\n    f: a\n  condition: s\n", "missing logsource", 1],
  [
    "an empty logsource",
    "title: a\nlogsource:\n  definition: x\ndetection:\n  s:\n    f: a\n  condition: s\n",
    "bad logsource",
    3,
  ],
  ["no detection", "title: a\nlogsource:\n  product: test\n", "missing detection", 1],
  ["no condition", ruleText("selection:\n  f: a"), "missing condition", 6],
  ["a number as condition", ruleText("selection:\n  f: a\ncondition: 7"), "condition cannot be read", 8],
  ["no search identifier", ruleText("condition: selection"), "bad detection", 6],
  ["an empty map", ruleText("selection: {}\ncondition: selection"), "bad detection", 6],
  ["a timeframe", ruleText("selection:\n  f: a\ntimeframe: 5m\ncondition: selection"), "timeframe in the detection", 8],
  ["an aggregation", ruleText("selection:\n  f: a\ncondition: selection | count() > 5"), "aggregation in the condition", 8],
  ["another taxonomy", `${GOOD}taxonomy: mine\n`, "taxonomy mine", 1],
  ["a filter without a log source", "title: a\nfilter:\n  rules: any\n", "missing logsource", 1],
  ["a pipeline", "name: a\ntransformations: []\n", "processing pipeline among the rules", 2],
  ["a collection", "action: global\ntitle: a\n", "rule collections (action) are obsolete", 1],
  ["nesting in lists", `title: ${"[".repeat(200)}${"]".repeat(200)}`, "nested too deep", 1],
  ["nesting that would empty the stack", `title: ${"[".repeat(100_000)}${"]".repeat(100_000)}`, "nested too deep", 1],
  [
    "nesting in blocks",
    `title: a\nx:\n${Array.from({ length: 60 }, (_, depth) => `${" ".repeat(depth)} a:`).join("\n")} 1\n`,
    "nested too deep",
    35,
  ],
  ["an alias to nobody", "title: *who\n", "not YAML", 1],
  ["too much text", `title: a\n# ${"x".repeat(1_100_000)}\n`, "document too large", 1],
];

for (const [name, text, reason, line] of REFUSED) {
  test(`${name} is refused with its reason and place`, () => {
    const { rules, refused } = load(text);
    assert.deepEqual([rules.length, refused.map((one) => [one.reason, one.line])], [0, [[reason, line]]]);
  });
}

test("aliases that multiply are refused within a second", () => {
  const levels = Array.from({ length: 12 }, (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level},`.repeat(9)}]`).join(
    "\n",
  );
  const { refused } = load(`title: a\na0: &a0 [x]\n${levels}\n`);
  assert.equal(refused[0]?.reason, "document too large");
});

test("tens of thousands of keys are read in linear time", () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join("\n");
  const start = process.cpuUsage().user;
  assert.equal(load(`${GOOD}${keys}\n`).rules.length, 1);
  assert.ok(process.cpuUsage().user - start < 5_000_000);
});

test("bytes that are no text are refused", () => {
  const { refused } = loadRules([{ path: "x.yml", bytes: Uint8Array.of(0x74, 0xff) }], sha256);
  assert.deepEqual(
    refused.map(({ path, reason, id }) => [path, reason, id]),
    [["x.yml", "not UTF-8", null]],
  );
});

test("any bytes are loaded or refused, and every document is accounted for", () => {
  const noise = fc.array(
    fc.constantFrom(
      "title: a\n",
      "id: x\n",
      "detection:\n",
      "  sel:\n",
      "    f|re: (\n",
      "  condition: sel\n",
      "logsource:\n",
      "  product: p\n",
      "---\n",
      "- ",
      "[",
      "&a ",
      "*a",
      "'",
      "\t",
      "%YAML 1.1\n",
      "...\n",
      "\u0000",
    ),
    { maxLength: 25 },
  );
  fc.assert(
    fc.property(noise, (parts) => {
      const { rules, refused } = load(parts.join(""));
      assert.ok(rules.length + refused.length >= 1);
    }),
  );
});

test("a file's one rule has the digest of the file; of several, each that of its own document, and reproduces from it", () => {
  const alone = `---\n# a comment\n${GOOD}`;
  assert.equal(load(alone).rules[0]?.ref.digest, hex(sha256(bytes(alone))));
  const two = `${GOOD}---\n${GOOD.replaceAll("a rule", "b rule").replace("id: a-rule", "id: b-rule")}`;
  const { rules } = load(two);
  assert.deepEqual(
    rules.map(({ ref }) => ref.id),
    ["a-rule", "b-rule"],
  );
  for (const { ref, document } of rules) {
    assert.equal(ref.digest, hex(sha256(document)));
    const again = reproduce([document], [event({ f: "A" })], sha256, { utcOffsetMinutes: 0 });
    assert.deepEqual(
      again.map((found) => found.rule),
      [ref],
    );
  }
});

test("faults in a later document of a file name the file's line", () => {
  const { refused } = load(
    `${GOOD}---\ntitle: b\nlogsource:\n  product: test\ndetection:\n  s:\n    f|nope: a\n  condition: s\n`,
  );
  assert.deepEqual(
    refused.map(({ line, column, title }) => [line, column, title]),
    [[15, 5, "b"]],
  );
});

test("what a rule says about itself is kept, and what it leaves out has a value", () => {
  const full = ruleText(
    "s:\n  f: a\ncondition: s",
    'title: a rule\nid: x\nauthor: "N. Obody, S. Omeone"\ndate: 2026-01-02\nmodified: 2026-03-04\nlevel: critical\ntags: [attack.t1000]',
  );
  const { digest: _, ...ref } = load(full).rules[0]?.ref ?? assert.fail();
  assert.deepEqual(ref, {
    id: "x",
    title: "a rule",
    author: "N. Obody, S. Omeone",
    version: "2026-03-04",
    level: "critical",
    tags: ["attack.t1000"],
  });
  const bare = load(ruleText("s:\n  f: a\ncondition: s", "title: b")).rules[0]?.ref;
  assert.deepEqual(
    [bare?.author, bare?.version, bare?.level, bare?.id],
    ["not stated", "undated", "medium", `sha256:${bare?.digest.slice(0, 16)}`],
  );
});

test("of two documents with one id the first is used and the second is named", () => {
  const { rules, refused } = load(GOOD, GOOD, GOOD.replace("f: a", "f: b"));
  assert.equal(rules.length, 1);
  assert.deepEqual(
    [...refusedByReason(refused)].map(([reason, group]) => [reason, group.map(({ path }) => path)]),
    [
      ["the same rule twice", ["1.yml"]],
      ["id used twice", ["2.yml"]],
    ],
  );
});

test("a set of rules has one name whatever the order", () => {
  const { rules } = load(GOOD, GOOD.replace("a-rule", "b-rule"));
  assert.equal(ruleSetDigest(rules, sha256), ruleSetDigest([...rules].reverse(), sha256));
  assert.notEqual(ruleSetDigest(rules, sha256), ruleSetDigest(rules.slice(1), sha256));
});

test("a byte-order mark and Windows line ends change nothing", () => {
  assert.equal(load(`\uFEFF${GOOD.replaceAll("\n", "\r\n")}`).rules.length, 1);
});
