import type { DetectionRule } from "../ast.ts";
import { type Atom, holds } from "../atom.ts";
import type { Condition } from "../condition.ts";
import { type Expression, evaluate } from "../expression.ts";
import { Facts } from "../facts.ts";
import { entry } from "../heading.ts";
import type { Place } from "../refusal.ts";
import { fits, readTokens, textPattern } from "../text-pattern.ts";
import type { YamlTree } from "../yaml-tree.ts";
import { type Check, type Found, quoted, type Subject } from "./check.ts";
import { type Logic, logicOf, namesIn, selectionExpression } from "./logic.ts";
import { mapAt } from "./words.ts";

const proven = new WeakMap<DetectionRule, { readonly logic: Logic | undefined }>();

/** Several checks ask for the same proof. */
function logicFor(rule: DetectionRule): Logic | undefined {
  const known = proven.get(rule) ?? { logic: logicOf(rule) };
  proven.set(rule, known);
  return known.logic;
}

type ConditionText = { readonly text: string; readonly place: Place };

function conditionsOf({ tree }: Subject): readonly ConditionText[] {
  const node = entry(mapAt(tree, "detection") ?? tree, "condition");
  const nodes: readonly YamlTree[] = node === undefined ? [] : node.kind === "list" ? node.items : [node];
  return nodes.flatMap((item) =>
    item.kind === "scalar" && typeof item.value === "string" ? [{ text: item.value, place: item.place }] : [],
  );
}

function selectionPlace({ tree }: Subject, name: string): Place {
  const detection = mapAt(tree, "detection");
  return detection?.entries.find(({ key }) => key === name)?.keyPlace ?? tree.place;
}

