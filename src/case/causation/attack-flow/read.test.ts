import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { FLOW_OBJECTS_MAX } from "./flow.ts";
import { modelOfAttackFlow } from "./model-of-flow.ts";
import { readAttackFlow } from "./read.ts";

const uuid = (at: number) => `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;
const action = (at: number, more: object = {}) => ({
  type: "attack-action",
  id: `attack-action--${uuid(at)}`,
  name: `action ${at}`,
  ...more,
});
const effects = (...ats: number[]) => ({ effect_refs: ats.map((at) => `attack-action--${uuid(at)}`) });
const FLOW = { type: "attack-flow", id: `attack-flow--${uuid(999)}`, name: "f", scope: "incident" };
const bundle = (...objects: object[]) =>
  JSON.stringify({ type: "bundle", id: `bundle--${uuid(998)}`, objects: [FLOW, ...objects] });

function modelOf(text: string) {
  const read = readAttackFlow(text);
  assert.ok(read.ok, JSON.stringify(read));
  const model = modelOfAttackFlow(read.value);
  assert.ok(model.ok, JSON.stringify(model));
  return { ...model.value, read: read.value };
}

test("an arrow that closes a circle is left out and named", () => {
  const { notes, outcomes } = modelOf(bundle(action(1, effects(2)), action(2, effects(3)), action(3, effects(1))));
  assert.deepEqual(notes, ['the arrow from "action 3" to "action 1" was left out: it closes a circle']);
  assert.deepEqual(outcomes, [`attack-action--${uuid(3)}`]);
});

test("a condition with both branches stands twice, and exactly one of the two occurred", () => {
  const condition = {
    type: "attack-condition",
    id: `attack-condition--${uuid(5)}`,
    description: "the service answers",
    on_true_refs: effects(2).effect_refs,
    on_false_refs: effects(3).effect_refs,
  };
  const lead = action(1, { effect_refs: [condition.id] });
  const { model } = modelOf(bundle(lead, condition, action(2), action(3)));
  assert.deepEqual(model.either, [[condition.id, `${condition.id}#false`]]);
  assert.equal(model.nodes.get(`${condition.id}#false`)?.name, "not: the service answers");
  assert.equal(model.nodes.get(condition.id)?.state, "unknown");
});

test("operators lead on, bare ones are left out, parts are counted, what dangles is said", () => {
  const operator = (at: number, word: string, to: number) => ({
    type: "attack-operator",
    id: `attack-operator--${uuid(at)}`,
    operator: word,
    ...effects(to),
  });
  const to = (at: number) => ({ effect_refs: [`attack-operator--${uuid(at)}`] });
  const text = bundle(
    action(1, to(7)),
    action(2, to(7)),
    operator(7, "AND", 3),
    operator(8, "OR", 3),
    action(3, effects(77)),
    action(4),
  );
  const { model, notes, read } = modelOf(text);
  assert.deepEqual(notes, [
    "1 operators that nothing leads to were left out",
    "2 parts that no arrow joins: each is evaluated by itself",
  ]);
  assert.equal(read.notes.length, 1);
  assert.match(read.notes[0] ?? "", /one end is not in the file/);
  assert.equal(model.into.get(`attack-operator--${uuid(7)}`)?.[0]?.needs, "all");
});

test("things of a type that objects inherit as a name are things that nobody knows", () => {
  const odd = { type: "constructor", id: `constructor--${uuid(5)}`, name: "odd" };
  const related = {
    type: "relationship",
    id: `relationship--${uuid(6)}`,
    relationship_type: "related-to",
    source_ref: `attack-action--${uuid(1)}`,
    target_ref: odd.id,
  };
  const { model, read } = modelOf(bundle(action(1), odd, related));
  assert.deepEqual([...model.entities], []);
  assert.deepEqual(model.nodes.get(`attack-action--${uuid(1)}`)?.by, []);
  assert.deepEqual(read.objects.find(({ type }) => type === "constructor")?.properties, { name: "odd" });
});

