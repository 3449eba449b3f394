/**
 * Reads one line of telemetry as its producer's consumers would: the host's JSON.parse, last of two equal keys. Numbers are doubles, but an
 * integer that a double cannot tell from its neighbours (beyond ±(2^53−1)) stays the text that stands there: a wrong digit in evidence is
 * worse than another type. Only a reading: the evidence is the line's bytes. Undefined when the line is not a JSON object or array.
 */
export function readJsonLine(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    return hasVagueInteger(value, 0) ? (JSON.parse(text, asWritten as Reviver) as object) : value;
  } catch {
    return undefined; // not JSON; or, with a reviver, nested so deep that the host gives up and no format would read it
  }
}

/** Deeper values are read by no format. */
const DEPTH_MAX = 64;

function hasVagueInteger(value: object, depth: number): boolean {
  if (depth > DEPTH_MAX) return false;
  const values: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (const member of values) {
    if (typeof member === "number" ? isVague(member) : isObject(member) && hasVagueInteger(member, depth + 1)) return true;
  }
  return false;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isVague(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

type Reviver = (name: string, value: unknown) => unknown;

const INTEGER = /^-?[0-9]{1,400}$/;

/** ECMAScript's JSON.parse source text access: `source` is what stands in the text. */
function asWritten(_name: string, value: unknown, { source }: { readonly source?: string }): unknown {
  return typeof value === "number" && isVague(value) && source !== undefined && INTEGER.test(source) ? source : value;
}
