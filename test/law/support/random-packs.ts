import assert from "node:assert/strict";
import fc from "fast-check";
import { type LawPack, readLawPack } from "../../../src/law/index.ts";
import { type Facts, STANDARDS } from "../../../src/model/index.ts";

/** The day on which random packs are evaluated; their own days lie around it. */
export const ON = "2020-06-01";
const ids = (letter: string, count: number) => Array.from({ length: count }, (_, at) => `${letter}${at}`);
const ELEMENTS = ids("e", 8);
const RULES = ids("r", 6);
const KEYS = ids("k", 3);
const FIGURES = ids("f", 3);
const KINDS = ids("kind_", 3);
const HOLDERS = ids("h", 3);

const text = { en: "?", zh: "?" };
const head = { version: "1", title: text, sources: { V: { title: "V", read: "read" }, U: { title: "U", read: "unverified" } } };
/** Mostly a source that somebody read. */
const cite = fc.oneof({ weight: 4, arbitrary: fc.constant(["V/1"]) }, fc.constantFrom(["U"], ["U/2", "V"], []));
const day = fc.constantFrom(null, null, null, "2010-01-01", ON, "2020-06-02", "2030-01-01");
const standard = fc.constantFrom(...STANDARDS);

type Given = { readonly presume: boolean };

function element({ presume }: Given): fc.Arbitrary<object> {
  const base = {
    standard,
    refuteAt: standard,
    cite,
    minSources: fc.nat(2),
    evidence: fc.constantFrom([], [], KINDS.map((kind) => [kind]).slice(1), [KINDS, KINDS.slice(2)], [[]]),
    presume: presume ? fc.constantFrom(null, null, "not_met") : fc.constant(null),
    prop: fc.constantFrom(null, null, "shared", "e0"),
  };
  const measure = fc.record({
    figure: fc.constantFrom(...FIGURES),
    unit: fc.constant("x"),
    is: fc.constantFrom("atLeast", "above", "atMost", "below"),
    than: fc.uniqueArray(fc.record({ from: day, value: fc.integer({ min: 0, max: 4 }) }), {
      maxLength: 3,
      selector: ({ from }) => from,
    }),
    thanFigure: fc.constantFrom(null, null, null, ...FIGURES),
  });
  return fc
    .record({ ...base, measure: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, measure) })
    .map((one) => ({ ...one, ask: text }));
}

/** A node that may lean on some rules only, so that there is no circle. */
function node(refs: readonly string[], depth: number): fc.Arbitrary<object> {
  const el = fc.constantFrom(...ELEMENTS).map((id) => ({ el: id }));
  const law = fc.constantFrom(...KEYS).map((id) => ({ law: id }));
  const leaf = fc.oneof(el, el, law, ...(refs.length === 0 ? [] : [fc.constantFrom(...refs).map((id) => ({ ref: id }))]));
  if (depth === 0) return leaf;
  const parts = fc.array(node(refs, depth - 1), { maxLength: 3 });
  return fc.oneof(
    leaf,
    parts.map((all) => ({ all })),
    parts.map((any) => ({ any })),
    fc.tuple(fc.nat(4), parts).map(([k, of]) => ({ atLeast: { k, of } })),
    node(refs, depth - 1).map((not) => ({ not })),
  );
}

function unless(refs: readonly string[], depth: number): fc.Arbitrary<object> {
  if (depth === 0) return fc.constant({});
  const way = fc.record({ cite, when: node(refs, 1), unless: unless(refs, depth - 1) });
  return fc.oneof(
    fc.constant({}),
    way.map((one) => ({ one })),
    fc.tuple(way, way).map(([one, two]) => ({ one, two })),
  );
}

function rule(at: number): fc.Arbitrary<object> {
  const refs = RULES.slice(0, at);
  return fc
    .record({ cite, from: day, to: day, when: node(refs, 3), unless: unless(refs, 2) })
    .map((one) => ({ ...one, kind: "law", question: text, gives: { met: text, not_met: text, undetermined: text } }));
}

const said = fc.record({ value: fc.constantFrom("met", "met", "not_met", "undetermined", "silent"), cite });
const law = fc.subarray(KEYS).chain((keys) => fc.tuple(...keys.map(() => said)).map((all) => named(keys, all)));
const position = fc
  .record({ holder: fc.constantFrom(...HOLDERS), date: fc.constantFrom("2015-01-01", ON, "2025-01-01"), law })
  .map((one) => ({ kind: "position", pack: `${one.holder}-${one.date}`, ...head, of: text, ...one }));

/** Packs of random rules, elements of every form, and positions; `presume`: with defences that are presumed not met. */
export function randomPacks(given: Given): fc.Arbitrary<readonly LawPack[]> {
  const rules = fc.tuple(...RULES.map((_, at) => rule(at)), ...ELEMENTS.map(() => element(given))).map((all) => ({
    kind: "rules",
    pack: "random",
    ...head,
    law: named(
      KEYS,
      KEYS.map(() => ({ ask: text, cite: ["V"] })),
    ),
    rules: named(RULES, all.slice(0, RULES.length)),
    elements: named(ELEMENTS, all.slice(RULES.length)),
  }));
  const positions = fc.uniqueArray(position, { maxLength: 5, selector: ({ pack }) => pack });
  return fc.tuple(rules, positions).map(([own, others]) => [own, ...others].map(packOf));
}

function packOf(json: object): LawPack {
  const read = readLawPack(JSON.stringify(json));
  assert.ok(read.ok, read.ok ? "" : JSON.stringify(read.fault));
  return read.value;
}

function named<Item>(names: readonly string[], items: readonly Item[]): Readonly<Record<string, Item>> {
  return Object.fromEntries(names.flatMap((name, at) => (items[at] === undefined ? [] : [[name, items[at]] as const])));
}

const sources = fc.constantFrom([], ["a"], ["a", "a"], ["b", "a", "b"]);
const proof = fc.option(fc.constantFrom(...STANDARDS, "conclusive" as const));
const figure = fc
  .record({ at: fc.nat(4), width: fc.constantFrom(0, 0, 1), standard, sources })
  .map(({ at, width, ...rest }) => ({ unit: "x", value: { lo: at, best: at + width / 2, hi: at + width }, claims: [], ...rest }));

/** A record on the propositions that random packs ask; `conflicts`: with proof for and against the same. */
export function randomFacts({ conflicts }: { readonly conflicts: boolean }): fc.Arbitrary<Facts> {
  const finding = fc
    .record({
      pro: proof,
      con: proof,
      kinds: fc.constantFrom(KINDS, KINDS, KINDS.slice(1), KINDS.slice(2), []),
      sources,
      isFor: fc.boolean(),
    })
    .map(({ isFor, pro, con, ...rest }) => ({
      ...rest,
      pro: conflicts || isFor ? pro : null,
      con: conflicts || !isFor ? con : null,
      against: ["z"],
      claims: [],
    }));
  const findings = fc
    .subarray(["shared", ...ELEMENTS])
    .chain((props) =>
      fc.tuple(...props.map(() => finding)).map((all) => all.map((one, at) => ({ prop: props[at] ?? "", ...one }))),
    );
  const figures = fc
    .subarray(FIGURES, { minLength: 1 })
    .chain((names) =>
      fc.tuple(...names.map(() => figure)).map((all) => all.map((one, at) => ({ name: names[at] ?? "", ...one }))),
    );
  return fc.record({ findings, figures });
}
