import { formatJson, type Json, type Network } from "../../../lib/index.ts";
import { type Atom, type AtomTest, atom } from "../atom.ts";
import type { Expression } from "../expression.ts";
import { inForm, type TextForm } from "../facts.ts";
import { LazyRegex } from "../regex.ts";
import type { TextPattern } from "../text-pattern.ts";
import { TIME_PARTS } from "../time-part.ts";

const FORMS: readonly TextForm[] = ["folded", "cased", "folded-dashes", "cased-dashes"];
const SHAPES = ["exact", "prefix", "suffix", "contains"] as const;
const [LEAF, AND, OR, NOT, SOME, ALL_TEXTS, ANY_TEXT] = [0, 1, 2, 3, 4, 5, 6];

/** An expression as JSON; `readExpression` gives it back. */
export function jsonOfExpression(expression: Expression): Json {
  switch (expression.op) {
    case "leaf": {
      const { reason, atom: asked } = expression;
      return [LEAF, reason.selection, reason.field, reason.pattern, jsonOfTest(asked)];
    }
    case "and":
    case "or":
      return textsAsJson(expression) ?? [expression.op === "and" ? AND : OR, ...expression.parts.map(jsonOfExpression)];
    case "not":
      return [NOT, jsonOfExpression(expression.part)];
    case "some":
      return [SOME, expression.count, ...expression.parts.map(jsonOfExpression)];
  }
}

/** Many texts that differ in nothing else, as most conditions are; undefined for anything else. */
function textsAsJson({ op, parts }: Extract<Expression, { readonly op: "and" | "or" }>): Json | undefined {
  const texts: string[] = [];
  let common: string | undefined;
  let head: readonly Json[] = [];
  for (const part of parts) {
    const plain = part.op === "leaf" ? plainLeaf(part) : undefined;
    if (plain === undefined) return undefined;
    head = plain.head;
    const same = formatJson(head);
    common ??= same;
    if (same !== common) return undefined;
    texts.push(plain.text);
  }
  return common === undefined ? undefined : [op === "and" ? ALL_TEXTS : ANY_TEXT, ...head, ...texts];
}

/** A leaf whose shown pattern ends in the text that is compared. */
function plainLeaf({
  atom: { test },
  reason,
}: Extract<Expression, { readonly op: "leaf" }>): { head: readonly Json[]; text: string } | undefined {
  if (test.kind !== "text" || !("literal" in test.pattern) || test.pattern.literal === "") return undefined;
  const { shape, literal } = test.pattern;
  const at = reason.pattern.length - literal.length;
  const text = at < 0 ? "" : reason.pattern.slice(at);
  if (inForm(test.form, text) !== literal) return undefined;
  const head = [reason.selection, reason.field, reason.pattern.slice(0, at), FORMS.indexOf(test.form), SHAPES.indexOf(shape)];
  return { head, text };
}

function readTexts(op: "and" | "or", [selection, field, before, form, shape, ...texts]: readonly Json[]): Expression {
  const known = { form: FORMS[numberIn(form)] ?? damaged(), shape: SHAPES[numberIn(shape)] ?? damaged() };
  const from = { selection: textIn(selection), field: textOrNull(field) };
  const parts = texts.map((each): Expression => {
    const text = textIn(each);
    const pattern = { shape: known.shape, literal: inForm(known.form, text) };
    const reason = { ...from, pattern: textIn(before) + text };
    return { op: "leaf", atom: atom(from.field, { kind: "text", form: known.form, pattern }), reason };
  });
  return { op, parts };
}

function jsonOfTest({ test }: Atom): Json {
  switch (test.kind) {
    case "text": {
      const { pattern } = test;
      const form = FORMS.indexOf(test.form);
      if (pattern.shape === "any") return ["t", form];
      if (pattern.shape === "glob") return ["t", form, pattern.runs, pattern.openStart, pattern.openEnd];
      return ["t", form, SHAPES.indexOf(pattern.shape), pattern.literal];
    }
    case "regex":
      return ["regex", test.source, test.flags, test.needs];
    case "cidr":
      return ["cidr", test.network.bits, ...test.network.base];
    case "number":
      return ["number", test.compare, test.bound];
    case "time":
      return ["time", test.part, test.compare, test.bound];
    case "fieldref":
      return ["fieldref", test.other, test.relation, test.form];
    case "waiting":
      return ["waiting", test.placeholder];
    default:
      return [test.kind];
  }
}

