import { RE2JSException } from "re2js";
import { parseNetwork } from "../../lib/index.ts";
import type { Item, RuleValue } from "./ast.ts";
import { type Atom, atom, type FieldRelation } from "./atom.ts";
import { base64Offsets, toBase64, type Utf16, unitsOf, utf8, utf16 } from "./encodings.ts";
import { inForm, type TextForm } from "./facts.ts";
import type { TextStep } from "./modifiers.ts";
import { type Placeholders, substitute } from "./placeholders.ts";
import { refuse } from "./refusal.ts";
import { compileRegex, LazyRegex } from "./regex.ts";
import { neededLiteral } from "./regex-literal.ts";
import { sayRegexProblem } from "./regex-problem.ts";
import { REGEX_STEPS_MAX, RULE_STEPS_MAX, regexSteps } from "./regex-size.ts";
import {
  ANY,
  ONES_MAX,
  PATTERN_UNITS_MAX,
  plainText,
  readTokens,
  type TextPattern,
  type Token,
  textPattern,
} from "./text-pattern.ts";

/** The atoms of one value: it holds when any of them does. */
export function atomsOf(item: Item, value: RuleValue, placeholders: Placeholders): readonly Atom[] {
  if (value.source.length > PATTERN_UNITS_MAX) refuse("value too long", `more than ${PATTERN_UNITS_MAX} characters`, value.place);
  if (item.field === null && !["text", "regex", "cidr"].includes(item.plan.kind))
    refuse("modifier needs a field", item.written, value.place);
  switch (item.plan.kind) {
    case "text":
      return textAtoms(item, value, placeholders);
    case "regex":
      return expanded(item, value, placeholders, (source) => [regexAtom(item, source, value)]);
    case "cidr":
      return expanded(item, value, placeholders, (source) => [cidrAtom(item.field, source, value)]);
    case "exists":
      return existsAtoms(item, value);
    case "fieldref":
      return [fieldrefAtom(item, value)];
    case "number":
    case "time":
      return [numberAtom(item, value)];
  }
}

function expanded(
  item: Item,
  value: RuleValue,
  placeholders: Placeholders,
  make: (source: string) => readonly Atom[],
): readonly Atom[] {
  const source = typeof value.value === "string" ? value.value : value.source;
  if (!item.plan.expand) return make(source);
  const variants = substitute(placeholderTokens(source), placeholders, value.place, (text) => [{ kind: "literal", text }]);
  if (!variants.ok) return variants.missing.map((placeholder) => atom(item.field, { kind: "waiting", placeholder }));
  const sources = variants.tokens.map((tokens) => plainText(tokens) ?? "");
  const steps = sources.reduce((sum, each) => sum + (item.plan.kind === "regex" ? regexSteps(each) : 0), 0);
  if (steps > RULE_STEPS_MAX) refuse("too many values", `more than ${RULE_STEPS_MAX} steps of regular expressions`, value.place);
  return sources.flatMap(make);
}

/** In a regular expression or a network "*", "?" and backslashes are not Sigma's: only placeholders are read. */
function placeholderTokens(source: string): Token[] {
  return source
    .split(/(%[^%\s\\]+%)/)
    .filter((part) => part !== "")
    .map((part) =>
      /^%[^%\s\\]+%$/.test(part) ? { kind: "placeholder", name: part.slice(1, -1) } : { kind: "literal", text: part },
    );
}

function textAtoms(item: Item, value: RuleValue, placeholders: Placeholders): readonly Atom[] {
  const { plan, field } = item;
  if (value.value === null) {
    if (plan.steps.length > 0 || plan.expand) refuse("null with a modifier", item.written, value.place);
    return [atom(field, { kind: "null" })];
  }
  const plain = plainTest(item, value.value);
  if (plain !== undefined) return [atom(field, plain)];
  // A number or boolean is the text of its value or the text as the rule writes it: 0x17 is "23" and "0x17".
  const texts = typeof value.value === "string" ? [value.value] : textsOfNumber(value.value, value.source);
  return texts.flatMap((text) => {
    const read = readTokens(text, plan.expand);
    const variants = substitute(read, placeholders, value.place, (inserted) => readTokens(inserted, false));
    if (!variants.ok) return variants.missing.map((placeholder) => atom(field, { kind: "waiting", placeholder }));
    return variants.tokens.flatMap((tokens) => stepsApplied(item, tokens, value).map((pattern) => atom(field, pattern)));
  });
}

