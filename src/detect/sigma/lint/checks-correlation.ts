import type { Bound } from "../ast.ts";
import { UNIT_SECONDS } from "../correlation/timespan.ts";
import { entry } from "../heading.ts";
import { nearest } from "../nearest-word.ts";
import type { Place } from "../refusal.ts";
import type { YamlMap } from "../yaml-tree.ts";
import { type Check, type Found, quoted, type Scene, type Subject } from "./check.ts";
import { namesOf } from "./checks-set.ts";
import { mapAt, type PlacedText, repeated, textAt, textsAt } from "./words.ts";

const COMPARES: readonly Bound["compare"][] = ["gt", "gte", "lt", "lte", "eq", "neq"];
/** Units that every backend reads: a timespan is only respelled from one of these in another. */
const COMMON_UNITS = ["s", "m", "h", "d"];
const TIMESPAN_LONG_SECONDS = 7 * 86_400;

/** A check that only correlations are asked. */
function ofCorrelation(look: (map: YamlMap, subject: Subject, scene: Scene) => Iterable<Found>): Check["find"] {
  return function* (subject, scene) {
    const map = mapAt(subject.tree, "correlation");
    if (map !== undefined) yield* look(map, subject, scene);
  };
}

/** True when `count` is on the right side of the bound. */
function meets({ compare, count: bound }: Bound, count: number): boolean {
  if (compare === "eq" || compare === "neq") return (count === bound) === (compare === "eq");
  if (count === bound) return compare.endsWith("e");
  return count > bound === compare.startsWith("g");
}

/** Windows that are looked at with each event; others may be looked at when they end. */
function isSliding(map: YamlMap, { tree }: Subject): boolean {
  return [map, tree].every((at) => (textAt(at, "window")?.text ?? "sliding") === "sliding");
}

type PlacedBound = Bound & { readonly place: Place };

function boundsOf(map: YamlMap): readonly PlacedBound[] {
  return (mapAt(map, "condition")?.entries ?? []).flatMap(({ key, keyPlace, value }) => {
    const compare = COMPARES.find((name) => name === key);
    const count = value.kind === "scalar" && typeof value.value === "number" ? value.value : undefined;
    return compare === undefined || count === undefined ? [] : [{ compare, count, place: keyPlace }];
  });
}

/** A counting correlation's bounds; none for sums and averages, which need not be whole numbers from 0. */
function countedBounds(map: YamlMap): { readonly bounds: readonly PlacedBound[]; readonly most: number } {
  const type = textAt(map, "type")?.text ?? "";
  const bounds = boundsOf(map);
  const beyond = Math.max(0, ...bounds.map(({ count }) => count)) + 2;
  if (type === "event_count" || type === "value_count") return { bounds, most: beyond };
  return type === "temporal" ? { bounds, most: textsAt(map, "rules").length } : { bounds: [], most: 0 };
}

function* missingRules(map: YamlMap, _: Subject, scene: Scene): Iterable<Found> {
  const known = namesOf(scene);
  for (const { text, place } of textsAt(map, "rules")) {
    if (known.has(text)) continue;
    const meant = nearest(text, known);
    yield {
      place,
      message: `no rule here has the id or name ${quoted(text)}${meant === undefined ? "" : `; is ${quoted(meant)} meant?`}`,
    };
  }
}

type Alias = {
  readonly name: string;
  readonly place: Place;
  readonly rules: readonly { readonly rule: string; readonly place: Place }[];
};

function aliasesOf(map: YamlMap): readonly Alias[] {
  return (mapAt(map, "aliases")?.entries ?? []).map(({ key, keyPlace, value }) => ({
    name: key,
    place: keyPlace,
    rules: value.kind === "map" ? value.entries.map((rule) => ({ rule: rule.key, place: rule.keyPlace })) : [],
  }));
}

function* aliasesWithout(map: YamlMap, _: Subject, { subjects }: Scene): Iterable<Found> {
  for (const { name, place, rules } of aliasesOf(map)) {
    for (const rule of textsAt(map, "rules")) {
      const base = subjects.find(({ tree }) => [textAt(tree, "id")?.text, textAt(tree, "name")?.text].includes(rule.text));
      const called = [rule.text, base && textAt(base.tree, "id")?.text, base && textAt(base.tree, "name")?.text];
      if (!rules.some((known) => called.includes(known.rule)))
        yield { place, message: `${quoted(name)} names no field for ${quoted(rule.text)}, whose events are then in no group` };
    }
  }
}

function usedNames(map: YamlMap): readonly string[] {
  const condition = mapAt(map, "condition");
  return [...textsAt(map, "group-by"), ...(condition === undefined ? [] : textsAt(condition, "field"))].map(({ text }) => text);
}