test("a drawn thing of a template that objects inherit as a name is an asset, and says so", () => {
  const properties = [
    ["name", "odd"],
    ["confidence", "constructor"],
  ];
  const drawn = ["action", "constructor"].map((id, at) => ({ id, instance: uuid(at + 1), properties }));
  const read = readAttackFlow(JSON.stringify({ schema: "attack_flow_v2", objects: [{ id: "flow" }, ...drawn] }));
  assert.ok(read.ok);
  assert.deepEqual(
    read.value.objects.map(({ type, properties: { confidence } }) => [type, confidence]),
    [
      ["attack-action", undefined],
      ["attack-asset", undefined],
    ],
  );
  assert.ok(read.value.notes.some((note) => note.includes('"odd" (constructor) was taken as an asset')));
});

test("what is no flow, too large or ill-formed is refused with its place", () => {
  const many = Array.from({ length: FLOW_OBJECTS_MAX + 1 }, (_, at) => action(at));
  const rows: readonly (readonly [kind: string, text: string])[] = [
    ["bad-json", "{"],
    ["no-attack-flow", "[]"],
    ["no-attack-flow", '{"type":"bundle"}'],
    ["no-attack-flow", '{"schema":"attack_flow_v2","objects":[]}'],
    ["no-attack-flow", '{"schema":"attack_flow_v1"}'],
    ["bad-object", bundle(action(1), action(1))],
    ["bad-object", bundle({ ...action(1), id: "attack-action--x" })],
    ["bad-object", '{"schema":"attack_flow_v2","objects":[{"id":"flow"},{"id":"action","instance":"x"}]}'],
    ["too-large", bundle(...many)],
  ];
  for (const [kind, text] of rows) {
    const read = readAttackFlow(text);
    assert.equal(read.ok ? "yes" : read.fault.kind, kind, text.slice(0, 80));
  }
});

test("no text makes a reader throw, and whatever is read has a model or a reason", () => {
  const word = fc.constantFrom(
    "action",
    "AND_operator",
    "condition",
    "flow",
    "dynamic_line",
    "tool",
    "horizontal_anchor",
    "note",
  );
  const part = fc.record(
    {
      id: word,
      instance: fc.oneof(fc.nat(5).map(uuid), fc.string()),
      source: fc.nat(5).map(uuid),
      target: fc.nat(5).map(uuid),
      latches: fc.array(fc.nat(5).map(uuid), { maxLength: 3 }),
      anchors: fc.dictionary(fc.constantFrom("0", "branch:True", "branch:False"), fc.nat(5).map(uuid)),
      properties: fc.array(fc.tuple(fc.constantFrom("name", "description", "confidence", "__proto__"), fc.jsonValue())),
    },
    { requiredKeys: ["id"] },
  );
  const drawn = fc
    .array(part, { maxLength: 12 })
    .map((objects) => JSON.stringify({ schema: "attack_flow_v2", objects: [{ id: "flow" }, ...objects] }));
  const ref = fc
    .nat(4)
    .chain((at) =>
      fc.constantFrom(`attack-action--${uuid(at)}`, `attack-operator--${uuid(at)}`, `attack-condition--${uuid(at)}`),
    );
  const object = fc.record(
    {
      type: fc.constantFrom("attack-action", "attack-operator", "attack-condition", "tool", "relationship"),
      id: ref,
      operator: fc.constantFrom("AND", "OR", "XOR"),
      effect_refs: fc.array(fc.oneof(ref, fc.jsonValue()), { maxLength: 4 }),
      on_true_refs: fc.array(ref, { maxLength: 2 }),
      on_false_refs: fc.array(ref, { maxLength: 2 }),
      source_ref: ref,
      target_ref: ref,
    },
    { requiredKeys: ["type", "id"] },
  );
  const stix = fc
    .uniqueArray(object, { maxLength: 10, selector: ({ id }) => id })
    .map((objects) =>
      bundle(...objects.map((one) => ({ ...one, type: one.type === "relationship" ? one.type : one.id.split("--")[0] }))),
    );
  fc.assert(
    fc.property(fc.oneof(drawn, stix, fc.json(), fc.string()), (text) => {
      const read = readAttackFlow(text);
      if (read.ok) modelOfAttackFlow(read.value);
    }),
    { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 20_000 : 500 },
  );
});
