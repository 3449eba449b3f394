/**
 * The line, counted from 1, in which an item of a pack stands: `at` is its place as checks and readers say it (`rules.harm.when`, `$.law.k.cite[0]`). As far
 * down as it is there, for what is missing has no line; null where not even its part is. Looks at the text alone, so it may be short of the place, never wild.
 */
export function lineOf(text: string, at: string): number | null {
  const names = at
    .replace(/^\$\.?/, "")
    .replaceAll(/\[\d+\]/g, "")
    .split(".")
    .filter((name) => name !== "");
  const lines = text.split("\n");
  const part = lines.findIndex((line) => names[0] !== undefined && beginsWith(line, names[0]));
  if (part < 0) return null;
  const next = lines.findIndex((line, index) => index > part && /^[^\s#]/.test(line));
  const end = next < 0 ? lines.length : next;
  let found = part;
  // Ids may have dots, so the longest name that stands there is taken.
  for (let from = 1; from < names.length; ) {
    const step = stepFrom({ lines, found, end }, names.slice(from));
    if (step === null) break;
    found = step.line;
    from += step.used;
  }
  return found + 1;
}

type Place = { readonly lines: readonly string[]; readonly found: number; readonly end: number };

function stepFrom(place: Place, names: readonly string[]): { readonly line: number; readonly used: number } | null {
  for (let used = names.length; used > 0; used--) {
    const line = lineFrom(place, names.slice(0, used).join("."));
    if (line !== null) return { line, used };
  }
  return null;
}

/** The first line of its own, or else the first place within a line. */
function lineFrom({ lines, found, end }: Place, name: string): number | null {
  const rest = lines.slice(found, end);
  const own = rest.findIndex((line) => beginsWith(line.trimStart(), name));
  const at =
    own >= 0 ? own : rest.findIndex((line) => ["{ ", "{", ", ", ","].some((before) => line.includes(`${before}${name}:`)));
  return at < 0 ? null : found + at;
}

function beginsWith(line: string, name: string): boolean {
  return [`${name}:`, `"${name}":`, `'${name}':`, `- ${name}:`].some((start) => line.startsWith(start));
}
