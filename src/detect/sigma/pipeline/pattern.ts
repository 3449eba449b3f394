import { RE2JSException } from "re2js";
import { tableOf } from "../../../lib/index.ts";
import { type Place, refuse } from "../refusal.ts";
import { compileRegex } from "../regex.ts";

/** A regular expression of a pipeline: RE2 syntax, so that no pipeline can make loading slow. */
export type Pattern = {
  /** True when it fits at the start of `text`, as Python's `match`. */
  fitsStart(text: string): boolean;
  /** All matches, from the left, none overlapping. */
  all(text: string): readonly Match[];
};
export type Match = { readonly start: number; readonly end: number; readonly group: (name: number | string) => string };

/** Reads a regular expression; refuses what RE2 does not know. */
export function readPattern(source: string, place: Place): Pattern {
  try {
    const compiled = compileRegex(source, "");
    return {
      fitsStart: (text) => compiled.matcher(text).lookingAt(),
      all: (text) => {
        const matcher = compiled.matcher(text);
        const found: Match[] = [];
        while (matcher.find()) {
          const groups = groupsOf(matcher);
          found.push({ start: matcher.start(), end: matcher.end(), group: groups });
        }
        return found;
      },
    };
  } catch (error) {
    if (error instanceof RE2JSException) return refuse("regular expression cannot be read", error.message, place);
    throw error;
  }
}

type Matcher = ReturnType<ReturnType<typeof compileRegex>["matcher"]>;

function groupsOf(matcher: Matcher): (name: number | string) => string {
  const numbered = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? "");
  const named = new Map(Object.entries(matcher.getNamedGroups()).map(([name, text]) => [name, text ?? ""]));
  return (name) => (typeof name === "number" ? numbered[name] : named.get(name)) ?? "";
}

/** A piece of a replacement: a text, or the group to put there. */
type Piece = { readonly text: string } | { readonly group: number | string };
const PIECE = /\\(?:g<([A-Za-z0-9_]+)>|([1-9][0-9]?)|(.))|[^\\]+|\\$/gs;
const ESCAPES: ReadonlyMap<string, string> = tableOf({ n: "\n", r: "\r", t: "\t", "\\": "\\" });

/** Reads a replacement as Python writes it: \1, \g<name>, \n, \\; a backslash before another sign that is no letter or digit stays. */
export function readReplacement(source: string, place: Place): (match: Match) => string {
  const pieces: Piece[] = [...source.matchAll(PIECE)].map(([whole, named, numbered, escaped]) => {
    if (named !== undefined) return { group: /^[0-9]+$/.test(named) ? Number(named) : named };
    if (numbered !== undefined) return { group: Number(numbered) };
    if (escaped === undefined) return { text: whole };
    const known = ESCAPES.get(escaped);
    if (known === undefined && /[A-Za-z0-9]/.test(escaped)) return refuse("replacement cannot be read", whole, place);
    return { text: known ?? whole };
  });
  return (match) => pieces.map((piece) => ("text" in piece ? piece.text : match.group(piece.group))).join("");
}
