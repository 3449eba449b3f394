import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import test from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { sha256 } from "../../../../test/case/nouns.ts";
import { sharedData, skipWithout } from "../../../../test/support/shared-data.ts";
import { stixSchemas } from "../../../../test/support/stix-schemas.ts";
import { parseBundle, STIX_LIMITS, validateBundle } from "../../../stix/index.ts";
import { createCaseGraph } from "../../graph/case-graph.ts";
import { explainOutcome } from "../explain.ts";
import { causalModelOf } from "../graph-model.ts";
import { compare } from "../model.ts";
import type { AttackFlow } from "./flow.ts";
import { attackFlowOf } from "./flow-of-model.ts";
import { modelOfAttackFlow } from "./model-of-flow.ts";
import { nounsOfAttackFlow } from "./nouns.ts";
import { readAttackFlow } from "./read.ts";
import { writeAttackFlow } from "./write.ts";

const sha1 = (bytes: Uint8Array) => new Uint8Array(createHash("sha1").update(bytes).digest());
const skip = skipWithout("attack-flow", "corpus");
const AT = "2026-11-22T12:00:00.000Z";

function corpus(): readonly (readonly [name: string, text: string])[] {
  const folder = sharedData("attack-flow", "corpus");
  const example = sharedData("attack-flow", "stix", "attack-flow-example.json");
  if (folder === undefined || example === undefined) return [];
  const paths = [
    ...readdirSync(folder)
      .sort()
      .map((file) => join(folder, file)),
    example,
  ];
  return paths.map((path) => [basename(path), readFileSync(path, "utf8")]);
}

function flows(): readonly (readonly [name: string, flow: AttackFlow])[] {
  return corpus().map(([name, text]) => {
    const read = readAttackFlow(text);
    assert.ok(read.ok, `${name}: ${JSON.stringify(read)}`);
    return [name, read.value];
  });
}

function modelOf(flow: AttackFlow) {
  const read = modelOfAttackFlow(flow);
  assert.ok(read.ok, JSON.stringify(read));
  return read.value;
}

test("every flow of the corpus is read, and every action of it evaluated for each of its ends, exactly", { skip }, () => {
  const told: string[] = [];
  for (const [name, flow] of flows()) {
    const { model, outcomes } = modelOf(flow);
    assert.ok(outcomes.length > 0, name);
    let involved = 0;
    for (const outcome of outcomes) {
      const found = explainOutcome(model, outcome);
      assert.ok(found.ok && found.value.exact, `${name}: ${outcome}`);
      involved += found.value.causes.filter(({ ness }) => ness !== "not").length;
    }
    told.push(`${name}: ${model.nodes.size} nodes, ${outcomes.length} ends, ${involved} parts`);
  }
  assert.equal(told.length, 41);
});

test("what is written is valid by the schema of Attack Flow 2.0.0, by those of STIX and by its MUSTs", { skip }, () => {
  const path = sharedData("attack-flow", "stix", "attack-flow-schema-2.0.0.json");
  const judge = stixSchemas();
  assert.ok(path !== undefined && judge !== undefined);
  const isFlow = attackFlowSchema(path);
  assert.notDeepEqual(isFlow({ type: "attack-action", spec_version: "2.1", name: "no id" }), []);
  for (const [name, flow] of flows()) {
    const bundle = parseBundle(writeAttackFlow(flow, sha1), STIX_LIMITS);
    assert.ok(bundle.ok, name);
    assert.deepEqual(validateBundle(bundle.value), [], name);
    for (const object of bundle.value.objects) {
      const wrong: readonly string[] =
        object.type.startsWith("attack-") && object.type !== "attack-pattern" ? isFlow(object) : judge(object);
      assert.deepEqual(wrong, [], `${name}: ${object.id}`);
    }
  }
});

/** The schema refers to parts of OASIS' by two addresses: both are read from the copy beside the project. */
function attackFlowSchema(path: string): (object: unknown) => readonly string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });
  const base = sharedData("attack-flow", "stix", "oasis-open", "common");
  assert.ok(base !== undefined);
  const common = "oasis-open/cti-stix2-json-schemas";
  for (const file of readdirSync(base)) {
    const { $schema: _, $id: _id, ...schema } = JSON.parse(readFileSync(join(base, file), "utf8")) as Record<string, unknown>;
    for (const root of [
      `http://raw.githubusercontent.com/${common}/stix2.1`,
      `https://raw.githubusercontent.com/${common}/master`,
    ])
      ajv.addSchema({ ...schema, $id: `${root}/schemas/common/${file}` });
  }
  const check = ajv.compile(JSON.parse(readFileSync(path, "utf8")) as object);
  return (object) => (check(object) ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`));
}

test("what is written reads as the same flow and the same model, and writes as the same bytes", { skip }, () => {
  for (const [name, flow] of flows()) {
    const text = writeAttackFlow(flow, sha1);
    const back = readAttackFlow(text);
    assert.ok(back.ok, name);
    assert.deepEqual({ ...back.value, notes: [] }, { ...flow, notes: [] }, name);
    assert.deepEqual(modelOf(back.value), modelOf(flow), name);
    assert.equal(writeAttackFlow(back.value, sha1), text);
  }
});

test("entered into a case every flow is a hypothesis: nothing of it is taken as having occurred", { skip }, () => {
  for (const [name, flow] of flows()) {
    const read = nounsOfAttackFlow(flow, AT, sha256);
    assert.ok(read.ok, name);
    const fold = createCaseGraph({ sha256 });
    const added = fold.add({ case: "case-0123456789ab", at: AT, by: "Party A", nouns: read.value.nouns } as Parameters<
      typeof fold.add
    >[0]);
    assert.ok(added.ok, `${name}: ${JSON.stringify(added)}`);
    const graph = fold.view();
    const event = [...graph.nouns.values()].find(
      ({ id, noun }) => noun.noun === "event" && graph.linksTo(id, "causes").length > 0,
    );
    if (event === undefined) continue;
    const model = causalModelOf(graph, fold.scores(), event.id);
    assert.ok(model.ok);
    assert.ok([...model.value.nodes.values()].every(({ state }) => state === "unknown"));
  }
});

test("a model goes out as a flow that leads to the same sets", { skip }, () => {
  for (const [name, flow] of flows().slice(0, 12)) {
    const { model, outcomes } = modelOf(flow);
    const head = { name: flow.name, description: "", scope: "incident" as const, created: AT };
    const out = readAttackFlow(writeAttackFlow(attackFlowOf(model, head, sha1), sha1));
    assert.ok(out.ok, name);
    const again = modelOf(out.value);
    const count = (given: ReturnType<typeof modelOf>["model"], ends: readonly string[]) =>
      ends
        .map((end) => {
          const found = explainOutcome(given, end);
          assert.ok(found.ok);
          // How many sets would have stopped it is left uncounted where a diagram grows too large: that depends on the order of names.
          return found.value.sufficient.count ?? "";
        })
        .sort(compare);
    if (outcomes.every((id) => model.nodes.get(id)?.step === false))
      assert.deepEqual(count(again.model, again.outcomes), count(model, outcomes), name);
  }
});
