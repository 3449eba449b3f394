import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { loadRulesQuickly } from "../../src/app/rule-cache.ts";
import {
  createDetector,
  type LoadedRules,
  type LoadOptions,
  loadRules,
  type RuleDocument,
  readRuleCache,
  ruleCacheKey,
  writeRuleCache,
} from "../../src/detect/index.ts";
import { RULE_CACHE_VERSION } from "../../src/detect/sigma/cache/key.ts";
import { witness } from "../../src/detect/sigma/witness.ts";
import { toHex } from "../../src/lib/index.ts";
import { event, ruleText } from "./one-rule.ts";
import { sha256, sigmaRules } from "./support.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const document = (text: string, path: string): RuleDocument => ({ path, bytes: bytes(text) });

/** One of everything that a cache must hold. */
const DOCUMENTS: readonly RuleDocument[] = [
  document(
    ruleText(
      "s:\n  f|contains|all: [a, B]\n  g|startswith: ['x', 'y*z', '\\\\\\\\srv']\n  'n|lt': 12345678901234567890123\n  c|cidr: [10.0.0.0/8, '2001:db8::/32']\n  r|re|i: ^a+$\n  t|hour|gte: 7\n  e|exists: false\n  z: null\n  w|windash|cased: -A\n  p|fieldref|endswith: f\nwords:\n  - one\n  - 'tw?'\n  - '*'\n_n:\n  f|neq: ''\ncondition: 2 of them or not _n",
      'title: "of\\teverything\\n%41"\nid: one\nname: one_name\nauthor: Party A\ntags: [attack.t1059, x.y]\nlevel: high',
    ),
    "one.yml",
  ),
  document(
    `${ruleText("s:\n  f: a\ncondition: s", "title: two\nid: two")}---\n${ruleText("s:\n  f|expand: '%users%'\ncondition: s", "title: three\nid: three\nname: three_name")}`,
    "two.yml",
  ),
  document(
    "title: often\nid: often\ncorrelation:\n  type: value_count\n  rules: [two, three_name]\n  group-by: [who]\n  aliases:\n    who:\n      two: f\n      three_name: g\n  timespan: 5m\n  condition:\n    gte: 2\n    field: f\n",
    "often.yml",
  ),
  document(
    "title: f\nid: f\nlogsource:\n  product: test\nfilter:\n  rules: [two, gone]\n  s:\n    user: root\n  condition: s\n",
    "filter.yml",
  ),
  document("title: [broken", "broken.yml"),
];
const OPTIONS: LoadOptions = {
  filters: "suppress",
  placeholders: new Map([["other", ["a"]]]),
  pipelines: [
    document(
      "name: p\npostprocessing: []\ntransformations:\n  - type: field_name_mapping\n    mapping: {z: zz}\n    rule_conditions:\n      - {type: contains_field, field: z}\n",
      "p.yml",
    ),
  ],
};

function cached(documents: readonly RuleDocument[], options: LoadOptions) {
  const source = { key: ruleCacheKey(documents, options, (pieces) => sha256(Buffer.concat([...pieces]))), documents, options };
  const loaded = loadRules(documents, sha256, options);
  return { source, loaded, written: writeRuleCache(loaded, source, sha256) };
}

/** Loaded rules as plain data, everything in them asked for. */
function told(loaded: LoadedRules): unknown {
  const rules = loaded.rules.map(({ ref, path, document: own, detection, correlation, bases, amendments }) => ({
    ref,
    path,
    own: Buffer.from(own).toString("hex"),
    detection:
      detection && JSON.stringify([detection.expression, detection.waiting, detection.rule.logsource, detection.rule.name]),
    clues: detection && [detection.clues === undefined ? witness(detection.expression) : detection.clues()],
    parsed: detection && [[...detection.rule.selections], detection.rule.condition],
    correlation,
    bases: bases.map(({ ref: { id } }) => id),
    amendments: amendments.map((each) => ({ ...each, document: Buffer.from(each.document).toString("hex") })),
  }));
  return { ...loaded, rules };
}

test("what a cache gives back is what was loaded, one of everything", () => {
  const { source, loaded, written } = cached(DOCUMENTS, OPTIONS);
  assert.deepEqual([loaded.rules.length, loaded.refused.length, loaded.notes.length, loaded.waiting.length], [4, 1, 2, 1]);
  const read = readRuleCache(written, source, sha256);
  assert.ok(read);
  assert.deepEqual(told(read), told(loaded));
  const found = (rules: LoadedRules["rules"]) =>
    createDetector(rules, { utcOffsetMinutes: 0 }).observe(event({ f: "a", g: "b", zz: 1 }));
  assert.deepEqual(found(read.rules), found(loaded.rules));
});

test("what a cache gives back is what was loaded, of SigmaHQ", (t) => {
  const all = sigmaRules();
  const documents = all.rules.filter((_, index) => index % 20 === 0).map(({ path, document: own }) => ({ path, bytes: own }));
  if (documents.length === 0) return t.skip("no SigmaHQ rules here");
  const { source, loaded, written } = cached(documents, {});
  const read = readRuleCache(written, source, sha256);
  assert.ok(read);
  assert.deepEqual(told(read), told(loaded));
});

