import type { Fields, FieldValue } from "../model/index.ts";

/** A JSON object as its reader gave it: any names, any values. */
export type JsonMap = { [name: string]: unknown };
/** Fields while they are being gathered. */
export type OpenFields = { [name: string]: FieldValue };

/** Nesting deeper than this is not read. */
export const DEPTH_MAX = 32;
/** More fields, or more values in lists, than this are not read. */
export const VALUES_MAX = 20_000;
/**
 * Longer names, those of outer objects included, are not read: nested once or more, one line could else ask for gigabytes of them, and V8 puts
 * all texts of more than 16,383 units and one length in the same place of a table.
 */
export const NAME_UNITS_MAX = 4_096;

/** No fields yet; without a prototype, so that "__proto__" is a name like any other. */
export function noFields(): OpenFields {
  return Object.create(null) as OpenFields;
}

/** True for a JSON object that is not a list. */
export function isMap(value: unknown): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for what is nested at most DEPTH_MAX levels deep, its own counted. */
export function isShallow(value: unknown, levels: number = DEPTH_MAX): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (levels === 0) return false;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) if (!isShallow(inner, levels - 1)) return false;
  return true;
}

/**
 * The flat fields of `map`: nested names joined by ".", objects in lists merged into one list a leaf. A map that is flat already is not
 * copied but taken over, and the caller gives it up. Undefined beyond DEPTH_MAX, VALUES_MAX or NAME_UNITS_MAX.
 */
export function flatten(map: JsonMap): OpenFields | undefined {
  if (isFlat(map)) return Object.setPrototypeOf(map, null) as OpenFields;
  const fields = noFields();
  return spread(fields, "", map) ? fields : undefined;
}

// What is too wide, or has too long a name, is not flat either: spread then finds it and gives up.
function isFlat(map: JsonMap): boolean {
  let values = 0;
  for (const name in map) {
    if (name.length > NAME_UNITS_MAX) return false;
    const value = map[name];
    values++;
    if (typeof value !== "object" || value === null) continue;
    if (!Array.isArray(value) || !value.every(isScalar)) return false;
    values += value.length;
  }
  return values <= VALUES_MAX;
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

/** Adds the flat fields of `map` to `fields`, each name after `prefix`. False beyond the limits of flatten. */
export function spread(fields: OpenFields, prefix: string, map: JsonMap): boolean {
  return spreadMap({ fields, left: VALUES_MAX }, prefix, map, 0);
}

type Gathering = { readonly fields: OpenFields; left: number };

function spreadMap(into: Gathering, prefix: string, map: JsonMap, depth: number): boolean {
  for (const name of Object.keys(map)) if (!spreadValue(into, prefix + name, map[name], depth)) return false;
  return true;
}

function spreadValue(into: Gathering, name: string, value: unknown, depth: number): boolean {
  if (depth > DEPTH_MAX || name.length > NAME_UNITS_MAX || into.left-- <= 0) return false;
  if (Array.isArray(value)) return spreadList(into, name, value, depth);
  if (isMap(value)) return spreadMap(into, `${name}.`, value, depth + 1);
  put(into.fields, name, value as FieldValue);
  return true;
}

function spreadList(into: Gathering, name: string, list: readonly unknown[], depth: number): boolean {
  if (list.every(isScalar)) {
    into.left -= list.length;
    if (list.length > 0 || !(name in into.fields)) put(into.fields, name, list as FieldValue);
    return into.left >= 0;
  }
  return list.every((item) => spreadValue(into, name, item, depth + 1));
}

/** Sets a field, or adds to the list of what stands there already: no value hides another. */
export function put(fields: OpenFields, name: string, value: FieldValue): void {
  const before = fields[name];
  if (before === undefined) {
    fields[name] = value;
    return;
  }
  const list = merged.has(before as object) ? (before as FieldValue[]) : startList(before);
  for (const item of Array.isArray(value) ? value : [value]) list.push(item);
  fields[name] = list;
}

// Lists that put() made itself, and may therefore lengthen: copying one for each value would take quadratic time.
const merged = new WeakSet<object>();

function startList(first: FieldValue): FieldValue[] {
  const list: FieldValue[] = Array.isArray(first) ? [...first] : [first];
  merged.add(list);
  return list;
}

/** Gives `fields[name]` a second name, unless something stands there already. */
export function alias(fields: OpenFields, name: string, second: string): void {
  const value = fields[name];
  if (value !== undefined && fields[second] === undefined) fields[second] = value;
}

/** Names the host that an event is about: `own`, which the line says, else `assumed`, which its reading says. */
export function nameHost(fields: OpenFields, own: FieldValue | undefined, assumed: string | null): void {
  const host = own ?? assumed;
  if (host !== null && fields["host"] === undefined) fields["host"] = host;
}

/** The field as text; undefined when it is anything else. */
export function textField(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
}
