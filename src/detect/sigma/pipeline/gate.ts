import type { Item } from "../ast.ts";
import { sayMeant } from "../nearest-word.ts";
import { refuse } from "../refusal.ts";
import type { YamlMap } from "../yaml-tree.ts";
import { type BooleanTree, holdsTree, namesIn, readBoolean } from "./boolean.ts";
import { FIELD_TESTS, ITEM_TESTS, RULE_TESTS } from "./conditions.ts";
import { Params } from "./params.ts";
import type { Work } from "./work.ts";

/** What a step is applied to. */
export type Gate = {
  readonly rule: (work: Work) => boolean;
  readonly item: (work: Work, item: Item) => boolean;
  /** Field conditions alone; null is a keyword. */
  readonly field: (work: Work, field: string | null) => boolean;
};

const CONDITIONS_MAX = 1_000;

/** Reads the conditions of a step: lists or maps of them, how they are joined (…_cond_op, …_cond_expr) and whether they are turned round (…_cond_not). */
export function readGate(params: Params): Gate {
  const rule = readGroup(params, "rule", RULE_TESTS);
  const item = readGroup(params, "detection_item", ITEM_TESTS);
  const field = readGroup(params, "field_name", FIELD_TESTS);
  return {
    rule: (work) => rule((test) => test(work)),
    item: (work, each) => item((test) => test(work, each)) && field((test) => test.item(work, each)),
    field: (work, name) => field((test) => test.name(work, name)),
  };
}

type Group<Test> = (ask: (test: Test) => boolean) => boolean;

function readGroup<Test>(
  params: Params,
  what: "rule" | "detection_item" | "field_name",
  readers: ReadonlyMap<string, (params: Params, map: YamlMap) => Test>,
): Group<Test> {
  const key = `${what}_conditions`;
  const maps = params.maps(key);
  if (maps.length > CONDITIONS_MAX) params.bad(key, `more than ${CONDITIONS_MAX}`);
  const tests = new Map(maps.map(([name, map]) => [name, readTest(map, readers)]));
  const expression = params.optionalText(`${what}_cond_expr`);
  const op = params.word(`${what}_cond_op`, ["and", "or"], "and");
  const negated = params.flag(`${what}_cond_not`);
  if (negated && tests.size === 0) params.bad(`${what}_cond_not`, "there is no condition to turn round");
  const tree = expression === undefined ? undefined : readTree(params, what, { expression, names: [...tests.keys()] });
  return (ask) => {
    if (tests.size === 0) return true;
    const all = [...tests.values()];
    const holds = tree ? holdsTree(tree, (name) => ask(tests.get(name) as Test)) : op === "or" ? all.some(ask) : all.every(ask);
    return holds !== negated;
  };
}

function readTest<Test>(map: YamlMap, readers: ReadonlyMap<string, (params: Params, map: YamlMap) => Test>): Test {
  const params = new Params(map);
  const type = params.text("type");
  const read =
    readers.get(type) ??
    refuse("unknown condition in a pipeline", `${type}${sayMeant(type, readers.keys())}`, params.placeOf("type"));
  const test = read(params, map);
  params.done();
  return test;
}

function readTree(
  params: Params,
  what: string,
  { expression, names }: { expression: string; names: readonly string[] },
): BooleanTree {
  const key = `${what}_cond_expr`;
  if (params.has(`${what}_cond_op`)) params.bad(key, `it and ${what}_cond_op exclude each other`);
  if (params.tree(`${what}_conditions`)?.kind !== "map") params.bad(key, `the ${what}_conditions need names`);
  const tree = readBoolean(expression, (detail) => params.bad(key, detail));
  const used = new Set(namesIn(tree));
  const unknown = [...used].find((name) => !names.includes(name));
  if (unknown !== undefined) params.bad(key, `no condition is called ${unknown}`);
  const unused = names.find((name) => !used.has(name));
  if (unused !== undefined) params.bad(key, `it does not name ${unused}`);
  return tree;
}
