import assert from "node:assert/strict";
import { test } from "node:test";
import type { Digest, LogSource } from "../model/index.ts";
import { closes, formatStatement, logsourceMatches, parseStatement } from "../model/index.ts";
import { createCoverageTally } from "./coverage-tally.ts";

const wanted: readonly LogSource[] = [{ product: "linux", service: "sshd" }, { category: "webserver" }];
const rules = {
  set: "0".repeat(64) as Digest,
  applied: 2,
  refused: [{ what: "unknown modifier", count: 1 }],
  wanted,
  wants: (event: LogSource) => wanted.some((rule) => logsourceMatches(rule, event)),
};
const unit = (linesIn: number, rejected = 0, ...events: readonly { logsource: LogSource }[]) => ({
  accounting: { linesIn, evaluated: linesIn - rejected, rejected, dropped: 0 },
  events,
  records: Array.from({ length: linesIn }, (_, index) => ({ rejected: index < rejected ? "no known format" : null })),
});

test("names the log sources that rules want and nobody delivered, and the events that no rule looks at", () => {
  const tally = createCoverageTally(rules);
  tally.count(
    "file:a",
    unit(3, 1, { logsource: { product: "linux", service: "sshd" } }, { logsource: { product: "linux", service: "cron" } }),
  );
  tally.count("file:a", unit(2, 0, { logsource: { product: "linux", service: "cron" } }));
  tally.problem("file:b.evtx", "unsupported", "binary Windows event log");
  const { predicate } = tally.statement(0, 1000);
  assert.deepEqual(predicate.absent, ["webserver"]);
  assert.deepEqual(predicate.uncovered, [{ what: "linux cron", count: 2 }]);
  assert.deepEqual(predicate.sources, [
    { id: "file:a", state: "read", reason: null, lines: 5 },
    { id: "file:b.evtx", state: "unsupported", reason: "binary Windows event log", lines: 0 },
  ]);
  assert.deepEqual(predicate.accounting, { linesIn: 5, evaluated: 4, rejected: 1, dropped: 0 });
  assert.ok(closes(predicate.accounting));
  assert.deepEqual([...tally.rejections], [["no known format", 1]]);
});

test("a source that fails half-way keeps its lines and its reason", () => {
  const tally = createCoverageTally(rules);
  tally.count("file:a", unit(4));
  tally.problem("file:a", "unreadable", "truncated gzip");
  tally.count("file:a", unit(1));
  assert.deepEqual(tally.statement(0, 1).predicate.sources, [
    { id: "file:a", state: "unreadable", reason: "truncated gzip", lines: 5 },
  ]);
});

test("with nothing read, everything wanted is absent and the statement reads back", () => {
  const statement = createCoverageTally(rules).statement(0, 1);
  assert.deepEqual(statement.predicate.absent, ["linux sshd", "webserver"]);
  assert.ok(parseStatement(formatStatement(statement)).ok);
});

test("what correlations gave up is stated in sum, with the time that it may have cost", () => {
  const tally = createCoverageTally(rules);
  const rule = {
    id: "r",
    title: "Many failures",
    author: "A",
    version: "1",
    level: "low",
    tags: [],
    digest: "1".repeat(64),
  } as const;
  const ref = { ...rule, digest: rule.digest as Digest };
  tally.degraded({ rule: ref, kind: "groups", lost: 2, fromMs: 5_000, toMs: 9_000 });
  tally.degraded({ rule: ref, kind: "groups", lost: 1, fromMs: 1_000, toMs: 2_000 });
  const statement = tally.statement(0, 1);
  const [said, ...more] = statement.predicate.degraded;
  assert.deepEqual(more, []);
  assert.deepEqual(
    { lost: said?.lost, what: said?.what, from: said?.from, to: said?.to },
    { lost: 3, what: "groups", from: "1970-01-01T00:00:01.000Z", to: "1970-01-01T00:00:09.000Z" },
  );
  const read = parseStatement(formatStatement(statement));
  assert.ok(read.ok && read.value.kind === "coverage");
  assert.deepEqual(read.value.predicate.degraded, statement.predicate.degraded);
});

test("blank lines before quiet ones are lines that were looked at, and no events; what no rule looks at stands there most first", () => {
  const tally = createCoverageTally(rules);
  tally.countQuiet("file:a", {
    kinds: [
      { logsource: { product: "linux", service: "cron" }, lines: 2 },
      { logsource: { product: "linux", service: "auditd" }, lines: 3 },
    ],
    blanks: 4,
  });
  const { predicate } = tally.statement(0, 1000);
  assert.deepEqual(predicate.accounting, { linesIn: 9, evaluated: 9, rejected: 0, dropped: 0 });
  assert.deepEqual(predicate.uncovered, [
    { what: "linux auditd", count: 3 },
    { what: "linux cron", count: 2 },
  ]);
});

test("a log that makes up kinds of log cannot fill the memory or the statement", () => {
  const tally = createCoverageTally(rules);
  const kinds = 20_000;
  for (let kind = 0; kind < kinds; kind++) tally.count("file:a", unit(1, 0, { logsource: { product: `made-up-${kind}` } }));
  tally.count("file:a", unit(1, 0, { logsource: { category: "webserver" } }));
  tally.count("file:a", unit(1, 0, { logsource: { product: `${"x".repeat(999)}😀` } }));
  const statement = tally.statement(0, 1);
  const { uncovered, absent } = statement.predicate;
  assert.ok(parseStatement(formatStatement(statement)).ok);
  assert.deepEqual(absent, ["linux sshd"]);
  assert.equal(uncovered.length, 1_001);
  assert.deepEqual(uncovered[0], { what: "other kinds", count: kinds + 1 - 1_000 });
});

test("a kind of log with a long name is stated by its beginning", () => {
  const tally = createCoverageTally({ ...rules, wanted: [{ product: "y".repeat(300) }] });
  tally.count("file:a", unit(1, 0, { logsource: { product: `${"x".repeat(999)}😀` } }));
  const statement = tally.statement(0, 1);
  assert.ok(parseStatement(formatStatement(statement)).ok);
  assert.equal(statement.predicate.uncovered[0]?.what, `${"x".repeat(999)}\ufffd`);
  assert.equal(statement.predicate.absent[0], "y".repeat(200));
});