const DIGITS = /^-?[0-9]+$/;

/** An integer that a double cannot hold is seen in events as it is written (src/lib/json-line.ts), and so it is here. */
function textsOfNumber(value: number | boolean, source: string): readonly string[] {
  const isVague = Number.isInteger(value) && !Number.isSafeInteger(value);
  return isVague && DIGITS.test(source) ? [source] : [...new Set([String(value), source])];
}

const SPECIAL = /[*?]|\\\\/;

/** The test of a value without wildcards and escapes under at most one search modifier, as nearly all are; only a short cut. */
function plainTest({ plan, field }: Item, value: RuleValue["value"]): TextTest | undefined {
  const [step, more] = plan.steps;
  if (typeof value !== "string" || value === "" || plan.expand || more !== undefined || SPECIAL.test(value)) return undefined;
  const shape = step === undefined ? (field === null ? "contains" : "exact") : PLAIN_SHAPES.get(step);
  if (shape === undefined) return undefined;
  const form: TextForm = plan.cased ? "cased" : "folded";
  return { kind: "text", form, pattern: { shape, literal: inForm(form, value) } };
}

const PLAIN_SHAPES: ReadonlyMap<TextStep, "contains" | "prefix" | "suffix"> = new Map([
  ["contains", "contains"],
  ["startswith", "prefix"],
  ["endswith", "suffix"],
]);

type TextTest = { readonly kind: "text"; readonly form: TextForm; readonly pattern: TextPattern };

function stepsApplied(item: Item, tokens: readonly Token[], value: RuleValue): readonly TextTest[] {
  let texts: readonly (readonly Token[])[] = [tokens];
  let windash = false;
  for (const step of item.plan.steps) {
    if (step === "windash") windash = true;
    else if (isSearch(step)) texts = texts.map((text) => searched(step, text));
    else {
      if (windash) texts = texts.flatMap((text) => dashVariants(text, item, value));
      windash = false; // the dashes are inside the encoding now
      texts = texts.flatMap((text) => encoded(step, text, item, value));
    }
  }
  const form: TextForm = windash ? (item.plan.cased ? "cased-dashes" : "folded-dashes") : item.plan.cased ? "cased" : "folded";
  const anywhere = item.field === null && !item.plan.steps.some(isSearch);
  if (texts.some((text) => onesOf(text) > ONES_MAX))
    refuse("too many wildcards", `more than ${ONES_MAX} question marks`, value.place);
  return texts.map((text) => ({
    kind: "text",
    form,
    pattern: textPattern(anywhere ? [ANY, ...text, ANY] : text, (literal) => inForm(form, literal)),
  }));
}

function onesOf(tokens: readonly Token[]): number {
  return tokens.reduce((sum, { kind }) => sum + (kind === "one" ? 1 : 0), 0);
}

type Search = "contains" | "startswith" | "endswith";

function isSearch(step: TextStep): step is Search {
  return step === "contains" || step === "startswith" || step === "endswith";
}

function searched(step: Search, text: readonly Token[]): readonly Token[] {
  const before = step === "startswith" ? [] : [ANY];
  const after = step === "endswith" ? [] : [ANY];
  return [...before, ...text, ...after];
}

const DASH_CHARACTERS = ["-", "/", "\u2013", "\u2014", "\u2015"];
const DASHES_ENCODED_MAX = 4;