function* silencedBases(map: YamlMap, { tree }: Subject, { subjects }: Scene): Iterable<Found> {
  const generates = [map, tree].some((at) => textAt(at, "generate")?.text === "true");
  if (generates) return;
  for (const { text, place } of textsAt(map, "rules")) {
    const base = subjects.find((other) => [textAt(other.tree, "id")?.text, textAt(other.tree, "name")?.text].includes(text));
    const level = base === undefined ? undefined : textAt(base.tree, "level")?.text;
    if (base?.detection && (level === "high" || level === "critical"))
      yield {
        place,
        message: `${quoted(text)} is of level ${level} and no longer alerts by itself; generate: true would let it`,
      };
  }
}

function timespanOf(map: YamlMap): (PlacedText & { readonly seconds: number; readonly unit: string }) | undefined {
  const timespan = textAt(map, "timespan");
  const [, amount, unit = ""] = /^([1-9][0-9]{0,9})([smhdwMy])$/.exec(timespan?.text ?? "") ?? [];
  return timespan === undefined || amount === undefined
    ? undefined
    : { ...timespan, seconds: Number(amount) * (UNIT_SECONDS.get(unit) ?? 0), unit };
}

/** The same time in the largest common unit that it is a whole number of. */
function plainest(seconds: number): string {
  const unit = COMMON_UNITS.findLast((each) => seconds % (UNIT_SECONDS.get(each) ?? 1) === 0) ?? "s";
  return `${seconds / (UNIT_SECONDS.get(unit) ?? 1)}${unit}`;
}

