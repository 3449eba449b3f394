import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { isoTime } from "../../src/lib/index.ts";
import type { ActionPredicate, ActionStep, Digest } from "../../src/model/index.ts";
import { foldActions, type Held, type Intent, intentKey, reconcile } from "../../src/respond/index.ts";
import { HOUR, NOW, targetOf } from "./scene.ts";

const TARGETS = ["203.0.113.1", "203.0.113.2", "203.0.113.0/24", "2001:db8::1", "account:svc"].map(targetOf);
const ACTIONS = ["act-0000000000000001", "act-0000000000000002", "act-0000000000000003"];

function statement(over: Partial<ActionPredicate>): ActionPredicate {
  return {
    action: ACTIONS[0] ?? "",
    step: "applied",
    at: isoTime(NOW),
    measure: "block",
    targets: TARGETS.slice(0, 1),
    expiresAt: isoTime(NOW + HOUR),
    reason: "why",
    case: null,
    rule: null,
    playbook: null,
    evidence: [],
    by: "Ana",
    approvals: [],
    actuator: "fake",
    guards: { protection: "ab".repeat(32) as Digest, refusedBy: null },
    reach: { addresses: "1", flowsHit: 0, flowsSeen: 0 },
    dropped: null,
    timing: { readAt: null, decidedAt: isoTime(NOW), heldAt: null },
    undo: null,
    ...over,
  };
}

const statements = fc
  .array(
    fc.record({
      action: fc.constantFrom(...ACTIONS),
      step: fc.constantFrom<ActionStep>(
        "applied",
        "extended",
        "found",
        "undone",
        "rolled-back",
        "expired",
        "repaired",
        "failed",
        "refused",
        "awaiting",
        "rehearsed",
      ),
      measure: fc.constantFrom<ActionPredicate["measure"]>("block", "quarantine"),
      targets: fc.subarray(TARGETS, { minLength: 1 }),
      endH: fc.integer({ min: 1, max: 5 }),
    }),
    { maxLength: 25 },
  )
  .map((rows) =>
    rows.map(({ endH, ...row }, index) => statement({ ...row, at: isoTime(NOW + index), expiresAt: isoTime(NOW + endH * HOUR) })),
  );

/** Slow and plain: who owns each target is found by reading everything again for it. */
function naiveIntent(
  all: readonly ActionPredicate[],
  measure: string,
  value: string,
): { action: string; end: string } | undefined {
  let owner: { action: string; end: string } | undefined;
  for (const one of all) {
    if (one.measure !== measure || !one.targets.some((target) => target.value === value)) continue;
    const end = one.expiresAt ?? "";
    if (["applied", "extended", "found"].includes(one.step)) {
      if (owner === undefined || end > owner.end) owner = { action: one.action, end };
    } else if (owner?.action === one.action) {
      if (one.step === "undone" || one.step === "rolled-back" || (one.step === "expired" && owner.end <= end)) owner = undefined;
    }
  }
  return owner;
}

describe("the book", () => {
  test("intends what a plain reading of the statements intends", () => {
    fc.assert(
      fc.property(statements, (all) => {
        const book = foldActions(all);
        for (const measure of ["block", "quarantine"] as const) {
          for (const target of TARGETS) {
            const intent = book.intentOf(measure, target);
            const naive = naiveIntent(all, measure, target.value);
            assert.deepEqual(
              intent === undefined ? undefined : { action: intent.action, end: isoTime(intent.expiresAtMs) },
              naive,
            );
          }
        }
        for (const life of book.lives.values()) {
          const holding = [...book.intents.values()].filter(({ action }) => action === life.action).length;
          assert.equal(life.holding, holding);
        }
        const waiting = all.filter(
          (one, index) => one.step === "awaiting" && !all.slice(index + 1).some(({ action }) => action === one.action),
        );
        assert.deepEqual([...book.awaiting.keys()].sort(), [...new Set(waiting.map(({ action }) => action))].sort());
      }),
      { numRuns: 300 },
    );
  });

  test("finds again who was acted on inside a network, and what was done to a network around an address", () => {
    const book = foldActions([
      statement({ targets: ["203.0.113.1", "203.0.113.2", "203.0.114.1", "2001:db8::1"].map(targetOf) }),
      statement({ action: ACTIONS[1] ?? "", targets: [targetOf("203.0.113.0/24")], at: isoTime(NOW + 5) }),
    ]);
    const within = (text: string, sinceMs: number) => {
      const [base = "", bits = ""] = text.split("/");
      const address = base.includes(":")
        ? Uint8Array.from([0x20, 0x01, 0x0d, 0xb8, ...new Array(12).fill(0)])
        : Uint8Array.from(base.split("."), Number);
      return book.history.addressesWithin({ base: address, bits: Number(bits) }, "block", sinceMs).toSorted();
    };
    assert.deepEqual(within("203.0.113.0/24", NOW), ["203.0.113.1", "203.0.113.2"]);
    assert.deepEqual(within("203.0.0.0/8", NOW), ["203.0.113.1", "203.0.113.2", "203.0.114.1"]);
    assert.deepEqual(within("2001:db8::/64", NOW), ["2001:db8::1"]);
    assert.deepEqual(within("203.0.113.0/24", NOW + 1), []);
    assert.deepEqual(
      book.history.of(targetOf("203.0.113.77")).map(({ target }) => target.value),
      ["203.0.113.0/24"],
    );
  });
});

