import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import {
  assess,
  type CasesPack,
  compareDays,
  createLawBook,
  ENGINE,
  factsOfCase,
  nextEvidence,
  nextPair,
  proposalEffect,
  readLawPack,
  resultHash,
} from "../../src/law/index.ts";
import { valueWord } from "../../src/model/index.ts";
import { lawPacks } from "./support/domestic.ts";

const PACK = `
kind: rules
pack: p
version: "1"
title: { en: P, zh: P }
sources: { S: { title: A statute, read: read } }
elements:
  a: { ask: { en: "A?", zh: "?" }, standard: clear, evidence: [[paper, log]], cite: [S] }
  b: { ask: { en: "B?", zh: "?" }, standard: clear, evidence: [[log]], cite: [S] }
  d: { ask: { en: "D?", zh: "?" }, standard: clear, burden: respondent, presume: not_met, cite: [S] }
rules:
  both: { kind: law, question: { en: "?", zh: "?" }, cite: [S], when: { all: [{ el: a }, { el: b }] }, unless: { out: { cite: [S], when: { el: d } } }, gives: &g }
  later: { kind: law, from: "2026-01-01", question: { en: "?", zh: "?" }, cite: [S], when: { el: a }, gives: &g }
`.replaceAll("&g", `{ met: { en: m, zh: m }, not_met: { en: n, zh: n }, undetermined: { en: u, zh: u } }`);
const KINDS = `
kind: evidence-kinds
pack: k
version: "1"
title: { en: K, zh: K }
sources: {}
kinds: { log: { name: { en: L, zh: L }, route: own-logs }, paper: { name: { en: P, zh: P }, route: court-order } }
`;

function packOf(text: string) {
  const read = readLawPack(text);
  assert.ok(read.ok, read.ok ? "" : JSON.stringify(read.fault));
  return read.value;
}
function bookOf(...texts: readonly string[]) {
  const book = createLawBook(texts.map(packOf));
  assert.ok(book.ok);
  return book.value;
}
const BOOK = bookOf(PACK, KINDS);
const EMPTY = { findings: [], figures: [] };
const TODAY = "2026-11-23";

test("what settles most comes first, with lawful ways to it, the cheapest first", () => {
  const next = nextEvidence(BOOK, EMPTY, { asOf: TODAY });
  assert.deepEqual(
    next.map(({ rule, element, ifShown, ifRefuted, settles }) => [
      rule,
      element,
      valueWord(ifShown),
      valueWord(ifRefuted),
      settles,
    ]),
    [
      ["later", "a", "met", "not_met", 1],
      ["both", "a", "undetermined:facts", "not_met", 0.5],
      ["both", "b", "undetermined:facts", "not_met", 0.5],
    ],
  );
  assert.deepEqual(next[0]?.routes, [
    { kind: "log", route: "own-logs" },
    { kind: "paper", route: "court-order" },
  ]);
});

test("a pair is told where two elements settle a rule, and none where there is none", () => {
  assert.deepEqual(nextPair(BOOK, EMPTY, { asOf: TODAY, rule: "both" }), { rule: "both", elements: ["a", "b"], settles: 1 });
  assert.equal(nextPair(BOOK, EMPTY, { asOf: "2025-01-01", rule: "later" }), null);
});

test("a rule that came later differs between the incident and today; presumptions and closures stand apart", () => {
  const on = (asOf: string) => assess(BOOK, EMPTY, { asOf, closed: true });
  const told = compareDays(on("2025-01-01"), on(TODAY));
  assert.deepEqual(
    told.differences.map(({ rule, incident, later }) => [rule, incident.headline, later.headline]),
    [["later", "not_met", "undetermined:facts"]],
  );
  assert.deepEqual(told.presumed, [{ rule: "both", element: "d" }]);
  assert.deepEqual(told.closures, ["both"]);
});

test("a result has one hash, and another for another answer or another pack", () => {
  const sha = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
  const bound = { engine: ENGINE, packs: [] };
  const at = (asOf: string) => resultHash(assess(BOOK, EMPTY, { asOf }), bound, sha);
  assert.equal(at(TODAY), at(TODAY));
  assert.notEqual(at(TODAY), at("2025-01-01"));
  const other = { engine: ENGINE, packs: [{ pack: "p", version: "1", sha256: "00" }] };
  assert.notEqual(resultHash(assess(BOOK, EMPTY, { asOf: TODAY }), other, sha), at(TODAY));
});

const CASES = packOf(`
kind: cases
pack: c
version: "1"
title: { en: C, zh: C }
sources: { S: { title: S, read: read } }
cases:
  only_a: { title: { en: T, zh: T }, confidence: D, cite: [S], accused: null, shown: { a: { at: clear, kinds: [log], sources: [x] } }, expect: {} }
  nothing: { title: { en: T, zh: T }, confidence: D, cite: [S], accused: null, expect: {} }
`) as CasesPack;

test("a draft tells the cases that it changes, and leaves the book as it is", () => {
  const draft = packOf(PACK.replace("kind: rules", "kind: proposal").replace("all: [{ el: a }", "any: [{ el: a }"));
  assert.ok(draft.kind === "proposal");
  assert.deepEqual(proposalEffect(BOOK, draft, [CASES], { today: TODAY }), {
    ok: true,
    value: [{ case: "only_a", rule: "both", before: "undetermined:facts", after: "met" }],
  });
  const only = CASES.cases["only_a"] ?? assert.fail();
  const [both] = assess(BOOK, factsOfCase(only), { asOf: TODAY, rules: ["both"] }).answers;
  assert.equal(valueWord(both?.believed ?? assert.fail()), "undetermined:facts");
});

test("a draft's new rule is held against the rule that it would replace, and one that leads nowhere is refused", () => {
  const add = (when: string) =>
    packOf(
      PACK.replace("kind: rules", "kind: proposal").replace(
        /elements:[^]*rules:\n.*\n.*\n/,
        (text) =>
          `rules:\n${(text.split("\n").find((line) => line.startsWith("  later")) ?? "").replace("later", "draft").replace("{ el: a }", when)}\n`,
      ),
    );
  const draft = add("{ el: b }");
  assert.ok(draft.kind === "proposal");
  const changes = proposalEffect(BOOK, draft, [CASES], { today: TODAY, against: "later" });
  assert.deepEqual(changes.ok && changes.value, [{ case: "only_a", rule: "draft", before: "met", after: "undetermined:facts" }]);
  const lost = add("{ el: nowhere }");
  assert.ok(lost.kind === "proposal");
  assert.equal(proposalEffect(BOOK, lost, [CASES], { today: TODAY }).ok, false);
});

test("over the packs as they are shipped every next step is lawful, and none is a look into somebody else's systems", () => {
  const book = createLawBook([...lawPacks().values()]);
  assert.ok(book.ok);
  const next = nextEvidence(book.value, EMPTY, { asOf: TODAY, rules: ["use_of_force", "attribution", "due_diligence"] });
  assert.ok(next.length > 10);
  for (const { routes, settles } of next) {
    assert.ok(settles >= 0 && settles <= 1);
    for (const { kind, route } of routes) assert.equal(book.value.kinds.get(kind)?.route, route);
  }
});
