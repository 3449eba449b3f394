import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { stringify } from "yaml";
import { createDetector, loadRules, type RuleDocument } from "../../../src/detect/index.ts";
import type { Event } from "../../../src/model/index.ts";
import { anyEvent, anyRule, PLACEHOLDERS } from "../generated-rules.ts";
import { sha256 } from "../support.ts";
import { pipelineText } from "./processed.ts";

// Pipelines that change how a rule says something, and not what: on generated rules and events the hits must stay the same.

const VARS = `vars:\n${[...PLACEHOLDERS].map(([name, values]) => `  ${name}: ${JSON.stringify(values)}\n`).join("")}`;
const VALUES = "type: value_placeholders";
const asIs = (event: Event): Event => event;

function prefixed(event: Event): Event {
  const fields = Object.entries(event.fields).map(([name, value]) => [name === "timestamp" ? name : `p.${name}`, value]);
  return { ...event, fields: Object.fromEntries(fields) };
}

const SAME: readonly (readonly [name: string, steps: readonly string[], change: (event: Event) => Event])[] = [
  ["values put in by a pipeline instead of by the caller", [], asIs],
  ["every letter replaced by itself", ["type: replace_string\nregex: (.)\nreplacement: \\1\nskip_special: true"], asIs],
  ["a replacement that finds nothing", ["type: replace_string\nregex: never-in-a-value\nreplacement: x"], asIs],
  ["texts as regular expressions with a flag", ["type: regex\nmethod: ignore_case_flag"], asIs],
  ["texts as regular expressions with brackets", ["type: regex"], asIs],
  [
    "all fields renamed",
    ["type: field_name_prefix\nprefix: p.\nfield_name_conditions:\n  - type: exclude_fields\n    fields: [timestamp]"],
    prefixed,
  ],
  ["a renaming to the same names", ["type: nest\nitems:\n  - type: field_name_suffix\n    suffix: ''"], asIs],
  ["a condition more that always holds", ["type: add_condition\nconditions:\n  nobody: null"], asIs],
  ["a negated condition more that never holds", ["type: add_condition\nnegated: true\nconditions:\n  nobody|exists: true"], asIs],
];

for (const [name, steps, change] of SAME)
  test(`a rule means the same after a pipeline: ${name}`, () => {
    const counts = { pairs: 0, hits: 0 };
    fc.assert(
      fc.property(
        fc.array(anyRule, { minLength: 10, maxLength: 10 }),
        fc.array(anyEvent, { minLength: 10, maxLength: 10 }),
        (documents, events) => {
          const files = documents.map(fileOf);
          const pipelines = [{ path: "p.yml", bytes: bytes(pipelineText([VALUES, ...steps], VARS)) }];
          const processed = loadRules(files, sha256, { pipelines }).rules;
          const kept = new Set(processed.map(({ ref }) => ref.id));
          const plain = loadRules(files, sha256).rules.filter(({ ref }) => kept.has(ref.id));
          counts.pairs += plain.length * events.length;
          const [before, after] = [plain, processed].map((rules) =>
            createDetector(rules, { utcOffsetMinutes: 0, placeholders: PLACEHOLDERS }),
          );
          for (const event of events) {
            const expected = before?.observe(event).map(({ rule }) => rule.id);
            assert.deepEqual(
              after?.observe(change(event)).map(({ rule }) => rule.id),
              expected,
              JSON.stringify([event, documents]),
            );
            counts.hits += expected?.length ?? 0;
          }
        },
      ),
      { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 3_000 : 10 },
    );
    assert.ok(counts.pairs > 400 && counts.hits > counts.pairs / 50, JSON.stringify(counts));
  });

function fileOf(document: object, number: number): RuleDocument {
  return { path: `${number}.yml`, bytes: bytes(stringify({ title: `rule ${number}`, id: `rule-${number}`, ...document })) };
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