/** Says that a cache is not what this program wrote. Never leaves this folder. */
export class Damaged extends Error {}

export function damaged(): never {
  throw new Damaged();
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : damaged();
}

export function textIn(value: Json | undefined): string {
  return typeof value === "string" ? value : damaged();
}

export function numberIn(value: Json | undefined): number {
  return typeof value === "number" ? value : damaged();
}

export function textOrNull(value: Json | undefined): string | null {
  return value === null || typeof value === "string" ? value : damaged();
}

const DEPTH_MAX = 200;

/** Reads what jsonOfExpression wrote; throws Damaged for anything else. */
export function readExpression(value: Json, depth = 0): Expression {
  if (depth > DEPTH_MAX) damaged();
  const [op, ...rest] = listOf(value);
  const parts = (from: readonly Json[]): Expression[] => from.map((part) => readExpression(part, depth + 1));
  switch (op) {
    case LEAF: {
      const [selection, field, pattern, test] = rest;
      const reason = { selection: textIn(selection), field: textOrNull(field), pattern: textIn(pattern) };
      return { op: "leaf", atom: atom(reason.field, readTest(listOf(test))), reason };
    }
    case ALL_TEXTS:
    case ANY_TEXT:
      return readTexts(op === ALL_TEXTS ? "and" : "or", rest);
    case AND:
      return { op: "and", parts: parts(rest) };
    case OR:
      return { op: "or", parts: parts(rest) };
    case NOT:
      return rest.length === 1 ? { op: "not", part: readExpression(rest[0] as Json, depth + 1) } : damaged();
    case SOME:
      return { op: "some", count: numberIn(rest[0]), parts: parts(rest.slice(1)) };
    default:
      return damaged();
  }
}

function readTest(value: readonly Json[]): AtomTest {
  const [kind, first, second, third, fourth] = value;
  switch (kind) {
    case "t":
      return { kind: "text", form: FORMS[numberIn(first)] ?? damaged(), pattern: readPattern(value) };
    case "regex": {
      const [source, flags] = [textIn(first), textIn(second)];
      return { kind: "regex", expression: new LazyRegex(source, flags), needs: textIn(third), flags, source };
    }
    case "cidr":
      return { kind: "cidr", network: readNetwork(value) };
    case "number":
      return { kind: "number", compare: one(COMPARES, first), bound: numberIn(second) };
    case "time":
      return {
        kind: "time",
        part: one(TIME_PARTS, first),
        compare: one([...COMPARES, "eq"] as const, second),
        bound: numberIn(third),
      };
    case "fieldref":
      return { kind: "fieldref", other: textIn(first), relation: one(RELATIONS, second), form: one(FORMS, third) };
    case "waiting":
      return { kind: "waiting", placeholder: textIn(first) };
    case "null":
    case "exists":
      return fourth === undefined && first === undefined ? { kind } : damaged();
    default:
      return damaged();
  }
}

const COMPARES = ["lt", "lte", "gt", "gte"] as const;
const RELATIONS = ["equals", "contains", "startswith", "endswith"] as const;

function one<Word extends string>(words: readonly Word[], value: Json | undefined): Word {
  return words.find((word) => word === value) ?? damaged();
}

function readPattern(value: readonly Json[]): TextPattern {
  const [, , third, fourth, fifth] = value;
  if (value.length === 2) return { shape: "any" };
  if (value.length === 4) return { shape: SHAPES[numberIn(third)] ?? damaged(), literal: textIn(fourth) };
  if (typeof fourth !== "boolean" || typeof fifth !== "boolean") return damaged();
  const runs = listOf(third).map((run) => listOf(run).map(textOrNull));
  return { shape: "glob", runs, openStart: fourth, openEnd: fifth };
}

function readNetwork([, bits, ...base]: readonly Json[]): Network {
  const bytes = base.map(numberIn);
  if (bytes.length !== 4 && bytes.length !== 16) damaged();
  return { base: Uint8Array.from(bytes), bits: numberIn(bits) };
}
