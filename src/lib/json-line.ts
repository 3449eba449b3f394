/**
 * Reads one line of telemetry as its producer's consumers would: the host's JSON.parse, last of two equal keys. Numbers are doubles, but an
 * integer that a double cannot tell from its neighbours (beyond ±(2^53−1)) stays the text that stands there: a wrong digit in evidence is
 * worse than another type. Only a reading: the evidence is the line's bytes. Undefined when the line is not a JSON object or array.
 */
export function readJsonLine(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    if (!hasVagueInteger(value, 0) || putAsWritten(value as Record<string, unknown>, text)) return value;
    return JSON.parse(text, asWritten as Reviver) as object;
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

/** Names that no escape but \u could spell in another way. */
const PLAIN_NAME = /^[A-Za-z0-9_@.-]{1,64}$/;
const INTEGER_HERE = /:\s*(-?[0-9]{1,400})\s*[,}]/y;
const BACKSLASH = 0x5c;

/**
 * Puts the texts of vague integers of `value` itself in their place, several times faster than a reviver: every Windows event has one.
 * False, with nothing changed, where the text leaves any doubt which number stands where.
 */
function putAsWritten(value: Record<string, unknown>, text: string): boolean {
  if (Array.isArray(value) || text.includes("\\u")) return false;
  const texts: [string, string][] = [];
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (typeof member === "number" && isVague(member)) {
      const found = PLAIN_NAME.test(name) ? onlyInteger(text, name) : undefined;
      if (found === undefined) return false;
      texts.push([name, found]);
    } else if (isObject(member) && hasVagueInteger(member, 1)) return false;
  }
  for (const [name, found] of texts) value[name] = found;
  return true;
}

/** The integer behind the one place where `name` stands as a whole string; in a longer one a backslash would stand before a quote. */
function onlyInteger(text: string, name: string): string | undefined {
  const quoted = `"${name}"`;
  const at = text.indexOf(quoted);
  if (text.charCodeAt(at - 1) === BACKSLASH || text.indexOf(quoted, at + 1) >= 0) return undefined;
  INTEGER_HERE.lastIndex = at + quoted.length;
  return INTEGER_HERE.exec(text)?.[1];
}

type Reviver = (name: string, value: unknown) => unknown;

const INTEGER = /^-?[0-9]{1,400}$/;

/** ECMAScript's JSON.parse source text access: `source` is what stands in the text. */
function asWritten(_name: string, value: unknown, { source }: { readonly source?: string }): unknown {
  return typeof value === "number" && isVague(value) && source !== undefined && INTEGER.test(source) ? source : value;
}