/** Every way to write the dashes of a text that is about to be encoded, where they can no longer be compared as one. */
function dashVariants(text: readonly Token[], item: Item, value: RuleValue): readonly (readonly Token[])[] {
  const pieces = wholeText(text, item, value).split(/[-/\u2013\u2014\u2015]/);
  if (pieces.length - 1 > DASHES_ENCODED_MAX)
    refuse("too many dashes", `more than ${DASHES_ENCODED_MAX} under windash before an encoding`, value.place);
  let variants = [pieces[0] as string];
  for (const piece of pieces.slice(1)) variants = variants.flatMap((head) => DASH_CHARACTERS.map((dash) => head + dash + piece));
  return variants.map((variant) => [{ kind: "literal", text: variant }]);
}

function wholeText(text: readonly Token[], item: Item, value: RuleValue): string {
  return plainText(text) ?? refuse("wildcard before an encoding", item.written, value.place);
}

function encoded(
  step: Exclude<TextStep, Search | "windash">,
  text: readonly Token[],
  item: Item,
  value: RuleValue,
): readonly (readonly Token[])[] {
  const plain = wholeText(text, item, value);
  const after = item.plan.steps.indexOf(step);
  const previous = item.plan.steps[after - 1];
  // After a UTF-16 step the text holds one byte a unit.
  const bytes = previous?.startsWith("utf16") === true ? Uint8Array.from(plain, (unit) => unit.charCodeAt(0)) : utf8(plain);
  if (step === "base64") return [[{ kind: "literal", text: toBase64(bytes) }]];
  if (step === "base64offset") {
    const forms = base64Offsets(bytes).filter((form) => form !== "");
    return forms.length === 3
      ? forms.map((form) => [{ kind: "literal", text: form }])
      : refuse("value too short", "base64offset needs 2 bytes or more", value.place);
  }
  return [[{ kind: "literal", text: unitsOf(utf16(plain, step satisfies Utf16)) }]];
}

function regexAtom(item: Item, source: string, value: RuleValue): Atom {
  const { flags } = item.plan;
  if (regexSteps(source) > REGEX_STEPS_MAX)
    refuse("regular expression too large", `more than ${REGEX_STEPS_MAX} steps, counts multiplied`, value.place);
  try {
    compileRegex(source, flags); // only to refuse what cannot be read
    return atom(item.field, {
      kind: "regex",
      expression: new LazyRegex(source, flags),
      needs: neededLiteral(source),
      flags,
      source,
    });
  } catch (error) {
    if (error instanceof RE2JSException)
      return refuse("regular expression cannot be read", sayRegexProblem(error.message), value.place);
    throw error;
  }
}

function cidrAtom(field: string | null, source: string, value: RuleValue): Atom {
  const network = parseNetwork(source);
  return network === undefined ? refuse("not a network", `"${source}"`, value.place) : atom(field, { kind: "cidr", network });
}

function existsAtoms(item: Item, value: RuleValue): readonly Atom[] {
  if (typeof value.value !== "boolean" || item.values.length !== 1)
    refuse("exists needs true or false", item.written, value.place);
  return [atom(item.field, { kind: "exists" })];
}

function fieldrefAtom(item: Item, value: RuleValue): Atom {
  if (typeof value.value !== "string" || value.value === "") refuse("fieldref needs a field", item.written, value.place);
  const relation = (item.plan.steps[0] ?? "equals") as FieldRelation;
  return atom(item.field, {
    kind: "fieldref",
    other: value.value,
    relation,
    form: item.plan.cased ? "cased" : "folded",
  });
}

const NUMBER = /^[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?$/;

function numberAtom(item: Item, value: RuleValue): Atom {
  const isNumber = typeof value.value === "number" || (typeof value.value === "string" && NUMBER.test(value.value));
  if (!isNumber) refuse("expected a number", item.written, value.place);
  const bound = Number(value.value);
  const { compare, timePart } = item.plan;
  if (timePart !== null) return atom(item.field, { kind: "time", part: timePart, compare: compare ?? "eq", bound });
  return atom(item.field, { kind: "number", compare: compare ?? "gte", bound });
}
