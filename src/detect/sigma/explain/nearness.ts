import type { Atom, AtomTest } from "../atom.ts";
import { type Facts, type FactText, inForm, type TextForm } from "../facts.ts";
import { fold } from "../fold.ts";
import { fits, literalWithin, type TextPattern } from "../text-pattern.ts";

/** How near the event's values come to what an atom asks: 1 is a fit, 0 nothing alike. */
export type Nearness = {
  readonly score: number;
  /** The value that came nearest; null when there is none to compare. */
  readonly value: string | null;
  /** What still differs, in words. */
  readonly says: string;
};

const VALUES_MAX = 20;
const UNITS_MAX = 200;

/** The value of an event that comes nearest to an atom which does not hold, and what differs. */
export function nearnessOf(atom: Atom, facts: Facts): Nearness {
  const texts = (atom.field === null ? facts.all() : facts.texts(atom.field)).slice(0, VALUES_MAX);
  const tried = texts.map((text) => compare(atom.test, text));
  const best = tried.reduce<Nearness | undefined>(
    (near, each) => (near === undefined || each.score > near.score ? each : near),
    undefined,
  );
  return best ?? { score: 0, value: null, says: withoutValue(atom.test) };
}

function withoutValue(test: AtomTest): string {
  switch (test.kind) {
    case "exists":
      return "the field is not there";
    case "waiting":
      return `the placeholder %${test.placeholder}% has no value`;
    default:
      return "there is no value";
  }
}

function compare(test: AtomTest, text: FactText): Nearness {
  const value = text.raw;
  switch (test.kind) {
    case "text":
      return compareText(test.pattern, test.form, text);
    case "number":
      return text.number() === undefined
        ? { score: 0, value, says: "is no decimal number" }
        : { score: 0.5, value, says: `is not ${WORDS[test.compare]} ${test.bound}` };
    case "cidr":
      return text.address() === undefined
        ? { score: 0, value, says: "is no IP address" }
        : { score: 0.5, value, says: "is an address outside the network" };
    case "regex":
      return { score: 0.1, value, says: "the expression is not found in it" };
    case "null":
      return { score: 0, value, says: "there is a value" };
    case "fieldref":
      return { score: 0.1, value, says: `does not fit what ${test.other} holds, or ${test.other} is not there` };
    case "time":
      return { score: 0.1, value, says: `its ${test.part} is another` };
    case "waiting":
      return { score: 0, value, says: withoutValue(test) };
    case "exists":
      return { score: 0, value, says: "the field is there" };
  }
}

const WORDS = { lt: "below", lte: "at most", gt: "above", gte: "at least" } as const;

const LOOSER: readonly (readonly [form: TextForm, says: string])[] = [
  ["folded", "differs only in case"],
  ["cased-dashes", "differs only in the kind of dash"],
  ["folded-dashes", "differs only in case and the kind of dash"],
];

function compareText(pattern: TextPattern, form: TextForm, text: FactText): Nearness {
  const value = text.raw;
  const looser = LOOSER.find(([other]) => other !== form && fits(inLooserForm(pattern, other), text.form(other)));
  if (looser !== undefined) return { score: 0.99, value, says: looser[1] };
  const whole = text.form(form);
  const trimmed = whole.trim();
  if (trimmed !== whole && fits(pattern, trimmed)) return { score: 0.97, value, says: "has blanks at an end" };
  const literal = literalWithin(pattern);
  if (literal !== "" && pattern.shape !== "glob" && whole.includes(literal))
    return { score: 0.95, value, says: elsewhere(pattern) };
  const shared = longestShared(fold(literal).slice(0, UNITS_MAX), fold(value).slice(0, UNITS_MAX));
  if (shared.length < 2) return { score: 0, value, says: "has nothing of it" };
  const score = (0.9 * shared.length) / literal.length;
  return { score, value, says: `has ${JSON.stringify(shared)}, ${shared.length} of ${literal.length} characters` };
}

function inLooserForm(pattern: TextPattern, form: TextForm): TextPattern {
  if (pattern.shape === "any") return pattern;
  if (pattern.shape !== "glob") return { ...pattern, literal: inForm(form, pattern.literal) };
  return { ...pattern, runs: pattern.runs.map((run) => run.map((piece) => (piece === null ? null : inForm(form, piece)))) };
}

function elsewhere({ shape }: TextPattern): string {
  if (shape === "prefix") return "has it, but not at the beginning";
  return shape === "suffix" ? "has it, but not at the end" : "has it, and more";
}

/** The longest text that both contain, the first of several. */
function longestShared(left: string, right: string): string {
  let [best, end] = [0, 0];
  let row: number[] = Array.from({ length: right.length + 1 }, () => 0);
  for (let at = 1; at <= left.length; at++) {
    const next = [0];
    for (let to = 1; to <= right.length; to++) {
      const length = left[at - 1] === right[to - 1] ? (row[to - 1] as number) + 1 : 0;
      next.push(length);
      if (length > best) [best, end] = [length, at];
    }
    row = next;
  }
  return left.slice(end - best, end);
}
