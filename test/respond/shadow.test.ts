import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Event, Fields, RuleRef, Target } from "../../src/model/index.ts";
import {
  createTrafficTally,
  type Doors,
  type Finding,
  type Proposal,
  reportRehearsal,
  simulate,
} from "../../src/respond/index.ts";

const T0 = Date.UTC(2026, 10, 1);
const MINUTE = 60_000;
const RULE: RuleRef = {
  id: "r-1",
  title: "SSH password guessing",
  author: "starter",
  version: "2026-11-22",
  level: "medium",
  tags: [],
  digest: "0".repeat(64) as RuleRef["digest"],
};

const address = (value: string): Target => ({ kind: "address", value });

function finding(source: string, atMs: number, offset = atMs - T0, fromMs = atMs - 1000): Finding {
  const facts = { rule: RULE, atMs, events: [{ logsource: {}, fields: { src_ip: source }, records: [] }], confidence: 0.7 };
  return {
    rule: { id: RULE.id, title: RULE.title, level: RULE.level },
    fromMs,
    toMs: atMs,
    facts,
    cited: [`file:a@${offset}`],
    sources: [source],
  };
}

function proposal(target: Target, over: Partial<Proposal> = {}): Proposal {
  return {
    playbook: { id: "playbook--1", digest: "0".repeat(64), step: "block" },
    measure: "block",
    target,
    durationMs: 10 * MINUTE,
    persons: 0,
    reason: "guessing",
    rule: RULE,
    evidence: [],
    reachability: "handshake",
    ...over,
  };
}

const sourceOf = (facts: Finding["facts"]) => String(facts.events[0]?.fields["src_ip"]);

/** Ten minutes, then twice as long each time it comes again. */
const LADDER: Doors = {
  concerns: () => true,
  ask: (facts, past) => {
    const target = address(sourceOf(facts));
    return [proposal(target, { durationMs: 10 * MINUTE * 2 ** past.history(target).length })];
  },
  judge: () => ({ ok: true }),
};

function line(source: string, atMs: number, fields: Fields = {}): Event {
  return { time: { fromMs: atMs, toMs: atMs }, logsource: {}, fields: { src_ip: source, ...fields }, records: [] };
}

const LOGIN = { action: "login", outcome: "success", user: "l.tamati" };
const REFUSED = { action: "login", outcome: "failure", user: "root" };

test("a target is held from its finding to the end of its term, and longer when it comes again", () => {
  const times = [0, 5, 11, 20, 40].map((minute) => finding("203.0.113.66", T0 + minute * MINUTE));
  const [fate, ...others] = simulate(times.toReversed(), LADDER);
  assert.equal(others.length, 0);
  assert.deepEqual(
    fate?.spans.map(({ fromMs, toMs }) => [(fromMs - T0) / MINUTE, (toMs - T0) / MINUTE]),
    [
      [0, 10],
      [11, 31],
      [40, 80],
    ],
  );
  assert.equal(fate?.spared, 2);
});

test("what a network holds back asks for nothing more", () => {
  const doors: Doors = {
    ...LADDER,
    ask: (facts) => [
      proposal(sourceOf(facts) === "203.0.113.1" ? { kind: "prefix", value: "203.0.113.0/24" } : address(sourceOf(facts))),
    ],
  };
  const fates = simulate([finding("203.0.113.1", T0), finding("203.0.113.9", T0 + 1), finding("198.51.100.9", T0 + 1)], doors);
  assert.deepEqual(
    fates.map(({ target, spans, spared }) => [target.value, spans.length, spared]),
    [
      ["203.0.113.0/24", 1, 1],
      ["198.51.100.9", 1, 0],
    ],
  );
});

test("refusals are told by guard and approvals by persons, and neither holds anybody", () => {
  const doors: Doors = {
    ...LADDER,
    ask: (facts) => [
      proposal(address(sourceOf(facts))),
      proposal({ kind: "account", value: "svc" }, { measure: "lock-account", persons: 2 }),
    ],
    judge: (_, nowMs) => ({ ok: false, guard: "own-address", reason: `ours at ${nowMs}` }),
  };
  const [blocked, locked] = simulate([finding("192.0.2.1", T0), finding("192.0.2.1", T0 + 1000)], doors);
  assert.deepEqual(blocked?.spans, []);
  assert.deepEqual(blocked?.refusals, [{ guard: "own-address", reason: `ours at ${T0}`, times: 2, firstMs: T0 }]);
  assert.deepEqual(locked?.awaiting, { times: 2, persons: 2, firstMs: T0 });
});

