import { readTokens, type Token } from "../text-pattern.ts";
import type { Match, Pattern } from "./pattern.ts";
import { plainOf, type SeenText } from "./texts.ts";
import type { Work } from "./work.ts";

/** Characters that one replacement may make. */
const RESULT_UNITS_MAX = 1_048_576;

type How = {
  readonly pattern: Pattern;
  readonly replacement: (match: Match) => string;
  readonly work: Work;
  /** The text has no wildcards, and gets none. */
  readonly literal?: boolean;
};

/** A character or a sign of the text, and where it stands in its plain form. */
type Unit = { readonly token: Token; readonly from: number; readonly to: number };

/**
 * Replaces what a pattern finds in the plain form of a text. What it does not find stays as it was, so that a plain backslash before a
 * wildcard does not become an escape; what is put there is read as Sigma's text, in which backslashes are plain except before * and ?.
 */
export function replaced(tokens: SeenText, how: How): SeenText {
  const { pattern, replacement, work } = how;
  const plain =
    how.literal === true ? tokens.map((token) => (token.kind === "literal" ? token.text : "")).join("") : plainOf(tokens);
  const matches = pattern.all(plain);
  if (matches.length === 0) return tokens;
  const units = unitsOf(tokens, how.literal === true);
  const placeholders = tokens.some(({ kind }) => kind === "placeholder");
  const made: Token[] = [];
  let pending = "";
  const flush = (): void => {
    if (pending !== "")
      made.push(
        ...(how.literal === true
          ? [{ kind: "literal", text: pending } as const]
          : readTokens(escapedLone(pending), placeholders)),
      );
    pending = "";
  };
  let unit = 0;
  const keep = (start: number, end: number): void => {
    for (; unit < units.length && (units[unit] as Unit).from < end; unit++) {
      const { token, from, to } = units[unit] as Unit;
      if (to <= start) continue;
      if (from >= start && to <= end) {
        flush();
        made.push(token);
        continue;
      }
      pending += plain.slice(Math.max(from, start), Math.min(to, end)); // a sign that a match has cut
      if (to > end) break;
    }
  };
  let at = 0;
  let size = 0;
  for (const match of matches) {
    keep(at, match.start);
    const put = replacement(match);
    size += put.length;
    if (size > RESULT_UNITS_MAX) work.refuse("value too long", `more than ${RESULT_UNITS_MAX} characters in a replacement`);
    pending += put;
    at = match.end;
  }
  keep(at, plain.length);
  flush();
  return merged(made);
}

function unitsOf(tokens: SeenText, literal: boolean): readonly Unit[] {
  const units: Unit[] = [];
  let at = 0;
  const add = (token: Token, length: number): void => {
    units.push({ token, from: at, to: at + length });
    at += length;
  };
  for (const token of tokens) {
    if (token.kind !== "literal") add(token, plainOf([token]).length);
    else
      for (const letter of token.text)
        add({ kind: "literal", text: letter }, literal ? letter.length : plainOf([{ kind: "literal", text: letter }]).length);
  }
  return units;
}

/** Makes backslashes plain, except those before a wildcard. */
function escapedLone(text: string): string {
  return text.replace(/\\(?![*?])/g, "\\\\");
}

function merged(tokens: readonly Token[]): SeenText {
  const whole: Token[] = [];
  for (const token of tokens) {
    const last = whole[whole.length - 1];
    if (token.kind === "literal" && last?.kind === "literal")
      whole[whole.length - 1] = { kind: "literal", text: last.text + token.text };
    else whole.push(token);
  }
  return whole;
}