test("a cache that is damaged anywhere, or was made of something else, is not read", () => {
  const { source, written } = cached(DOCUMENTS, OPTIONS);
  fc.assert(
    fc.property(fc.nat(written.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const damaged = written.slice();
      damaged[at] = (damaged[at] as number) ^ change;
      assert.equal(readRuleCache(damaged, source, sha256), undefined);
      assert.equal(readRuleCache(written.slice(0, at), source, sha256), undefined);
    }),
    { numRuns: 300 },
  );
  assert.equal(readRuleCache(Uint8Array.of(...written, 10), source, sha256), undefined);
  const others: readonly (readonly [readonly RuleDocument[], LoadOptions])[] = [
    [DOCUMENTS.slice(1), OPTIONS],
    [[...DOCUMENTS].reverse(), OPTIONS],
    [DOCUMENTS.map(({ path, bytes: own }) => ({ path: `x${path}`, bytes: own })), OPTIONS],
    [DOCUMENTS, { ...OPTIONS, filters: "require" }],
    [DOCUMENTS, { ...OPTIONS, placeholders: new Map([["other", ["b"]]]) }],
    [DOCUMENTS, { ...OPTIONS, pipelines: [] }],
  ];
  for (const [documents, options] of others) {
    const key = ruleCacheKey(documents, options, (pieces) => sha256(Buffer.concat([...pieces])));
    assert.notEqual(key, source.key);
    assert.equal(readRuleCache(written, { key, documents, options }, sha256), undefined);
  }
});

test("whatever stands in a cache under a right digest, reading ends in rules or in nothing", () => {
  const { source, written } = cached(DOCUMENTS, OPTIONS);
  const headLength = "meridian rule cache\n".length + 65;
  const body = written.slice(headLength + 65);
  fc.assert(
    fc.property(
      fc.nat(body.length),
      fc.nat(20),
      fc.constantFrom("", "[", '"', "%", "\u001f", "\n", "0", "null,", "9999999"),
      (at, cut, put) => {
        const forged = Buffer.concat([body.subarray(0, at), bytes(put), body.subarray(at + cut)]);
        const whole = Buffer.concat([written.subarray(0, headLength), bytes(`${toHex(sha256(forged))}\n`), forged]);
        const read = readRuleCache(new Uint8Array(whole), source, sha256);
        for (const rule of read?.rules ?? []) assert.equal(typeof rule.ref.id, "string");
      },
    ),
    { numRuns: 500 },
  );
});

// When this fails because the same documents load to something else now: raise RULE_CACHE_VERSION, then the digest here.
test("the version of the cache is raised when what it holds changes", () => {
  const { written } = cached(DOCUMENTS, OPTIONS);
  const body = written.slice("meridian rule cache\n".length + 65 + 65);
  assert.deepEqual([RULE_CACHE_VERSION, toHex(sha256(body)).slice(0, 16)], [5, "1af15dda2d8f3884"]);
});

test("a big rule set is kept in a folder of its user alone, and read from there", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "meridian-cache-")), "rules");
  try {
    const pad = (text: string): RuleDocument => document(`${text}# ${"x".repeat(600_000)}\n`, "a.yml");
    const documents = [pad(ruleText("s:\n  f: a\ncondition: s"))];
    const first = await loadRulesQuickly(documents, {}, { folder, engine: "e/1" });
    assert.deepEqual([first.fromCache, await first.kept], [false, null]);
    const [name] = readdirSync(folder);
    if (process.platform !== "win32")
      assert.deepEqual([statSync(folder).mode & 0o777, statSync(join(folder, name ?? "")).mode & 0o777], [0o700, 0o600]);
    const second = await loadRulesQuickly(documents, {}, { folder, engine: "e/1" });
    assert.equal(second.fromCache, true);
    assert.deepEqual(told(second.loaded), told(first.loaded));
    for (let other = 0; other < 9; other++)
      await (await loadRulesQuickly([pad(ruleText(`s:\n  f: b${other}\ncondition: s`))], {}, { folder, engine: "e/1" })).kept;
    assert.equal(readdirSync(folder).length, 8);
    chmodSync(folder, 0o755);
    const open = await loadRulesQuickly([pad(ruleText("s:\n  f: b8\ncondition: s"))], {}, { folder, engine: "e/1" });
    if (process.platform !== "win32")
      assert.deepEqual([open.fromCache, await open.kept], [false, `${folder} is not this user's alone`]);
    const small = await loadRulesQuickly(
      [document(ruleText("s:\n  f: a\ncondition: s"), "a.yml")],
      {},
      { folder, engine: "e/1" },
    );
    assert.deepEqual([small.fromCache, await small.kept, readdirSync(folder).length], [false, null, 8]);
  } finally {
    rmSync(join(folder, ".."), { recursive: true });
  }
});