test("lines are held back strictly inside a term, and what is known good comes first", () => {
  const fates = simulate([finding("203.0.113.66", T0), finding("198.51.100.7", T0 + 1000)], LADDER);
  const first = new Map([
    ["203.0.113.66", T0 - 1000],
    ["198.51.100.7", T0],
  ]);
  const tally = createTrafficTally(fates, (source) => first.get(source) ?? Number.POSITIVE_INFINITY);
  tally.count(line("203.0.113.66", T0, REFUSED), true);
  tally.count(line("203.0.113.66", T0 + 1, REFUSED), false);
  tally.count(line("203.0.113.66", T0 + 2, LOGIN), true);
  tally.count(line("203.0.113.66", T0 + 3), false);
  tally.count(line("203.0.113.66", T0 + 10 * MINUTE), false);
  tally.count(line("198.51.100.7", T0 - MINUTE, LOGIN), false);
  tally.count(line("198.51.100.7", T0 + 2000, LOGIN), false);
  tally.count(line("198.51.100.8", T0 + 2000, LOGIN), false);
  const report = reportRehearsal({ fates, traffic: tally.read(), goodOf: () => [], span: null, lines: 8, findings: 2 });
  assert.deepEqual(
    report.held.map(({ target, lines, knownGood }) => [target.value, lines, knownGood.map(({ why }) => why)]),
    [
      ["198.51.100.7", { attack: 0, good: 1, other: 0 }, ["1 accepted login (l.tamati) before any playbook ran on it"]],
      ["203.0.113.66", { attack: 2, good: 0, other: 1 }, []],
    ],
  );
  assert.deepEqual(report.totals.lines, { attack: 2, good: 1, other: 1 });
  assert.equal(report.totals.knownGood, 1);
});

test("a login after the first finding does not make an attacker good", () => {
  const fates = simulate([finding("203.0.113.66", T0)], LADDER);
  const tally = createTrafficTally(fates, () => T0 - 1000);
  tally.count(line("203.0.113.66", T0 - 500, LOGIN), false);
  assert.equal(tally.read()[0]?.acceptedBefore.times, 0);
});

test("an address is the same in every spelling, and a network counts all inside it", () => {
  const doors: Doors = { ...LADDER, ask: () => [proposal({ kind: "prefix", value: "2001:db8:1::/48" })] };
  const fates = simulate([finding("2001:db8:1::5", T0)], doors);
  const tally = createTrafficTally(fates, () => Number.POSITIVE_INFINITY);
  tally.count(line("2001:0DB8:0001:0000::5", T0 + 1), false);
  tally.count(line("2001:db8:1:ffff::9", T0 + 2), false);
  tally.count(line("2001:db8:2::5", T0 + 2), false);
  assert.equal(tally.read()[0]?.held.other, 2);
});

test("the order in which history is read changes nothing", () => {
  const anyLine = fc.record({
    host: fc.integer({ min: 1, max: 4 }),
    at: fc.integer({ min: 0, max: 3_000_000 }),
    found: fc.boolean(),
    kind: fc.constantFrom(LOGIN, REFUSED, {}),
  });
  const reportOf = (lines: readonly { host: number; at: number; found: boolean; kind: Fields }[]) => {
    const found = lines.filter((one) => one.found);
    const findings = found.map(({ host, at }) => finding(`203.0.113.${host}`, T0 + at, at * 10 + host));
    const fates = simulate(findings, LADDER);
    const tally = createTrafficTally(fates, () => T0 + 100_000);
    for (const { host, at, found: cited, kind } of lines) tally.count(line(`203.0.113.${host}`, T0 + at, kind), cited);
    return reportRehearsal({
      fates,
      traffic: tally.read(),
      goodOf: () => [],
      span: null,
      lines: lines.length,
      findings: found.length,
    });
  };
  fc.assert(
    fc.property(
      fc.uniqueArray(anyLine, { selector: ({ host, at }) => `${host}@${at}`, maxLength: 300 }),
      fc.integer({ min: 0, max: 1000 }),
      (lines, turn) => {
        const turned = [...lines.slice(turn % (lines.length + 1)), ...lines.slice(0, turn % (lines.length + 1))];
        const report = reportOf(lines);
        assert.deepEqual(reportOf(turned), report);
        for (const { spans } of report.held)
          for (const [at, span] of spans.entries()) {
            assert.ok(span.toMs > span.fromMs);
            assert.ok(at === 0 || span.fromMs >= (spans[at - 1]?.toMs ?? 0), "terms stand apart");
          }
      },
    ),
    { numRuns: 60 },
  );
});