/** Correlations (Sigma correlation rules specification 2.1). */
export const CORRELATION_CHECKS: readonly Check[] = [
  {
    name: "correlation-rule-unknown",
    severity: "error",
    about: "The correlation refers to a rule that none of the files looked at has by that id or name.",
    example: "correlation: {type: event_count, rules: [logon_faild], group-by: [User], timespan: 5m, condition: {gte: 5}}",
    find: ofCorrelation(missingRules),
  },
  {
    name: "correlation-ungrouped",
    severity: "hint",
    about: "There is no `group-by`: all events are counted as one group, whoever they are about.",
    example: "correlation: {type: event_count, rules: [logon], timespan: 5m, condition: {gte: 5}}",
    find: ofCorrelation(function* (map) {
      if (textsAt(map, "group-by").length === 0) yield { place: map.place, message: "without group-by all events are one group" };
    }),
  },
  {
    name: "group-by-twice",
    severity: "warning",
    about: "`group-by` names a field twice.",
    example: "correlation: {type: event_count, rules: [logon], group-by: [User, User], timespan: 5m, condition: {gte: 5}}",
    find: ofCorrelation(function* (map) {
      for (const { text, place } of repeated(textsAt(map, "group-by"), (same) => same))
        yield { place, message: `${quoted(text)} stands above already` };
    }),
  },
  {
    name: "counted-field-grouped",
    severity: "error",
    about: "`value_count` counts a field that `group-by` also names: each group has one value of it, so the count is always 1.",
    example: "correlation: {type: value_count, rules: [logon], group-by: [User], timespan: 5m, condition: {field: User, gte: 5}}",
    find: ofCorrelation(function* (map) {
      const condition = mapAt(map, "condition");
      const grouped = textsAt(map, "group-by").map(({ text }) => text);
      const fields = condition === undefined || textAt(map, "type")?.text !== "value_count" ? [] : textsAt(condition, "field");
      if (fields.length > 0 && fields.every(({ text }) => grouped.includes(text)))
        yield {
          place: fields[0]?.place ?? map.place,
          message: "each group has one value of what is counted, so the count is always 1",
        };
    }),
  },
  {
    name: "count-of-one",
    severity: "warning",
    about: "The correlation holds at the first event, so it says what its rule already says.",
    example: "correlation: {type: event_count, rules: [logon], group-by: [User], timespan: 5m, condition: {gte: 1}}",
    find: ofCorrelation(function* (map, subject) {
      const { bounds } = countedBounds(map);
      const type = textAt(map, "type")?.text;
      const lower = bounds.some(({ compare }) => compare === "gt" || compare === "gte" || compare === "eq");
      if (isSliding(map, subject) && type !== "temporal" && lower && bounds.every((bound) => meets(bound, 1)))
        yield { place: bounds[0]?.place ?? map.place, message: "holds at the first event" };
    }),
  },
  {
    name: "upper-bound-alone",
    severity: "warning",
    about:
      "The condition has only `lt` or `lte`: it holds at the first event, because nothing tells a stream that no more will come.",
    example: "correlation: {type: event_count, rules: [logon], group-by: [User], timespan: 5m, condition: {lt: 5}}",
    find: ofCorrelation(function* (map, subject) {
      const { bounds } = countedBounds(map);
      if (
        isSliding(map, subject) &&
        bounds.length > 0 &&
        bounds.every((bound) => bound.compare.startsWith("lt") && meets(bound, 1))
      )
        yield { place: bounds[0]?.place ?? map.place, message: "holds at the first event already" };
    }),
  },
  {
    name: "bounds-never",
    severity: "error",
    about: "No count meets all bounds of the condition (for `temporal`: none up to the number of its rules).",
    example: "correlation: {type: event_count, rules: [logon], group-by: [User], timespan: 5m, condition: {gt: 10, lt: 5}}",
    find: ofCorrelation(function* (map) {
      const { bounds, most } = countedBounds(map);
      const reachable = Array.from({ length: Math.min(most, 20_000) }, (_, index) => index + 1);
      if (bounds.length > 0 && !reachable.some((count) => bounds.every((bound) => meets(bound, count))))
        yield { place: bounds[0]?.place ?? map.place, message: "no count meets all bounds" };
    }),
  },
  {
    name: "temporal-of-one",
    severity: "warning",
    about: "A temporal correlation of one rule holds whenever the rule does.",
    example: "correlation: {type: temporal, rules: [logon], group-by: [User], timespan: 5m}",
    find: ofCorrelation(function* (map) {
      const type = textAt(map, "type");
      if (type?.text.startsWith("temporal") && textsAt(map, "rules").length === 1)
        yield { place: type.place, message: "one rule alone holds whenever it fires" };
    }),
  },
  {
    name: "alias-unused",
    severity: "warning",
    about: "Neither `group-by` nor the condition's `field` uses an alias.",
    example:
      "correlation: {type: event_count, rules: [logon], group-by: [User], timespan: 5m, condition: {gte: 5}, aliases: {who: {logon: User}}}",
    find: ofCorrelation(function* (map) {
      const used = usedNames(map);
      for (const { name, place } of aliasesOf(map))
        if (!used.includes(name)) yield { place, message: `nothing uses the alias ${quoted(name)}` };
    }),
  },
  {
    name: "alias-incomplete",
    severity: "warning",
    about: "An alias has no field for one of the correlation's rules: the events of that rule are then in no group.",
    example: "correlation: {type: temporal, rules: [logon, other], group-by: [who], timespan: 5m, aliases: {who: {logon: User}}}",
    find: ofCorrelation(aliasesWithout),
  },
  {
    name: "base-silenced",
    severity: "hint",
    about:
      "A rule of level high or critical is part of a correlation without `generate: true`, so it no longer alerts by itself.",
    example:
      "level: high ¶ name: grave ¶ +correlation: {type: event_count, rules: [grave], group-by: [User], timespan: 5m, condition: {gte: 5}}",
    find: ofCorrelation(silencedBases),
  },
  {
    name: "timespan-long",
    severity: "hint",
    about:
      "The timespan is longer than a week. State is kept for all of it, within bounds: what is given up is stated as degraded coverage.",
    example: "correlation: {type: event_count, rules: [logon], group-by: [User], timespan: 30d, condition: {gte: 5}}",
    find: ofCorrelation(function* (map) {
      const timespan = timespanOf(map);
      if (timespan !== undefined && timespan.seconds > TIMESPAN_LONG_SECONDS)
        yield { place: timespan.place, message: `${timespan.text} is longer than a week` };
    }),
  },
  {
    name: "timespan-respelled",
    severity: "hint",
    about: "The timespan could be said in a larger unit: `3600s` is `1h`.",
    example: "correlation: {type: event_count, rules: [logon], group-by: [User], timespan: 3600s, condition: {gte: 5}}",
    find: ofCorrelation(function* (map) {
      const timespan = timespanOf(map);
      const plain = timespan === undefined ? undefined : plainest(timespan.seconds);
      if (timespan !== undefined && COMMON_UNITS.includes(timespan.unit) && plain !== timespan.text)
        yield { place: timespan.place, message: `${timespan.text} is ${plain}` };
    }),
  },
  {
    name: "correlation-key-misspelled",
    severity: "warning",
    about: "A key of the correlation differs by a letter from one that there is.",
    example: "correlation: {type: event_count, rules: [logon], groupby: [User], timespan: 5m, condition: {gte: 5}}",
    find: ofCorrelation(function* (map) {
      const keys = ["type", "rules", "group-by", "timespan", "condition", "aliases", "generate", "window", "gap"];
      for (const { key, keyPlace } of map.entries) {
        const meant = keys.includes(key) ? undefined : nearest(key, keys);
        if (meant !== undefined && entry(map, meant) === undefined) yield { place: keyPlace, message: `is "${meant}" meant?` };
      }
    }),
  },
];
