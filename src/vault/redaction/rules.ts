import { RE2JS, RE2JSException } from "re2js";
import { type Checked, no, yes } from "../../lib/index.ts";
import type { WithholdingReason } from "../../model/index.ts";
import type { Field } from "./cut/field.ts";
import type { Withholding } from "./field-line.ts";

/** What to withhold, and why. A field that any part of it names is withheld. */
export type WithholdingRule = {
  readonly reason: WithholdingReason;
  readonly because: string | null;
  readonly owner: string;
  /** RE2 patterns: a field in whose value one is found. Secret themselves: they are published nowhere. */
  readonly patterns: readonly string[];
  /** JSON pointers, or of a table `/` and a column: the value there and all below it; `*` stands for any one segment. */
  readonly pointers: readonly string[];
  /** Lines or rows, counted from 1, both ends inclusive. */
  readonly lines: readonly Span[];
  /** Byte offsets, from 0, both ends inclusive, for the method `bytes`: every block that they touch. */
  readonly bytes: readonly Span[];
};
export type Span = { readonly from: number; readonly to: number };

/** Says of a field why it is withheld; undefined when it is shown. The first rule that names it decides. */
export type Decide = (field: Field) => Withholding | undefined;

const RULES_MAX = 1000;
const PATTERN_UNITS_MAX = 10_000;

/** Rules ready to run. The fault is a sentence that names the rule by its place, and never quotes a pattern. */
export function compileRules(rules: readonly WithholdingRule[]): Checked<Decide, string> {
  if (rules.length === 0 || rules.length > RULES_MAX) return no(`expected 1 to ${RULES_MAX} rules`);
  const tests: { readonly names: (field: Field) => boolean; readonly why: Withholding }[] = [];
  for (const [at, rule] of rules.entries()) {
    const names = compileRule(rule);
    if (!names.ok) return no(`rule ${at + 1}: ${names.fault}`);
    const { reason, because, owner } = rule;
    if ((reason === "other") !== (because !== null))
      return no(`rule ${at + 1}: expected the reason other, and no other, to say in words why`);
    if (reason === "erased") return no(`rule ${at + 1}: expected another reason: erased is for fields whose salt is gone`);
    tests.push({ names: names.value, why: { reason, because, owner } });
  }
  return yes((field) => tests.find(({ names }) => names(field))?.why);
}

function compileRule({ patterns, pointers, lines, bytes }: WithholdingRule): Checked<(field: Field) => boolean, string> {
  if (patterns.length + pointers.length + lines.length + bytes.length === 0)
    return no("expected a pattern, pointer, line or byte range");
  const compiled: RE2JS[] = [];
  for (const [at, pattern] of patterns.entries()) {
    const one = compilePattern(pattern);
    if (!one.ok) return no(`pattern ${at + 1}: ${one.fault}`);
    compiled.push(one.value);
  }
  const wanted = pointers.map((pointer) => pointer.split("/"));
  return yes(
    (field) =>
      lines.some(({ from, to }) => field.line !== null && field.line >= from && field.line <= to) ||
      bytes.some(({ from, to }) => touches(field, from, to)) ||
      (field.pointer !== null && wanted.some((segments) => isBelow(field.pointer ?? "", segments))) ||
      (compiled.length > 0 && isFound(compiled, field.value)),
  );
}

function compilePattern(pattern: string): Checked<RE2JS, string> {
  if (pattern.length > PATTERN_UNITS_MAX) return no(`expected at most ${PATTERN_UNITS_MAX} characters`);
  try {
    return yes(RE2JS.compile(pattern, RE2JS.DOTALL));
  } catch (error) {
    if (error instanceof RE2JSException) return no("expected an RE2 pattern");
    throw error;
  }
}

// Lossy: a pattern must find what it can in bytes that are not UTF-8.
const lossy = new TextDecoder("utf-8", { ignoreBOM: true });

function isFound(patterns: readonly RE2JS[], value: Uint8Array): boolean {
  const text = lossy.decode(value);
  return patterns.some((pattern) => pattern.matcher(text).find());
}

function touches({ offset, value }: Field, from: number, to: number): boolean {
  return offset !== null && offset <= to && offset + value.length > from;
}

function isBelow(pointer: string, wanted: readonly string[]): boolean {
  const segments = pointer.split("/");
  return wanted.length <= segments.length && wanted.every((segment, at) => segment === "*" || segment === segments[at]);
}
