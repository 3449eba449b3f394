/** A piece of a Sigma text: characters that stand for themselves, "*", "?" or, under `expand`, a placeholder. */
export type Token =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "any" }
  | { readonly kind: "one" }
  | { readonly kind: "placeholder"; readonly name: string };

export const ANY: Token = { kind: "any" };
const ONE: Token = { kind: "one" };

/** Characters of one value beyond which a rule is refused. */
export const PATTERN_UNITS_MAX = 65_536;

/** "?" of one value beyond which a rule is refused: each can make every place of a text be looked at once more. */
export const ONES_MAX = 256;

const PLACEHOLDER = /%([^%\s\\]+)%/y;

/**
 * Reads Sigma's escapes (specification 2.1, "Escape Character"): a backslash makes a following "*", "?" or backslash plain and is itself plain
 * before anything else. With `expand`, %name% is a placeholder and \% a plain percent sign.
 */
export function readTokens(source: string, expand: boolean): Token[] {
  const tokens: Token[] = [];
  let text = "";
  const flush = (next: Token): void => {
    if (text !== "") tokens.push({ kind: "literal", text });
    text = "";
    tokens.push(next);
  };
  for (let at = 0; at < source.length; at++) {
    const unit = source[at] as string;
    const next = source[at + 1];
    if (unit === "\\" && (next === "*" || next === "?" || next === "\\" || (expand && next === "%"))) {
      text += next;
      at++;
    } else if (unit === "*") flush(ANY);
    else if (unit === "?") flush(ONE);
    else if (unit === "%" && expand) {
      PLACEHOLDER.lastIndex = at;
      const name = PLACEHOLDER.exec(source)?.[1];
      if (name === undefined) text += unit;
      else {
        flush({ kind: "placeholder", name });
        at += name.length + 1;
      }
    } else text += unit;
  }
  if (text !== "") tokens.push({ kind: "literal", text });
  return tokens;
}

/** The text of tokens without wildcards; undefined when there is one. */
export function plainText(tokens: readonly Token[]): string | undefined {
  let text = "";
  for (const token of tokens) {
    if (token.kind !== "literal") return undefined;
    text += token.text;
  }
  return text;
}

/** A literal piece, or null for "?". */
type Piece = string | null;

/** A text pattern ready to match; texts are compared as they are, so fold both sides first. */
export type TextPattern =
  | { readonly shape: "any" }
  | { readonly shape: "exact" | "prefix" | "suffix" | "contains"; readonly literal: string }
  | {
      readonly shape: "glob";
      readonly runs: readonly (readonly Piece[])[];
      readonly openStart: boolean;
      readonly openEnd: boolean;
    };

/** Turns tokens without placeholders into the cheapest pattern that means the same; `adapt` folds the literals. */
export function textPattern(tokens: readonly Token[], adapt: (text: string) => string): TextPattern {
  const runs = runsOf(tokens, adapt);
  const filled = runs.filter((run) => run.length > 0);
  if (filled.length === 0) return runs.length > 1 ? { shape: "any" } : { shape: "exact", literal: "" };
  const openStart = runs.length > 1 && runs[0]?.length === 0;
  const openEnd = runs.length > 1 && runs[runs.length - 1]?.length === 0;
  const only = filled.length === 1 && filled[0]?.length === 1 ? filled[0][0] : undefined;
  if (typeof only !== "string") return { shape: "glob", runs: filled, openStart, openEnd };
  if (openStart) return { shape: openEnd ? "contains" : "suffix", literal: only };
  return { shape: openEnd ? "prefix" : "exact", literal: only };
}

/** The pieces between the "*"s: an empty first or last run is an open end. */
function runsOf(tokens: readonly Token[], adapt: (text: string) => string): readonly (readonly Piece[])[] {
  let run: Piece[] = [];
  const runs = [run];
  for (const token of tokens) {
    const last = run[run.length - 1];
    if (token.kind === "any") {
      run = [];
      runs.push(run);
    } else if (token.kind === "one") run.push(null);
    else if (token.kind === "literal" && typeof last === "string") run[run.length - 1] = adapt(last + token.text);
    else if (token.kind === "literal") run.push(adapt(token.text));
  }
  return runs;
}

/** True when all of `text` fits `pattern`. "*" is any characters, line ends included; "?" is one code point. */
export function fits(pattern: TextPattern, text: string): boolean {
  switch (pattern.shape) {
    case "any":
      return true;
    case "exact":
      return text === pattern.literal;
    case "prefix":
      return text.startsWith(pattern.literal);
    case "suffix":
      return text.endsWith(pattern.literal);
    case "contains":
      return text.includes(pattern.literal);
    case "glob":
      return fitsGlob(pattern, text);
  }
}

type Glob = Extract<TextPattern, { readonly shape: "glob" }>;

/** Each run takes its leftmost place after the one before; only the last is tied to the end. */
function fitsGlob(pattern: Glob, text: string): boolean {
  const { runs, openStart, openEnd } = pattern;
  let at = 0;
  for (const [index, run] of runs.entries()) {
    const tiedStart = index === 0 && !openStart;
    const tiedEnd = index === runs.length - 1 && !openEnd;
    const end = findRun(run, text, at, { tiedStart, tiedEnd });
    if (end === -1) return false;
    at = end;
  }
  return true;
}

function findRun(run: readonly Piece[], text: string, from: number, ties: { tiedStart: boolean; tiedEnd: boolean }): number {
  const lead = run[0];
  for (let start = from; start <= text.length; start++) {
    if (typeof lead === "string" && !ties.tiedStart) {
      start = text.indexOf(lead, start);
      if (start === -1) return -1;
    }
    const end = runEnd(run, text, start);
    if (end !== -1 && (!ties.tiedEnd || end === text.length)) return end;
    if (ties.tiedStart) return -1;
  }
  return -1;
}

function runEnd(run: readonly Piece[], text: string, start: number): number {
  let at = start;
  for (const piece of run) {
    if (piece === null) {
      const point = text.codePointAt(at);
      if (point === undefined) return -1;
      at += point > 0xffff ? 2 : 1;
    } else {
      if (!text.startsWith(piece, at)) return -1;
      at += piece.length;
    }
  }
  return at;
}

/** The longest text that everything that fits `pattern` contains; "" when there is none. */
export function literalWithin(pattern: TextPattern): string {
  if (pattern.shape === "any") return "";
  if (pattern.shape !== "glob") return pattern.literal;
  const literals = pattern.runs.flat().filter((piece): piece is string => piece !== null);
  return literals.reduce((longest, literal) => (literal.length > longest.length ? literal : longest), "");
}
