import type { Vector } from "../../scripts/conformance/vector.ts";

/** Vectors that the engine does not pass, by what it lacks. A vector that passes must leave this list: a test says so. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {};

const IDS: ReadonlySet<string> = new Set(Object.values(KNOWN).flat());

/** True for a vector that the engine is known not to pass. */
export function known({ id }: Vector): boolean {
  return IDS.has(id);
}
