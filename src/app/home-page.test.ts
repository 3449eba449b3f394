import assert from "node:assert/strict";
import { test } from "node:test";
import type { Digest } from "../model/index.ts";
import { type HomeFacts, homePage } from "./home-page.ts";

const facts: HomeFacts = {
  title: "Harbour Time Service",
  exercise: false,
  alarms: [],
  ledger: { origin: "harbour.example/log", size: 3 },
  coverage: {
    startedAt: "2026-11-22T12:00:00.000Z",
    endedAt: "2026-11-22T12:00:01.000Z",
    rules: { set: "0".repeat(64) as Digest, applied: 2, refused: [{ what: "unknown modifier", count: 1 }] },
    sources: [{ id: "file:a.log", state: "unreadable", reason: "permission denied", lines: 0 }],
    absent: ["linux - auditd"],
    uncovered: [{ what: "linux - cron", count: 7 }],
    degraded: [],
    accounting: { linesIn: 9, evaluated: 7, rejected: 1, dropped: 1 },
  },
  cases: [],
};

test("nothing found does not read as clean: absent, uncovered and unreadable stand on the page", () => {
  const page = homePage(facts);
  for (const text of [
    "not a clean bill",
    "linux - auditd",
    "linux - cron: 7",
    "unreadable: permission denied",
    "1 refused (unknown modifier)",
    "1 dropped",
  ]) {
    assert.ok(page.includes(text), text);
  }
});

test("what logs and rules say is text on the page, never markup", () => {
  const hostile = `<script>alert("1")</script>'`;
  const page = homePage({
    ...facts,
    title: hostile,
    ledger: { origin: hostile, size: 1 },
    coverage: {
      ...facts.coverage,
      rules: { ...facts.coverage.rules, refused: [{ what: hostile, count: 1 }] },
      sources: [{ id: hostile, state: "read", reason: hostile, lines: 1 }],
      absent: [hostile],
      uncovered: [{ what: hostile, count: 1 }],
    },
    cases: [{ id: hostile, title: hostile, level: "high", findings: 1, href: `/x"onclick="${hostile}` }],
  });
  assert.ok(!page.includes("<script"), "a script element");
  assert.ok(!/href="[^"]*"onclick/.test(page), "an attribute of its own");
});

test("an exercise is labelled, and only an exercise", () => {
  const label = "Recorded exercise with invented parties.";
  assert.ok(homePage({ ...facts, exercise: true }).includes(label));
  assert.ok(!homePage(facts).includes(label));
});

test("long lists are cut, and say so", () => {
  const absent = Array.from({ length: 500 }, (_, index) => `product${index} - -`);
  const page = homePage({ ...facts, coverage: { ...facts.coverage, absent } });
  assert.ok(page.includes("and 300 more"));
  assert.ok(page.includes(": 500</summary>"));
});

test("an alarm that waits for its answer stands on the page, as text", () => {
  const page = homePage({ ...facts, alarms: ["ALARM 4: the log <b> showed two histories"] });
  assert.match(page, /role="alert"><strong>ALARM 4: the log &lt;b&gt; showed two histories/);
});
