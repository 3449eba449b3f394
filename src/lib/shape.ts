import { type Checked, no, yes } from "./checked.ts";
import type { Json, JsonObject } from "./json.ts";

/** What was wrong and where: `path` as in `predicate.rule.id`. */
export type ShapeFault = { readonly kind: "bad-shape"; readonly path: string; readonly expected: string };

/** Reads untrusted JSON into a type, or says where it does not fit. */
export type Shape<Value> = (json: Json | undefined, path: string) => Checked<Value, ShapeFault>;

/** The type that a shape reads. */
export type Shaped<S> = S extends Shape<infer Value> ? Value : never;

const refuse = (path: string, expected: string) => no<ShapeFault>({ kind: "bad-shape", path, expected });

/** Any text of at most `unitsMax` UTF-16 units. */
export function text(unitsMax = 65_536): Shape<string> {
  return (json, path) =>
    typeof json === "string" && json.length <= unitsMax ? yes(json) : refuse(path, `text of at most ${unitsMax} units`);
}

/** Text that `pattern` matches; `name` says what it is. */
export function pattern(expression: RegExp, name: string): Shape<string> {
  return (json, path) => (typeof json === "string" && expression.test(json) ? yes(json) : refuse(path, name));
}

/** A whole number from 0 to 2^53−1. */
export const count: Shape<number> = (json, path) =>
  typeof json === "number" && Number.isSafeInteger(json) && json >= 0 ? yes(json) : refuse(path, "a whole number, 0 or more");

/** true or false. */
export const flag: Shape<boolean> = (json, path) => (typeof json === "boolean" ? yes(json) : refuse(path, "true or false"));

/** One of the given words. */
export function word<const Word extends string>(...words: readonly Word[]): Shape<Word> {
  return (json, path) => (words.includes(json as Word) ? yes(json as Word) : refuse(path, `one of ${words.join(", ")}`));
}

/** `inner`, or null. */
export function nullable<Value>(inner: Shape<Value>): Shape<Value | null> {
  return (json, path) => (json === null ? yes(null) : inner(json, path));
}

/** A list of at most `max` items. */
export function list<Value>(item: Shape<Value>, max = 1_000_000): Shape<readonly Value[]> {
  return (json, path) => {
    if (!Array.isArray(json) || json.length > max) return refuse(path, `a list of at most ${max}`);
    const values: Value[] = [];
    for (const [index, entry] of (json as readonly Json[]).entries()) {
      const value = item(entry, `${path}[${index}]`);
      if (!value.ok) return value;
      values.push(value.value);
    }
    return yes(values);
  };
}

/** An object with any names and values of one shape; comes back without a prototype. */
export function dictionary<Value>(item: Shape<Value>): Shape<Readonly<Record<string, Value>>> {
  return (json, path) => {
    if (!isObject(json)) return refuse(path, "an object");
    const values: Record<string, Value> = Object.create(null);
    for (const name of Object.keys(json)) {
      const value = item(json[name], `${path}.${name}`);
      if (!value.ok) return value;
      values[name] = value.value;
    }
    return yes(values);
  };
}

/** An object with exactly these names: a missing or an unknown name is refused. */
export function record<Shapes extends Record<string, Shape<unknown>>>(
  shapes: Shapes,
): Shape<{ readonly [Name in keyof Shapes]: Shaped<Shapes[Name]> }> {
  const names = Object.keys(shapes);
  return (json, path) => {
    if (!isObject(json)) return refuse(path, "an object");
    const unknown = Object.keys(json).find((name) => !Object.hasOwn(shapes, name));
    if (unknown !== undefined) return refuse(`${path}.${unknown}`, "no such name");
    const values: Record<string, unknown> = {};
    for (const name of names) {
      const value = (shapes[name] as Shape<unknown>)(json[name], `${path}.${name}`);
      if (!value.ok) return value;
      values[name] = value.value;
    }
    return yes(values as { readonly [Name in keyof Shapes]: Shaped<Shapes[Name]> });
  };
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** A finite number from `min` to `max`, both inclusive. */
export function number(min: number, max: number): Shape<number> {
  return (json, path) =>
    typeof json === "number" && json >= min && json <= max ? yes(json) : refuse(path, `a number from ${min} to ${max}`);
}

/** An object of the kind that its member `name` says: read by the shape of that word, which must read `name` too. */
export function tagged<Shapes extends Record<string, Shape<unknown>>>(
  name: string,
  shapes: Shapes,
): Shape<Shaped<Shapes[keyof Shapes]>> {
  return (json, path) => {
    const tag = isObject(json) ? json[name] : undefined;
    if (typeof tag !== "string" || !Object.hasOwn(shapes, tag))
      return refuse(`${path}.${name}`, `one of ${Object.keys(shapes).join(", ")}`);
    return (shapes[tag] as Shape<Shaped<Shapes[keyof Shapes]>>)(json, path);
  };
}

/** `inner`, or `fallback` where the name is missing. */
export function optional<Value>(inner: Shape<Value>, fallback: Value): Shape<Value> {
  return (json, path) => (json === undefined ? yes(fallback) : inner(json, path));
}
