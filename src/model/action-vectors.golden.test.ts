import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assertGolden } from "../../test/support/golden.ts";
import { textOf, utf8 } from "../lib/index.ts";
import {
  type ActionPredicate,
  type ActionStep,
  actionSubjects,
  type Digest,
  type EnforcementPredicate,
  foldLives,
  formatStatement,
  parseStatement,
  playbookSubjects,
  type RecordName,
  type Statement,
} from "./index.ts";

const VECTORS = join(import.meta.dirname, "../../spec/action.vectors.json");
const digest = (byte: string) => byte.repeat(32) as Digest;

const APPLIED: ActionPredicate = {
  action: "act-5b1f0c94d27e6a38",
  step: "applied",
  at: "2026-11-22T12:00:03.014Z",
  measure: "block",
  targets: [{ kind: "address", value: "203.0.113.66" }],
  expiresAt: "2026-11-22T13:00:03.012Z",
  reason: "Ten refused SSH passwords from one address within ten minutes",
  case: null,
  rule: { id: "7eaf5336-55fd-4a57-9965-7d6aaf8e91f2", title: "SSH password guessing", digest: digest("2b"), level: "medium" },
  playbook: { id: "playbook--ssh-guessing", digest: digest("77"), step: "block-source" },
  evidence: ["9a".repeat(32), "c1".repeat(32)] as RecordName[],
  by: "playbook",
  approvals: [],
  actuator: "nftables",
  guards: { protection: digest("5d"), refusedBy: null },
  reach: { addresses: "1", flowsHit: 1, flowsSeen: 42 },
  dropped: null,
  timing: { readAt: "2026-11-22T12:00:03.011Z", decidedAt: "2026-11-22T12:00:03.012Z", heldAt: "2026-11-22T12:00:03.014Z" },
  undo: "meridian unblock act-5b1f0c94d27e6a38",
};

const ENFORCED: EnforcementPredicate = {
  actuator: "nftables",
  from: "2026-11-22T12:00:00.000Z",
  to: "2026-11-22T12:10:00.000Z",
  comparisons: 10,
  intended: 1000,
  held: 999,
  repaired: 1,
  found: 0,
  alarm: false,
  reason: null,
};

const action = (changes: Partial<ActionPredicate> = {}): Statement => {
  const predicate = { ...APPLIED, ...changes };
  return { kind: "action", subject: actionSubjects(predicate), predicate };
};
const enforcement = (changes: Partial<EnforcementPredicate> = {}): Statement => ({
  kind: "enforcement",
  subject: [{ name: "nftables", digest: { sha256: digest("0e") } }],
  predicate: { ...ENFORCED, ...changes },
});
const inForce = {
  id: "playbook--ssh-guessing",
  name: "SSH guessing",
  digest: digest("77"),
  at: "2026-11-22T11:00:00.000Z",
} as const;
const playbook: Statement = {
  kind: "playbook",
  subject: playbookSubjects({ ...inForce, event: "in-force", mode: "act" }),
  predicate: { ...inForce, event: "in-force", mode: "act" },
};

const VALID: Readonly<Record<string, Statement>> = {
  "an address is blocked by a playbook": action(),
  "a guard refuses": action({
    step: "refused",
    guards: { protection: digest("5d"), refusedBy: "own-address" },
    timing: { ...APPLIED.timing, heldAt: null },
  }),
  "found in the kernel, without an end": action({ step: "found", by: "reconciler", expiresAt: null, rule: null, playbook: null }),
  "a session is ended by a person": action({
    measure: "end-session",
    targets: [{ kind: "session", value: "c2" }],
    expiresAt: null,
    evidence: [],
    by: "A. Example",
    rule: null,
    playbook: null,
    undo: null,
  }),
  "a playbook comes into force": playbook,
  "enforcement at 99.9 %": enforcement(),
  "an alarm": enforcement({ held: 998, alarm: true, reason: "the table was flushed by another program" }),
};

