import { tableOf } from "../../../lib/index.ts";
import type { Token } from "../text-pattern.ts";
import { readTokens } from "../text-pattern.ts";
import { snakeCase } from "./field-names.ts";
import type { Params, Plain } from "./params.ts";
import { readPattern, readReplacement } from "./pattern.ts";
import { replaced } from "./replace.ts";
import { ofTexts, ofValues, type TransformationReader } from "./step.ts";
import { type Made, plainOf, type SeenText, seenNumber } from "./texts.ts";

/** Transformations of values. */
export const VALUES: ReadonlyMap<string, TransformationReader> = new Map<string, TransformationReader>([
  ["replace_string", replaceString],
  [
    "map_string",
    (params) => {
      const mapping = params.mapping("mapping");
      return ofTexts((tokens, item) => mapping.get(plainOf(tokens))?.map((text) => madeText(text, item.plan.expand)) ?? "same");
    },
  ],
  [
    "case",
    (params) => {
      const method = params.word("method", ["lower", "upper", "snake_case"], "lower");
      const change = {
        lower: (text: string) => text.toLowerCase(),
        upper: (text: string) => text.toUpperCase(),
        snake_case: snakeCase,
      }[method];
      return ofTexts((tokens) => [{ tokens: inWords(tokens, change) }]);
    },
  ],
  [
    "regex",
    (params) => {
      const method = params.word("method", ["plain", "ignore_case_flag", "ignore_case_brackets"], "ignore_case_brackets");
      return ofTexts((tokens, item, work) => {
        if (tokens.length === 0) return "same";
        if (tokens.some(({ kind }) => kind === "placeholder"))
          return work.refuse("pipeline cannot be applied", "a placeholder cannot become a regular expression");
        // A keyword without a search modifier is looked for inside values, everything else is the whole value; what minds case goes on doing so.
        const brackets = method === "ignore_case_brackets" && !item.plan.cased;
        const inside = tokens.map((token) => expressionOf(token, brackets)).join("");
        const whole = item.field === null && item.plan.steps.length === 0 ? inside : `^(?:${inside})$`;
        return [{ regex: whole, flags: method === "ignore_case_flag" && !item.plan.cased ? "is" : "s" }];
      });
    },
  ],
  ["set_value", setValue],
  [
    "convert_type",
    (params) => {
      const toText = params.word("target_type", ["str", "num"], "str") === "str";
      if (!params.has("target_type")) params.bad("target_type", "expected str or num");
      return ofValues(({ item, value, tokens, work }) => {
        if (toText) {
          const number = seenNumber(item, value);
          return number === undefined ? "same" : [{ tokens: number }];
        }
        if (tokens === undefined) return "same";
        const number = numberOf(plainOf(tokens));
        return number === undefined
          ? work.refuse("pipeline cannot be applied", `"${plainOf(tokens)}" is no number`)
          : [{ plain: number }];
      });
    },
  ],
]);

const NUMBER = /^[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?$/;

function numberOf(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}

function madeText(text: string, expand: boolean): Made {
  return { tokens: readTokens(text, expand) };
}

/** The literal pieces changed, wildcards and placeholders as they are. */
function inWords(tokens: SeenText, change: (text: string) => string): SeenText {
  return tokens.map((token): Token => (token.kind === "literal" ? { kind: "literal", text: change(token.text) } : token));
}

function replaceString(params: Params): ReturnType<TransformationReader> {
  const pattern = readPattern(params.text("regex"), params.place);
  const replacement = readReplacement(params.text("replacement"), params.place);
  const skipSpecial = params.flag("skip_special");
  const interpret = params.flag("interpret_special");
  return ofValues(({ item, value, tokens, work }) => {
    const seen = seenNumber(item, value) ?? tokens;
    if (seen === undefined) return "same";
    if (!skipSpecial) return [{ tokens: replaced(seen, { pattern, replacement, work }) }];
    return [
      {
        tokens: seen.flatMap((token): readonly Token[] => {
          if (token.kind !== "literal") return [token];
          const made = replaced([token], { pattern, replacement, work, literal: true });
          return interpret ? made.flatMap((each) => (each.kind === "literal" ? readTokens(each.text, false) : [each])) : made;
        }),
      },
    ];
  });
}

function setValue(params: Params): ReturnType<TransformationReader> {
  if (!params.has("value")) params.bad("value", "expected a value");
  const value: Plain = params.plain("value");
  const forced = params.optionalText("force_type");
  if (forced !== undefined && (value === null || typeof value === "boolean" || (forced !== "str" && forced !== "num")))
    params.bad("force_type", "expected str or num, for a text or a number");
  const number = forced === "num" ? (numberOf(String(value)) ?? params.bad("value", "expected a number")) : value;
  const made: Made = forced === "str" || typeof number === "string" ? madeText(String(value), false) : { plain: number };
  return ofValues(({ item, value: old }) => (item.values[0] === old ? [made] : []));
}

/** A token as part of a regular expression in RE2 syntax. */
function expressionOf(token: Token, brackets: boolean): string {
  if (token.kind !== "literal") return token.kind === "any" ? ".*" : ".";
  return [...token.text].map((letter) => (brackets ? bracketed(letter) : escaped(letter))).join("");
}

/** U+212A KELVIN SIGN and U+017F LATIN SMALL LETTER LONG S. */
const ALSO_FOLDED = tableOf({ k: "\u212a", s: "\u017f" });

function bracketed(letter: string): string {
  const [lower, upper] = [letter.toLowerCase(), letter.toUpperCase()];
  if (lower === upper) return escaped(letter);
  // Beyond ASCII a letter may have several others that fold to it, or one that its upper case is not.
  return letter <= "~" ? `[${lower}${upper}${ALSO_FOLDED.get(lower) ?? ""}]` : `(?i:${letter})`;
}

function escaped(letter: string): string {
  return /[\\^$.|?*+()[\]{}]/.test(letter) ? `\\${letter}` : letter;
}
