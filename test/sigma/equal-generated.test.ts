import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { stringify } from "yaml";
import { createDetector, loadRules, type SigmaRule } from "../../src/detect/index.ts";
import type { Event } from "../../src/model/index.ts";
import { anyEvent, anyRule, PLACEHOLDERS } from "./generated-rules.ts";
import { referenceHits } from "./reference-matcher.ts";
import { sha256 } from "./support.ts";

const RULES = 20;
const EVENTS = 20;
/** 400 pairs a run: 1,000,000 in the soak. */
const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 2_500 : 60;
const OPTIONS = { utcOffsetMinutes: 780, placeholders: PLACEHOLDERS };

test("the matcher agrees with a full scan on generated pairs of rule and event", (t) => {
  const counts = { pairs: 0, refused: 0, hits: 0 };
  const rules = fc.array(anyRule, { minLength: RULES, maxLength: RULES });
  const events = fc.array(anyEvent, { minLength: EVENTS, maxLength: EVENTS });
  fc.assert(
    fc.property(rules, events, (documents, observed) => {
      const loaded = loadedOf(documents);
      counts.refused += documents.length - loaded.length;
      counts.pairs += documents.length * observed.length;
      const detector = createDetector(loaded, OPTIONS);
      for (const event of observed) counts.hits += agreed(loaded, detector.observe(event), event);
    }),
    { numRuns: RUNS, reporter },
  );
  t.diagnostic(`${JSON.stringify(counts)}, seed ${fc.readConfigureGlobal()?.seed ?? "drawn"}`);
  assert.ok(counts.hits > counts.pairs / 20 && counts.hits < counts.pairs / 2, "neither all nor nothing fits");
  assert.ok(counts.refused < counts.pairs / EVENTS / 4, "most rules load");
});

/** The rule and the event that differ, and how to come back to them; the whole run would be pages. */
function reporter<Run>({ failed, seed, counterexamplePath, errorInstance }: fc.RunDetails<Run>): void {
  if (failed) throw new Error(`seed ${seed}, path ${counterexamplePath?.slice(0, 80)}`, { cause: errorInstance });
}

/** Fails unless the hits are those of the referee; gives their number. */
function agreed(rules: readonly SigmaRule[], found: readonly { readonly rule: { readonly id: string } }[], event: Event): number {
  const ids = found.map(({ rule }) => rule.id);
  const expected = referenceHits(rules, event, OPTIONS);
  if (ids.join() !== expected.join()) {
    const differing = rules.find(({ ref }) => ids.includes(ref.id) !== expected.includes(ref.id));
    assert.deepEqual(ids, expected, `${differing?.path} ${JSON.stringify(event)}`);
  }
  return ids.length;
}

function loadedOf(documents: readonly object[]): readonly SigmaRule[] {
  const files = documents.map((document, number) => ({
    path: JSON.stringify(document),
    bytes: new TextEncoder().encode(stringify({ title: `rule ${number}`, id: `rule-${number}`, ...document })),
  }));
  return loadRules(files, sha256).rules;
}
