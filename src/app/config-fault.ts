import { configJsonSchema, type SchemaNode } from "./config-schema.ts";

/** One mistake in meridian.yaml. `line` and `column` count from 1; `say` says what was expected and what to do. */
export type ConfigFault = { readonly line: number; readonly column: number; readonly path: string; readonly say: string };

/** As far as we read it, what zod reports (its `ZodIssue`). */
export type SchemaIssue = { readonly code: string; readonly path: readonly PropertyKey[]; readonly keys?: readonly string[] };

const SHOWN_UNITS_MAX = 60;
const NEAR_EDITS_MAX = 3;

/** `serve.port`, `rules[0]`. */
export function printPath(path: readonly PropertyKey[]): string {
  return path.map((part, at) => (typeof part === "number" ? `[${part}]` : `${at === 0 ? "" : "."}${String(part)}`)).join("");
}

/** What is wrong with a value: expected, got, and the key's own description. */
export function sayWrongValue(path: readonly PropertyKey[], value: unknown): string {
  const node = schemaAt(path);
  const got = value === undefined ? "nothing" : shown(value);
  const about = node?.description === undefined ? "" : `. ${node.description}`;
  return `expected ${expectation(node)}, got ${got}${about}`;
}

/** What is wrong with a name that the schema does not have, with the nearest one that it has. */
export function sayUnknownKey(parent: readonly PropertyKey[], key: string): string {
  const known = Object.keys(schemaAt(parent)?.properties ?? {});
  const nearest = known
    .map((name) => ({ name, edits: editDistance(key.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)
    .find(({ edits }) => edits <= NEAR_EDITS_MAX);
  return nearest === undefined ? `no such key; there are ${known.join(", ")}` : `no such key; did you mean "${nearest.name}"?`;
}

function schemaAt(path: readonly PropertyKey[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = configJsonSchema();
  for (const part of path) node = typeof part === "number" ? node?.items : node?.properties?.[String(part)];
  return node;
}

function expectation(node: SchemaNode | undefined): string {
  const alternatives = node?.anyOf?.map(expectation).join(" or ");
  if (node === undefined || alternatives !== undefined) return alternatives ?? "something else";
  if (node.enum !== undefined) return `one of ${node.enum.join(", ")}`;
  switch (node.type) {
    case "string":
      return textExpectation(node);
    case "integer":
      return `a whole number from ${node.minimum} to ${node.maximum}`;
    case "boolean":
      return "true or false";
    case "array":
      return "a list, each entry on a line of its own after a dash";
    case "object":
      return "a group of keys, indented";
    default:
      return node.type ?? "something else";
  }
}

function textExpectation({ title, pattern, maxLength }: SchemaNode): string {
  if (title !== undefined) return title;
  return pattern === undefined ? `text of 1 to ${maxLength} characters` : `text that ${pattern} matches`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= SHOWN_UNITS_MAX ? text : `${text.slice(0, SHOWN_UNITS_MAX)}…`;
}

/** Levenshtein's distance: how many letters to add, drop or change. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...left].entries()) {
    const next = [at + 1];
    for (const [column, other] of [...right].entries()) {
      const changed = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
