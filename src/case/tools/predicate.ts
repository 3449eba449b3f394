import { RE2JS, RE2JSException } from "re2js";
import { type Checked, no, type Shaped, shape, yes } from "../../lib/index.ts";
import { type CommandLine, isFlag } from "./command-line.ts";
import type { Looked } from "./observed.ts";

const VALUES_MAX = 100;

/**
 * What must hold of one field. Texts are compared without regard to case. `is`, `starts`, `ends`, `contains`, `all`: any value of the field is, begins
 * with, ends with, holds one of, holds all of the values. `matches`: an RE2 expression is found. `program`, `words`, `flag`, `line` look at the
 * field as a command line that hides nothing: its program, all words there, all options there (`encodedcommand:1` is any beginning of it of at
 * least one letter), an RE2 expression found in it.
 */
export const predicateShape = shape.record({
  field: shape.text(100),
  op: shape.word("is", "starts", "ends", "contains", "all", "matches", "program", "words", "flag", "line"),
  values: shape.list(shape.text(1000), VALUES_MAX),
});
export type Predicate = Shaped<typeof predicateShape>;

export type Test = (looked: Looked) => boolean;

const COSTLY: ReadonlySet<Predicate["op"]> = new Set(["program", "words", "flag", "line", "matches"]);

/** One test for all predicates together, cheap ones first. The fault is a sentence. */
export function compilePredicates(predicates: readonly Predicate[]): Checked<Test, string> {
  if (predicates.length === 0) return no("expected at least one thing that must hold");
  const tests: Test[] = [];
  for (const predicate of [...predicates].sort((a, b) => Number(COSTLY.has(a.op)) - Number(COSTLY.has(b.op)))) {
    if (predicate.values.length === 0 || predicate.values.includes(""))
      return no(`${predicate.field}: expected values, none empty`);
    const test = compileOne(predicate);
    if (!test.ok) return test;
    tests.push(test.value);
  }
  return yes((looked) => tests.every((test) => test(looked)));
}

function compileOne({ field, op, values: written }: Predicate): Checked<Test, string> {
  if (op === "matches" || op === "line") return compileExpressions(field, op, written);
  const values = written.map((value) => value.toLowerCase());
  const any = (holds: (text: string, value: string) => boolean): Checked<Test, string> =>
    yes((looked) => looked.texts(field).some((text) => values.some((value) => holds(text, value))));
  if (op === "is") return any((text, value) => text === value);
  if (op === "starts") return any((text, value) => text.startsWith(value));
  if (op === "ends") return any((text, value) => text.endsWith(value));
  if (op === "contains") return any((text, value) => text.includes(value));
  if (op === "all") return yes((looked) => looked.texts(field).some((text) => values.every((value) => text.includes(value))));
  if (op === "program") return yes((looked) => looked.lines(field).some(({ program }) => values.includes(program)));
  if (op === "words")
    return yes((looked) => looked.lines(field).some(({ words }) => values.every((value) => words.includes(value))));
  return compileFlags(field, values);
}

function compileFlags(field: string, values: readonly string[]): Checked<Test, string> {
  const flags: { readonly name: string; readonly unitsMin: number }[] = [];
  for (const value of values) {
    const found = /^([a-z][a-z0-9-]*)(?::([1-9]))?$/.exec(value);
    if (found === null) return no(`${field}: expected an option such as encodedcommand:1, got "${value}"`);
    const name = found[1] ?? "";
    flags.push({ name, unitsMin: found[2] === undefined ? name.length : Number(found[2]) });
  }
  return yes((looked) =>
    looked
      .lines(field)
      .some(({ words }) => flags.every(({ name, unitsMin }) => words.some((word) => isFlag(word, name, unitsMin)))),
  );
}

function compileExpressions(field: string, op: "matches" | "line", values: readonly string[]): Checked<Test, string> {
  const expressions: RE2JS[] = [];
  for (const value of values) {
    try {
      expressions.push(RE2JS.compile(value, RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL));
    } catch (error) {
      if (error instanceof RE2JSException) return no(`${field}: expected an RE2 expression: ${error.message}`);
      throw error;
    }
  }
  const finds = (text: string) => expressions.some((expression) => expression.matcher(text).find());
  if (op === "matches") return yes((looked) => looked.texts(field).some(finds));
  const known = new WeakMap<CommandLine, boolean>();
  const findsIn = (line: CommandLine) => {
    const found = known.get(line) ?? finds(line.text);
    known.set(line, found);
    return found;
  };
  return yes((looked) => looked.lines(field).some(findsIn));
}
