import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Ajv } from "ajv";
import { readSuite, SUITE } from "../../scripts/conformance/suite.ts";
import type { Vector } from "../../scripts/conformance/vector.ts";
import { readDisputes, vectorFiles } from "../../scripts/conformance/vector-files.ts";

const suite = readSuite();
const VECTORS_MIN = 1_500;
const EACH_MIN = 5;
const TRAPS = 13;

test("the vectors are what the tables say", () => {
  const made = vectorFiles(SUITE);
  const folder = join(SUITE, "vectors");
  assert.deepEqual(readdirSync(folder).sort(), [...made.keys()].sort());
  for (const [name, text] of made)
    assert.equal(readFileSync(join(folder, name), "utf8"), text, `${name}: run node scripts/conformance-vectors.ts`);
});

test("every file is of its schema", () => {
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(join(SUITE, "vector.schema.json"), "utf8")),
  );
  for (const name of readdirSync(join(SUITE, "vectors"))) {
    assert.ok(
      validate(JSON.parse(readFileSync(join(SUITE, "vectors", name), "utf8"))),
      `${name}: ${JSON.stringify(validate.errors)}`,
    );
  }
  assert.ok(!validate({ suite: "sigma-conformance", feature: "x", vectors: [{}] }), "the schema refuses something");
});

test("there are enough vectors: in all, for each feature on both sides, and for each trap", () => {
  assert.ok(suite.length >= VECTORS_MIN, `${suite.length} vectors`);
  const short = [...Map.groupBy(suite, ({ feature }) => feature)].flatMap(([feature, vectors]) => {
    const yes = vectors.filter(isPositive).length;
    return yes >= EACH_MIN && vectors.length - yes >= EACH_MIN ? [] : [`${feature}: ${yes} yes, ${vectors.length - yes} no`];
  });
  assert.deepEqual(short, []);
  const traps = new Set(suite.flatMap(({ trap }) => (trap === undefined ? [] : [trap])));
  assert.deepEqual(
    Array.from({ length: TRAPS }, (_, index) => index + 1).filter((trap) => !traps.has(trap)),
    [],
  );
});

function isPositive({ expect }: Vector): boolean {
  return "alerts" in expect && expect.alerts.length > 0;
}

test("ids are unique, and no two vectors ask the same", () => {
  const twice = (keys: readonly string[]): string[] => keys.filter((key, index) => keys.indexOf(key) !== index);
  assert.deepEqual(twice(suite.map(({ id }) => id)), []);
  assert.deepEqual(twice(suite.map(asked)), []);
});

/** All that a vector asks; the title that a table's short form gives a rule tells no two apart. */
function asked({ feature, rules, pipelines, filters, options, events }: Vector): string {
  const bare = rules.map((text) => text.replace(`title: ${feature}\n`, ""));
  return JSON.stringify([bare, pipelines, filters, options, events]);
}

test("the page says how many there are, and shows one of them", () => {
  const page = readFileSync(join(SUITE, "README.md"), "utf8");
  const count = (list: readonly unknown[]): string => list.length.toLocaleString("en");
  const silent = suite.filter((vector) => "alerts" in vector.expect && !isPositive(vector));
  const features = new Set(suite.map(({ feature }) => feature));
  const said = [
    `${count(suite)} questions to a Sigma engine`,
    `${count(suite.filter(isPositive))} vectors expect a rule to fire, ${count(silent)} that`,
    `${count(suite.filter(({ expect }) => "refused" in expect))} that a document is refused`,
    `Each of the ${features.size} features`,
  ];
  for (const sentence of said) assert.ok(page.replaceAll("\n", " ").includes(sentence), sentence);
  for (const [trap, vectors] of Map.groupBy(suite, (vector) => vector.trap))
    if (trap !== undefined) assert.match(page, new RegExp(`^\\| ${trap} [^|]+\\| ${vectors.length} \\|`, "m"));
  const shown = /```json\n(\{[\s\S]*?\n\})\n```/.exec(page)?.[1] ?? "";
  const example = JSON.parse(shown) as Vector;
  assert.deepEqual(
    suite.find(({ id }) => id === example.id),
    example,
  );
});

test("every dispute is about a vector that there is", () => {
  const ids = new Set(suite.map(({ id }) => id));
  assert.deepEqual(
    Object.values(readDisputes(SUITE)).flatMap((disputed) => disputed.filter((id) => !ids.has(id))),
    [],
  );
});

test("every modifier, transformation, condition and correlation type is a feature", () => {
  const features = new Set(suite.map(({ feature }) => feature));
  assert.deepEqual(
    FEATURES.filter((feature) => !features.has(feature)),
    [],
  );
});

const named = (prefix: string, names: string): string[] => names.split(" ").map((name) => `${prefix}-${name}`);

const FEATURES: readonly string[] = [
  ...named(
    "modifier",
    "all startswith endswith contains exists cased neq windash re re-i re-m re-s base64 base64offset utf16le utf16be utf16 wide",
  ),
  ...named("modifier", "lt lte gt gte minute hour day week month year cidr expand fieldref dotall ignorecase multiline"),
  ...named("correlation", "event-count value-count temporal temporal-ordered value-sum value-avg value-percentile value-median"),
  ...named("correlation", "extended extended-ordered aliases chain generate group-by timespan condition rules"),
  ...named("window", "sliding tumbling session"),
  ...named("filter", "suppress require dialect rules logsource selection"),
  ...named(
    "pipeline",
    "field-name-mapping field-name-prefix-mapping field-name-transform drop-detection-item hashes-fields field-name-suffix",
  ),
  ...named(
    "pipeline",
    "field-name-prefix wildcard-placeholders value-placeholders query-expression-placeholders add-condition change-logsource",
  ),
  ...named(
    "pipeline",
    "add-field remove-field set-field replace-string map-string set-state regex set-value convert-type rule-failure",
  ),
  ...named("pipeline", "detection-item-failure strict-field-mapping-failure set-custom-attribute nest case priority document"),
  ...named(
    "pipeline-condition",
    "logsource contains-detection-item processing-item-applied processing-state is-sigma-rule is-sigma-correlation-rule",
  ),
  ...named(
    "pipeline-condition",
    "rule-attribute tag match-string is-null item-processing-item-applied item-processing-state include-fields",
  ),
  ...named("pipeline-condition", "exclude-fields field-processing-item-applied field-processing-state join"),
  ...named("condition", "name and or not brackets precedence one-of-them all-of-them one-of-pattern all-of-pattern any-of list"),
  ...named("value", "string case wildcard-star wildcard-one escape number boolean null empty missing list map list-of-maps"),
  ...named("document", "yaml title identification attributes level custom-attributes taxonomy logsource detection several"),
  "keyword",
  "keyword-all",
  "placeholder",
  "field-name",
];