const MEASURES = ["block", "quarantine"] as const;

function intentOf(index: number, endMs: number): Intent {
  const target = targetOf(`198.51.100.${index}`);
  return {
    key: intentKey({ measure: "block", target }),
    measure: "block",
    target,
    action: ACTIONS[0] ?? "",
    sinceMs: NOW,
    expiresAtMs: endMs,
  };
}

function heldOf(index: number, expiresAtMs: number | null): Held {
  return { measure: "block", target: targetOf(`198.51.100.${index}`), expiresAtMs, dropped: null };
}

/** Index of the target, when its intent ends (null: no intent), when what is held ends ("none": not held, null: never). */
const pair = fc.record({
  endH: fc.option(fc.integer({ min: -2, max: 3 })),
  heldH: fc.oneof(fc.constant("none" as const), fc.constant(null), fc.integer({ min: 1, max: 4 })),
  isProtected: fc.boolean(),
  isBusy: fc.boolean(),
});

describe("a comparison", () => {
  test("says of every pair what a person would", () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 40 }), (pairs) => {
        const intents = pairs.flatMap(({ endH }, index) => (endH === null ? [] : [intentOf(index, NOW + endH * HOUR)]));
        const held = pairs.flatMap(({ heldH }, index) =>
          heldH === "none" ? [] : [heldOf(index, heldH === null ? null : NOW + heldH * HOUR)],
        );
        const busy = new Set(pairs.flatMap(({ isBusy }, index) => (isBusy ? [intentOf(index, 0).key] : [])));
        const bad = new Set(pairs.flatMap(({ isProtected }, index) => (isProtected ? [`198.51.100.${index}`] : [])));
        const comparison = reconcile(intents, held, {
          nowMs: NOW,
          measures: MEASURES,
          protectedWhy: ({ target }) => (bad.has(target.value) ? "listed" : null),
          busy,
        });
        const at = (list: readonly { target: { value: string } }[]) =>
          list.map(({ target }) => Number(target.value.split(".")[3]));
        const expected = (is: (one: (typeof pairs)[number]) => boolean) =>
          pairs.flatMap((one, index) => (!one.isBusy && is(one) ? [index] : []));
        const calm = (one: (typeof pairs)[number]) => !(one.isProtected && one.heldH !== "none");
        const isLive = (one: (typeof pairs)[number]) => one.endH !== null && one.endH > 0 && calm(one);
        assert.deepEqual(
          at(comparison.offending.map((one) => one.held)),
          expected((one) => one.isProtected && one.heldH !== "none"),
        );
        assert.deepEqual(
          at(comparison.reassert),
          expected((one) => isLive(one) && (one.heldH === "none" || (one.heldH !== null && one.heldH < (one.endH ?? 0)))),
        );
        assert.deepEqual(
          at(comparison.shorten),
          expected((one) => isLive(one) && one.heldH !== "none" && (one.heldH === null || one.heldH > (one.endH ?? 0))),
        );
        assert.deepEqual(
          at(comparison.expired),
          expected((one) => one.endH !== null && one.endH <= 0 && calm(one)),
        );
        assert.deepEqual(
          at(comparison.remove),
          expected((one) => one.endH !== null && one.endH <= 0 && one.heldH !== "none" && calm(one)),
        );
        assert.deepEqual(
          at(comparison.found),
          expected((one) => one.endH === null && one.heldH !== "none" && calm(one)),
        );
        const live = expected(isLive).length;
        assert.equal(comparison.intended, live);
        assert.equal(comparison.ratio, live === 0 ? 1 : expected((one) => isLive(one) && one.heldH !== "none").length / live);
      }),
      { numRuns: 300 },
    );
  });

  test("of 100,000 is done in well under a second", () => {
    const many = Array.from({ length: 100_000 }, (_, index): Intent => {
      const target = targetOf(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
      return { ...intentOf(0, NOW + HOUR), target, key: intentKey({ measure: "block", target }) };
    });
    const held = many.slice(500).map(({ target, measure, expiresAtMs }) => ({ target, measure, expiresAtMs, dropped: null }));
    const began = performance.now();
    const comparison = reconcile(many, held, { nowMs: NOW, measures: MEASURES, protectedWhy: () => null, busy: new Set() });
    assert.equal(comparison.reassert.length, 500);
    assert.ok(performance.now() - began < 2000);
  });
});