/** What "x of …" in the conditions means: the quantity, the pattern as written, and the selections. */
function* quantities(
  subject: Subject,
): Iterable<ConditionText & { readonly pattern: string; readonly names: readonly string[] }> {
  const all = [...(subject.detection?.selections.keys() ?? [])];
  for (const { text, place } of conditionsOf(subject)) {
    for (const [, pattern = ""] of text.matchAll(/(?:^|[\s(])(?:[0-9]+|all|any)\s+of\s+([^\s()]+)/gi)) {
      const means = textPattern(readTokens(pattern, false), (text) => text);
      const names =
        pattern.toLowerCase() === "them" ? all.filter((name) => !name.startsWith("_")) : all.filter((name) => fits(means, name));
      yield { text, place, pattern, names };
    }
  }
}

/** Somewhere `and` and `or` stand beside one another without brackets. */
function mixesOperators(text: string): boolean {
  const levels: Set<string>[] = [new Set()];
  for (const [token] of text.matchAll(/[()]|[^\s()]+/g)) {
    const word = token.toLowerCase();
    if (token === "(") levels.push(new Set());
    else if (token === ")") levels.pop();
    else if (word === "and" || word === "or") levels.at(-1)?.add(word);
    if (levels.at(-1)?.size === 2) return true;
  }
  return false;
}

function tooMany(condition: Condition): Extract<Condition, { op: "some" }> | undefined {
  if (condition.op === "some") return condition.count > condition.names.length ? condition : undefined;
  if (condition.op === "name") return undefined;
  if (condition.op === "not") return tooMany(condition.part);
  return condition.parts.map(tooMany).find((found) => found !== undefined);
}

const EMPTY_EVENT = { time: { fromMs: 0, toMs: 0 }, logsource: {}, fields: {}, records: [] };

/** True when the rule fires on an event that has no field at all; false when that depends on the time. */
function holdsForNothing(expression: Expression): boolean {
  const facts = new Facts(EMPTY_EVENT, 0);
  let isTimely = false;
  const truth = (atom: Atom) => {
    isTimely ||= atom.test.kind === "time";
    return holds(atom, facts);
  };
  return evaluate(expression, truth) && !isTimely;
}

/** The tree as one text, without what is only for people; equal texts ask the same. */
export function keyOfExpression(expression: Expression): string {
  if (expression.op === "leaf") return expression.atom.key;
  if (expression.op === "not") return `!(${keyOfExpression(expression.part)})`;
  return `${expression.op}${"count" in expression ? expression.count : ""}(${expression.parts.map(keyOfExpression).sort().join()})`;
}

function* equalSelections(subject: Subject): Iterable<Found> {
  const { detection } = subject;
  if (detection === null) return;
  const seen = new Map<string, string>();
  for (const name of detection.selections.keys()) {
    const key = keyOfExpression(selectionExpression(detection, name));
    const before = seen.get(key);
    if (before !== undefined)
      yield { place: selectionPlace(subject, name), message: `${quoted(name)} asks the same as ${quoted(before)}` };
    seen.set(key, before ?? name);
  }
}

function eachSelection(pick: (logic: Logic) => readonly string[], message: (name: string) => string): Check["find"] {
  return function* (subject) {
    const logic = subject.detection === null ? undefined : logicFor(subject.detection);
    for (const name of logic === undefined ? [] : pick(logic))
      yield { place: selectionPlace(subject, name), message: message(name) };
  };
}

function whole(holdsSo: (logic: Logic) => boolean, message: string): Check["find"] {
  return function* (subject) {
    const logic = subject.detection === null ? undefined : logicFor(subject.detection);
    const [condition] = conditionsOf(subject);
    if (logic !== undefined && holdsSo(logic)) yield { place: condition?.place ?? subject.tree.place, message };
  };
}

/** Conditions and the selections that they join. */
export const CONDITION_CHECKS: readonly Check[] = [
  {
    name: "condition-never",
    severity: "error",
    about:
      "The condition holds for no event at all; that follows from the rule alone, as in `selection and not filter` where the filter takes in all of the selection.",
    example: "selection: {Image|endswith: '\\cmd.exe'} ¶ filter: {Image|contains: cmd} ¶ condition: selection and not filter",
    find: whole(({ never }) => never, "holds for no event: the rule can never fire"),
  },
  {
    name: "condition-always",
    severity: "error",
    about: "The condition holds for every event of the log source; that follows from the rule alone.",
    example: "selection: {User: null} ¶ other: {User: '*'} ¶ condition: selection or other",
    find: whole(({ always }) => always, "holds for every event of the log source"),
  },
  {
    name: "condition-without-fields",
    severity: "warning",
    about:
      "The condition holds for an event that has none of its fields, as with `not filter` alone: every event of another kind in that log source fires it.",
    example: "selection: {User: root} ¶ condition: not selection",
    *find(subject) {
      const compiled = subject.rule?.detection;
      if (compiled === null || compiled === undefined || subject.detection === null) return;
      if (!holdsForNothing(compiled.expression) || logicFor(subject.detection)?.always === true) return;
      yield {
        place: conditionsOf(subject)[0]?.place ?? subject.tree.place,
        message: "holds for every event that has none of these fields",
      };
    },
  },
  {
    name: "selection-unused",
    severity: "warning",
    about: "The condition does not refer to a selection.",
    example: "selection: {User: root} ¶ filter: {User: adm} ¶ condition: selection",
    *find(subject) {
      const { detection } = subject;
      if (detection === null) return;
      const used = namesIn(detection.condition);
      for (const name of detection.selections.keys())
        if (!used.includes(name))
          yield { place: selectionPlace(subject, name), message: `the condition does not refer to ${quoted(name)}` };
    },
  },
  {
    name: "selection-never",
    severity: "warning",
    about: "A selection holds for no event; that follows from the rule alone.",
    example: "selection: {User: root} ¶ other: {Image: null, Image|contains: a} ¶ condition: selection or other",
    find: eachSelection(
      ({ deadSelections }) => deadSelections,
      (name) => `${quoted(name)} holds for no event`,
    ),
  },
  {
    name: "selection-idle",
    severity: "warning",
    about: "Whether a selection holds never changes what the condition says, because the others settle it.",
    example: "selection: {User: root} ¶ other: {Image|contains: a} ¶ condition: selection or (selection and other)",
    find: eachSelection(
      ({ idleSelections }) => idleSelections,
      (name) => `${quoted(name)} never changes the answer; the others settle it`,
    ),
  },
  {
    name: "selection-twice",
    severity: "warning",
    about: "Two selections ask the same.",
    example: "selection: {User: root} ¶ other: {User: Root} ¶ condition: selection or other",
    find: equalSelections,
  },
  {
    name: "selection-list-of-one",
    severity: "hint",
    about: "A selection is a list with one map, which says the same as the map.",
    example: "selection: [{User: root}]",
    *find({ tree }) {
      for (const { key, value } of mapAt(tree, "detection")?.entries ?? [])
        if (key !== "condition" && value.kind === "list" && value.items.length === 1 && value.items[0]?.kind === "map")
          yield { place: value.place, message: `${quoted(key)} is a list with one map` };
    },
  },
  {
    name: "of-too-many",
    severity: "error",
    about: "The condition asks for more selections than there are: it can never hold.",
    example: "selection_a: {User: root} ¶ selection_b: {User: adm} ¶ condition: 3 of selection_*",
    *find(subject) {
      const found = subject.detection === null ? undefined : tooMany(subject.detection.condition);
      if (found !== undefined)
        yield {
          place: conditionsOf(subject)[0]?.place ?? subject.tree.place,
          message: `asks for ${found.count} of ${found.names.length} selections`,
        };
    },
  },
  {
    name: "of-one",
    severity: "hint",
    about: "`1 of`, `all of`: the pattern or `them` means one selection only. Name it.",
    example: "selection_a: {User: root} ¶ condition: 1 of selection_*",
    *find(subject) {
      for (const { pattern, names, place } of quantities(subject))
        if (names.length === 1) yield { place, message: `${quoted(pattern)} means ${quoted(names[0] as string)} only` };
    },
  },
  {
    name: "them-with-filter",
    severity: "warning",
    about:
      "`them` also means a selection that is called a filter: `1 of them` fires on what it was to keep out. Begin the name with `_`, or use a pattern.",
    example: "selection: {User: root} ¶ filter: {Image: a} ¶ condition: 1 of them",
    *find(subject) {
      for (const { pattern, names, place } of quantities(subject)) {
        const filter =
          pattern.toLowerCase() === "them"
            ? names.find((name) => /^(filter|exclu|exception|fp_|falsepos)/i.test(name))
            : undefined;
        if (filter !== undefined) yield { place, message: `"them" takes ${quoted(filter)} in as well` };
      }
    },
  },
  {
    name: "and-or-mixed",
    severity: "hint",
    about: "`and` and `or` stand side by side without brackets. `and` binds closer, which not every reader knows.",
    example: "selection: {User: root} ¶ a: {Image: a} ¶ b: {Image: b} ¶ condition: selection and a or b",
    *find(subject) {
      for (const { text, place } of conditionsOf(subject))
        if (mixesOperators(text)) yield { place, message: '"and" binds closer than "or"; brackets would show it' };
    },
  },
];
