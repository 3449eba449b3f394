import type { FieldUse, LineView } from "../../model/index.ts";
import type { CompiledRule } from "../sigma/compile.ts";
import { withoutSpaces } from "../sigma/facts.ts";
import type { Interest, Judge } from "./judge.ts";
import { atomsIn } from "./three-valued.ts";

/** Tells for each path of a format whether rules look at it: what only a view, and no list of paths, shows to give a field is handed over. */
export function createInterest(rules: readonly CompiledRule[], view: LineView): Judge["asks"] {
  const asked = fieldsOf(rules);
  const routing = new Set(view.routing);
  const required = new Set(view.requires.map(({ path }) => path));
  const expected = new Map(
    view.kinds.map((kind) => [kind, new Map([...asked].map((field) => [field, new Set(view.paths(field, kind))]))]),
  );
  const inKind = (path: string, kind: string): Interest => {
    const uses = view.uses(path, kind);
    if (uses === "anything") return "hand over";
    let interest: Interest = "ignore";
    for (const { field } of uses) {
      if (hidesField(field, uses, asked)) return "hand over";
      if (!asked.has(field)) continue;
      if (expected.get(kind)?.get(field)?.has(path) !== true) return "hand over";
      interest = "note";
    }
    return interest;
  };
  return (path) => {
    const interests = view.kinds.map((kind) => inKind(path, kind));
    if (interests.includes("hand over")) return "hand over";
    if (routing.has(path) || interests.includes("note")) return "note";
    return required.has(path) ? "present" : "ignore";
  };
}

/** A field with spaces in its name stands for the one without, which the path may give itself. */
function hidesField(field: string, uses: readonly FieldUse[], asked: ReadonlySet<string>): boolean {
  if (!field.includes(" ")) return false;
  const name = withoutSpaces(field);
  return asked.has(name) && !uses.some((use) => use.field === name);
}

function fieldsOf(rules: readonly CompiledRule[]): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const { expression } of rules) {
    for (const { field, test } of atomsIn(expression)) {
      if (field !== null) fields.add(field);
      if (test.kind === "fieldref") fields.add(test.other);
    }
  }
  return fields;
}