const INVALID: Readonly<Record<string, Statement>> = {
  "a block without an end": action({ expiresAt: null }),
  "a locked account without an end": action({
    measure: "lock-account",
    targets: [{ kind: "account", value: "dockcam" }],
    expiresAt: null,
  }),
  "no target": action({ targets: [] }),
  "a guard that refused what was applied": action({ guards: { protection: digest("5d"), refusedBy: "budget" } }),
  "a step that there is not": action({ step: "done" as ActionStep }),
  "an id in capitals": action({ action: "act-5B1F0C94D27E6A38" }),
  "a reach with a zero in front": action({ reach: { addresses: "01", flowsHit: 0, flowsSeen: 0 } }),
  "subjects that are not the evidence": { ...action(), subject: [] },
  "98 % without an alarm": enforcement({ held: 980 }),
  "just below 99.9 % without an alarm": enforcement({ intended: 100_000, held: 99_899 }),
  "more held than intended": enforcement({ held: 1001 }),
  "an end before the beginning": enforcement({ to: "2026-11-22T11:59:59.999Z" }),
};

/** Steps in order, each with the targets it concerns: `a` and `b` are two addresses. */
const LIVES: Readonly<Record<string, readonly string[]>> = {
  "applied, extended, expired": ["applied a", "extended a", "expired a"],
  "approved, then taken back": ["awaiting a", "applied a", "undone a"],
  "nobody approved in time": ["awaiting a", "expired a"],
  "one of two refused": ["applied a", "refused b", "undone a"],
  "lost and repaired": ["applied a b", "repaired b", "rolled-back a b"],
  "found after a crash": ["found a", "undone a"],
  "failed, then tried again": ["failed a", "applied a"],
  "an extension is refused": ["applied a", "refused a", "expired a"],
  "rehearsed only": ["rehearsed a"],
  "extended without being held": ["extended a"],
  "undone twice": ["applied a", "undone a", "undone a"],
  "applied after its end": ["applied a", "expired a", "applied a"],
  "applied after a rehearsal": ["rehearsed a", "applied a"],
};

function liveThrough(steps: readonly string[]): object {
  const statements = steps.map((text, at) => {
    const [step, ...names] = text.split(" ");
    const time = `2026-11-22T12:0${at}:00.000Z`;
    const targets = names.map((name) => ({ kind: "address" as const, value: name === "a" ? "203.0.113.66" : "203.0.113.67" }));
    const timing = { readAt: null, decidedAt: time, heldAt: time };
    const predicate = {
      ...APPLIED,
      step: step as ActionStep,
      at: time,
      targets,
      timing,
      expiresAt: `2026-11-22T13:0${at}:00.000Z`,
    };
    return { index: at + 1, statement: { kind: "action" as const, subject: actionSubjects(predicate), predicate } };
  });
  const life = foldLives(statements).get(APPLIED.action);
  return { steps, holds: life?.holds, faults: life?.faults };
}

test("spec/action.vectors.json is what this code writes", () => {
  const written = (statements: Readonly<Record<string, Statement>>) =>
    Object.fromEntries(Object.entries(statements).map(([name, statement]) => [name, textOf(formatStatement(statement))]));
  const lives = Object.fromEntries(Object.entries(LIVES).map(([name, steps]) => [name, liveThrough(steps)]));
  assertGolden(VECTORS, `${JSON.stringify({ valid: written(VALID), invalid: written(INVALID), lives }, null, 2)}\n`);
});

const vectors = JSON.parse(readFileSync(VECTORS, "utf8")) as { valid: Record<string, string>; invalid: Record<string, string> };
for (const [name, text] of Object.entries(vectors.valid))
  test(`${name}: read and written back`, () => {
    const read = parseStatement(utf8(text));
    assert.ok(read.ok, JSON.stringify(read));
    assert.equal(textOf(formatStatement(read.value)), text);
  });
for (const [name, text] of Object.entries(vectors.invalid))
  test(`${name}: refused`, () => assert.ok(!parseStatement(utf8(text)).ok));

test("the page shows the statement of the vectors", () => {
  const page = readFileSync(join(import.meta.dirname, "../../spec/action.md"), "utf8");
  const shown = /^\{"action":.*\}$/m.exec(page)?.[0] ?? "";
  const example = JSON.parse(vectors.valid["an address is blocked by a playbook"] ?? "{}") as { predicate: ActionPredicate };
  const shortened = (value: unknown) => JSON.stringify(value).replace(/"([0-9a-f]{4})[0-9a-f]*(?:\[…\])?"/g, '"…"');
  assert.equal(shortened(JSON.parse(shown)), shortened(sorted(example.predicate)));
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
