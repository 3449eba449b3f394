/**
 * A table to look names up in that come from outside. An object literal would also answer to what it inherits: `constructor`, `toString`,
 * `__proto__`. A name that is missing gives undefined.
 */
export function tableOf<Value>(entries: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> {
  return new Map(Object.entries(entries));
}
