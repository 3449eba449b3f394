import { type OpenFields, put } from "../fields.ts";

/** A message of a program: where it fits, its named groups become fields, and `constants` are added. First fit wins. */
export type Pattern = { readonly shape: RegExp; readonly constants?: Readonly<Record<string, string>> };

const NUMBERS: ReadonlySet<string> = new Set(["src_port", "dst_port", "repeated", "attempts"]);

/** Adds what the first fitting pattern finds. False when none fits. Every shape is anchored and has no nested repetition. */
export function readByPattern(patterns: readonly Pattern[], message: string, fields: OpenFields): boolean {
  for (const { shape, constants } of patterns) {
    const groups = shape.exec(message)?.groups;
    if (groups === undefined) continue;
    for (const name of Object.keys(groups)) {
      const value = groups[name];
      if (value !== undefined) put(fields, name, NUMBERS.has(name) ? Number(value) : value);
    }
    for (const name in constants) put(fields, name, constants[name] ?? null);
    return true;
  }
  return false;
}
