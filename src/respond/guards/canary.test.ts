import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createCanary } from "./canary.ts";

const good = new Map([["tcp a", true]]);
const bad = new Map([["tcp a", false]]);

test("a flow that worked and fails twice after an action takes it back, newest first", () => {
  const canary = createCanary();
  canary.applied("before", 5);
  canary.probed(good, 10);
  canary.applied("one", 11);
  canary.applied("two", 12);
  assert.equal(canary.probed(bad, 13), undefined);
  assert.ok(canary.isDoubtful());
  const loss = canary.probed(bad, 14);
  assert.deepEqual([loss?.flows, loss?.rollBack], [["tcp a"], ["two", "one"]]);
  assert.match(canary.why() ?? "", /tcp a worked before 2 actions/);
  canary.resume();
  assert.equal(canary.why(), null);
  assert.equal(canary.probed(bad, 15), undefined);
});

test("nobody is blamed for a flow that never worked, or that failed while nothing was done", () => {
  const canary = createCanary();
  canary.applied("one", 1);
  for (const at of [2, 3, 4]) assert.equal(canary.probed(bad, at), undefined);
  canary.probed(good, 5);
  for (const at of [6, 7, 8]) assert.equal(canary.probed(bad, at), undefined);
  assert.equal(canary.why(), null);
});

test("what was done before a good round is never rolled back", () => {
  const event = fc.oneof(fc.constant("apply"), fc.boolean());
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const canary = createCanary();
      let lastGood = -1;
      for (const [at, one] of events.entries()) {
        if (one === "apply") canary.applied(String(at), at);
        if (one === true) lastGood = at;
        if (typeof one !== "boolean") continue;
        for (const action of canary.probed(new Map([["a", one]]), at)?.rollBack ?? []) assert.ok(Number(action) >= lastGood);
      }
    }),
  );
});
