import { parseNetwork } from "../../lib/index.ts";
import { type LogSource, MEASURES, TARGET_KINDS, type TargetKind } from "../../model/index.ts";
import type { Cursor } from "./cursor.ts";
import type { Approve, Plan, Rung, Step, TargetFields, Targets, Unless, When } from "./playbook.ts";
import { AT_ONCE, KINDS_OF_MEASURE, whyNotSource } from "./target-fields.ts";
import { readBound, readDuration, readLevelBound } from "./units.ts";

const LIST_MAX = 200;
const NAME_MAX = 200;
const FIELDS_MAX = 20;
const RUNGS_MAX = 20;
const PERSONS_MAX = 9;
const TEXT_MAX = 1_500;
const DAY_MS = 86_400_000;

/** Members of a playbook's extension: the trigger of a plan. The short form for people has them too. */
export const TRIGGER_MEMBERS = ["when", "target", "unless", "approve", "confidence"] as const;

/** Reads on which detections a playbook runs, and on whom it acts. */
export function readTrigger(node: Cursor): Omit<Plan, "steps"> {
  return {
    when: readWhen(node.need("when")),
    targets: readTargets(node.need("target")),
    unless: readUnless(node.find("unless")),
    approve: (node.find("approve")?.items(LIST_MAX) ?? []).map(readApprove),
    confidence: new Map((node.find("confidence")?.members(LIST_MAX) ?? []).map(([rule, value]) => [rule, share(value)])),
  };
}

function share(node: Cursor): number {
  const { json } = node;
  return typeof json === "number" && json >= 0 && json <= 1 ? json : node.refuse("a number from 0 to 1");
}

function readWhen(node: Cursor): When {
  node.only("rules", "tags", "level", "confidence", "criticality", "logsource");
  const when: When = {
    rules: names(node.find("rules")),
    tags: names(node.find("tags")),
    level: optional(node.find("level"), readLevelBound),
    confidence: optional(node.find("confidence"), readBound),
    criticality: optional(node.find("criticality"), readBound),
    logsource: optional(node.find("logsource"), readLogsource),
  };
  const { rules, tags, level } = when;
  if (rules.length === 0 && tags.length === 0 && level === null)
    node.refuse("rules, tags or a level: a playbook must not run on everything");
  return when;
}

function names(node: Cursor | undefined): readonly string[] {
  return (node?.items(LIST_MAX, 1) ?? []).map((item) => item.words(NAME_MAX));
}

function optional<Value>(node: Cursor | undefined, read: (node: Cursor) => Value): Value | null {
  return node === undefined ? null : read(node);
}

function readLogsource(node: Cursor): LogSource {
  const parts = node.only("product", "category", "service").members(3);
  if (parts.length === 0) node.refuse("a product, category or service");
  return Object.fromEntries(parts.map(([name, value]) => [name, value.words(NAME_MAX).toLowerCase()]));
}

function readTargets(node: Cursor): Targets {
  const kinds = TARGET_KINDS.filter((kind) => kind !== "prefix");
  const targets: Partial<Record<TargetKind, TargetFields>> = {};
  for (const [kind, stated] of node.only(...kinds).members(kinds.length))
    targets[kind as TargetKind] = readTargetFields(kind, stated);
  if (Object.keys(targets).length === 0) node.refuse("at least one kind of target with its fields, such as address: [src_ip]");
  return targets;
}

/** A list of fields, or `fields` with `where`. */
function readTargetFields(kind: string, node: Cursor): TargetFields {
  const isList = Array.isArray(node.json);
  const fields = isList ? node : node.only("fields", "where").need("fields");
  const where = isList ? [] : (node.find("where")?.members(FIELDS_MAX) ?? []);
  return {
    fields: fields.items(FIELDS_MAX, 1).map((field) => readField(kind, field)),
    where: where.map(([field, wanted]) => ({
      field,
      values: Array.isArray(wanted.json)
        ? wanted.items(FIELDS_MAX, 1).map((item) => item.words(NAME_MAX))
        : [wanted.words(NAME_MAX)],
    })),
  };
}

function readField(kind: string, field: Cursor): string {
  const name = field.words(NAME_MAX);
  const why = kind === "address" ? whyNotSource(name) : undefined;
  return why === undefined ? name : field.refuse(why);
}

function readUnless(node: Cursor | undefined): Unless {
  if (node === undefined) return { criticality: null, networks: [] };
  node.only("criticality", "networks");
  return {
    criticality: optional(node.find("criticality"), readBound),
    networks: (node.find("networks")?.items(1_000, 1) ?? []).map((item) => {
      const text = item.text(60);
      return { text, network: parseNetwork(text) ?? item.refuse("a network such as 192.0.2.0/24") };
    }),
  };
}

function readApprove(node: Cursor): Approve {
  node.only("persons", "measures", "level", "criticality", "confidence");
  return {
    persons: node.need("persons").whole(1, PERSONS_MAX),
    measures: (node.find("measures")?.items(MEASURES.length, 1) ?? []).map((item) => item.word(MEASURES)),
    level: optional(node.find("level"), readLevelBound),
    criticality: optional(node.find("criticality"), readBound),
    confidence: optional(node.find("confidence"), readBound),
  };
}

/** Reads one step of the plan from a workflow step's extension. */
export function readStep(node: Cursor, id: string, targets: Targets): Step {
  node.only("measure", "target", "ladder", "text");
  const measure = node.need("measure").word(MEASURES);
  const kinds = KINDS_OF_MEASURE[measure];
  const target = node.find("target")?.word(kinds) ?? kinds.find((kind) => targets[kind] !== undefined);
  if (target === undefined || targets[target] === undefined) {
    return node.refuse(`a playbook that names the fields of ${target ?? kinds.join(" or ")} under target, for ${measure}`);
  }
  const atOnce = AT_ONCE.includes(measure);
  const ladder = node
    .need("ladder")
    .items(RUNGS_MAX, 1)
    .map((rung) => readRung(rung, atOnce, target));
  if (ladder[0]?.again !== 0 || ladder[0].prefix !== null) node.need("ladder").refuse("a first rung without again and prefix");
  return { kind: "measure", id, measure, target, ladder, text: node.find("text")?.words(TEXT_MAX) ?? null };
}

function readRung(node: Cursor, atOnce: boolean, target: TargetKind): Rung {
  node.only("for", "again", "within", "prefix", "approve");
  const duration = node.find("for");
  if (atOnce && duration !== undefined) duration.refuse("no duration: this is done at once and has no end");
  const again = node.find("again")?.whole(1, 1_000) ?? 0;
  const within = node.find("within");
  const prefix = node.find("prefix");
  if (within !== undefined && again === 0 && prefix === undefined) within.refuse("again or prefix beside it");
  if (prefix !== undefined && target !== "address") prefix.refuse("an address as target: nothing else has a prefix");
  return {
    durationMs: atOnce ? null : readDuration(node.need("for")),
    again,
    withinMs: within === undefined ? DAY_MS : readDuration(within),
    prefix: prefix === undefined ? null : readPrefix(prefix),
    persons: node.find("approve")?.whole(0, PERSONS_MAX) ?? 0,
  };
}

function readPrefix(node: Cursor): Rung["prefix"] {
  node.only("ipv4", "ipv6", "addresses");
  return {
    ipv4: node.need("ipv4").whole(16, 31),
    ipv6: node.need("ipv6").whole(32, 127),
    addresses: node.need("addresses").whole(2, 65_536),
  };
}
