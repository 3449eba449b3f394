import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createDetector, reproduce } from "../../src/detect/index.ts";
import type { Detection } from "../../src/model/index.ts";
import { LATE, type Made, oracleSpec, spec, stream, textsOf } from "./correlation-drawn.ts";
import { firingsOf, type Seen } from "./correlation-oracle.ts";
import { event, load } from "./one-rule.ts";
import { sha256 } from "./support.ts";

const SOAK = process.env["MERIDIAN_SOAK"] === "1";
function observed(given: Made, events: readonly Seen[]): (Detection | null)[] {
  const { rules, refused } = load(...textsOf(given));
  assert.deepEqual(refused, []);
  const limits = { groupsMax: 1_000, occurrencesMax: 100_000, bytesMax: 1e9, lateMs: LATE * 1000 };
  const evictions: unknown[] = [];
  const detector = createDetector(rules, { utcOffsetMinutes: 0, limits, onEviction: (eviction) => evictions.push(eviction) });
  const found = events.map(
    ({ at, is, user, x }) => detector.observe(event({ is, user, ...(x === "" ? {} : { x }) }, at * 1000))[0] ?? null,
  );
  assert.deepEqual(evictions, []);
  return found;
}

test("every type, window and order fires as windows made from scratch say", () => {
  fc.assert(
    fc.property(spec, stream, (given, events) => {
      const found = observed(given, events).map((detection) => (detection === null ? null : detection.time.toMs / 1000));
      assert.deepEqual(found, firingsOf(oracleSpec(given), events), textsOf(given).at(-1) ?? "");
    }),
    { numRuns: SOAK ? 100_000 : 1_500 },
  );
});

test("what is cited of any type and window fires the rule again", () => {
  fc.assert(
    fc.property(spec, stream, (given, events) => {
      const documents = load(...textsOf(given)).rules.map(({ document }) => document);
      for (const found of observed(given, events)) {
        if (found === null) continue;
        const again = reproduce(documents, found.events, sha256, { utcOffsetMinutes: 0 });
        assert.ok(
          again.some(({ rule }) => rule.id === found.rule.id),
          textsOf(given).at(-1) ?? "",
        );
      }
    }),
    { numRuns: SOAK ? 20_000 : 300 },
  );
});
