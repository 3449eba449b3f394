import type { Cursor } from "./cursor.ts";
import { memberPath, refuse } from "./cursor.ts";
import { IDENTIFIER, typeOf } from "./ids.ts";

const LIST_MAX = 1_000;
const TEXT_MAX = 100_000;
const VARIABLE_NAME = /^__[a-zA-Z_][a-zA-Z0-9_-]{0,199}__$/;
const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z$/;

/** `type--UUID` (§10.10), of this type if one is named. */
export function identifier(node: Cursor, ...types: readonly string[]): string {
  const expected = types.length === 0 ? "an identifier, type--UUID" : `an identifier such as ${types.join("-- or ")}--UUID`;
  const id = node.match(IDENTIFIER, expected);
  return types.length === 0 || types.includes(typeOf(id)) ? id : node.refuse(expected);
}

/** A timestamp of RFC 3339 in UTC (§10.16); a time that the calendar has. */
export function time(node: Cursor): string {
  const text = node.match(TIME, "a time such as 2026-11-22T12:00:00.000Z");
  const ms = Date.parse(text);
  const same = !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 19) === text.slice(0, 19);
  return same ? text : node.refuse("a time that the calendar has");
}

/** Milliseconds of a timestamp. */
export function timeMs(node: Cursor): number {
  return Date.parse(time(node));
}

/** §10.9. */
export function checkReferences(node: Cursor | undefined): void {
  for (const one of node?.items(LIST_MAX) ?? []) {
    one.only("name", "description", "source", "url", "external_id", "reference_id").need("name").words();
    for (const [, text] of one.members(10)) text.text(TEXT_MAX);
  }
}

/** §10.18: a dictionary of variables by `__name__`. */
export function checkVariables(node: Cursor | undefined): void {
  for (const [name, one] of node?.members(LIST_MAX) ?? []) {
    if (!VARIABLE_NAME.test(name)) refuse(one.path, "a variable named __letters__");
    one.only("type", "description", "value", "constant", "external").need("type").words(100);
    one.find("description")?.text(TEXT_MAX);
    const value = one.find("value");
    if (value !== undefined && value.json !== null) value.text(TEXT_MAX);
    one.find("constant")?.flag();
    one.find("external")?.flag();
  }
}

/** A list of variable names, `in_args` and `out_args`. */
export function checkArguments(node: Cursor, name: string): void {
  for (const one of node.find(name)?.items(LIST_MAX, 1) ?? []) one.words();
}

/** Extensions in use: an object by the id of its definition (§8). */
export function checkExtended(node: Cursor, name: string): void {
  for (const [id, one] of node.find(name)?.members(LIST_MAX) ?? []) {
    if (!IDENTIFIER.test(id) || typeOf(id) !== "extension-definition")
      refuse(memberPath(node.path, name), "names that are extension-definition--UUID");
    one.object();
  }
}
