import { present } from "../lib/index.ts";
import type { Answer, Facts, NextEvidence, Tree, Value } from "../model/index.ts";
import { type AssessOptions, assessSupposing, type Recorded } from "./assess.ts";
import type { LawBook } from "./book.ts";
import { contestedRules } from "./evaluate/contested.ts";
import { MET, NOT_MET } from "./evaluate/kleene.ts";

/** Cheapest first; a reply is asked for last, as nobody can make it come. None leads into anybody else's systems. */
const ROUTES = [
  "own-logs",
  "open-record",
  "cooperation-request",
  "points-of-contact",
  "mutual-legal-assistance",
  "court-order",
  "reply",
];

/** What would settle open rules, one element at a time, what settles most first. No routes: the element names no kinds, so any kind would do. */
export function nextEvidence(book: LawBook, facts: Facts, options: AssessOptions): readonly NextEvidence[] {
  const recorded = { book, facts, contested: contestedRules(book) };
  const { answers } = assessSupposing(recorded, options, new Map());
  return answers
    .flatMap((answer) => openElements(answer).map((element) => evidenceOf(recorded, options, { rule: answer.rule, element })))
    .sort((a, b) => b.settles - a.settles || order(a.rule, b.rule) || order(a.element, b.element));
}

/** Two elements that settle a rule together, for some way that they may turn out. */
export type NextPair = { readonly rule: string; readonly elements: readonly [string, string]; readonly settles: number };

/** The pair that settles a rule most often (the first by name among equals); null when no pair of its open elements ever does. */
export function nextPair(
  book: LawBook,
  facts: Facts,
  { rule, ...options }: AssessOptions & { readonly rule: string },
): NextPair | null {
  const recorded = { book, facts, contested: contestedRules(book) };
  const only = { ...options, rules: [rule] };
  const [answer] = assessSupposing(recorded, only, new Map()).answers;
  const open = answer === undefined ? [] : openElements(answer);
  const pairs = open.flatMap((a, at) => open.slice(at + 1).map((b) => [a, b] as const));
  const told = pairs.map((elements) => ({ rule, elements, settles: pairSettles(recorded, only, elements) }));
  const best = told.reduce<NextPair | null>((most, next) => (next.settles > (most?.settles ?? 0) ? next : most), null);
  return best;
}

function pairSettles(recorded: Recorded, options: AssessOptions, [a, b]: readonly [string, string]): number {
  const ways = [MET, NOT_MET].flatMap((first) => [MET, NOT_MET].map((second) => [first, second] as const));
  const shares = ways.map(([first, second]) => {
    const values = new Map([...sameQuestion(recorded.book, a, first), ...sameQuestion(recorded.book, b, second)]);
    return settled(present(assessSupposing(recorded, options, values).answers[0], "an answer"));
  });
  return mean(shares);
}

type Asked = { readonly rule: string; readonly element: string };

function evidenceOf(recorded: Recorded, options: AssessOptions, { rule, element }: Asked): NextEvidence {
  const { book } = recorded;
  const [ifShown, ifRefuted] = [MET, NOT_MET].map((value) =>
    present(
      assessSupposing(recorded, { ...options, rules: [rule] }, new Map(sameQuestion(book, element, value))).answers[0],
      "an answer",
    ),
  ) as [Answer, Answer];
  return {
    rule,
    element,
    ask: present(book.elements.get(element), `an element ${element}`).item.ask,
    ifShown: ifShown.headline,
    ifRefuted: ifRefuted.headline,
    settles: mean([settled(ifShown), settled(ifRefuted)]),
    routes: routesOf(book, element),
  };
}

/** Elements that ask the same proposition turn out together. */
function sameQuestion({ elements }: LawBook, id: string, value: Value): readonly (readonly [string, Value])[] {
  const { item } = present(elements.get(id), `an element ${id}`);
  if (item.measure !== null) return [[id, value]];
  const prop = item.prop ?? id;
  return [...elements.values()]
    .filter((other) => other.item.measure === null && (other.item.prop ?? other.id) === prop)
    .map((other) => [other.id, value]);
}

/** Under what share of the positions a rule is settled; without positions, 1 or 0. */
function settled({ byPosition, believed }: Answer): number {
  const values = byPosition.length === 0 ? [believed] : byPosition.map(({ value }) => value);
  return mean(values.map(({ truth }) => +(truth !== "undetermined")));
}

/** Elements that facts keep open in an answer that facts keep open under some position, by name. */
function openElements({ tree, byPosition }: Answer): readonly string[] {
  if (!tree.value.facts && !byPosition.some(({ value }) => value.facts)) return [];
  const found = new Set<string>();
  const visit = ({ node, id, value, children }: Tree): void => {
    if (node === "element" && value.facts) found.add(id);
    children.forEach(visit);
  };
  visit(tree);
  return [...found].sort();
}

function routesOf({ elements, kinds }: LawBook, id: string): NextEvidence["routes"] {
  const named = new Set(elements.get(id)?.item.evidence.flat());
  return [...named]
    .flatMap((kind) => {
      const route = kinds.get(kind)?.route;
      return route === undefined ? [] : [{ kind, route }];
    })
    .sort((a, b) => ROUTES.indexOf(a.route) - ROUTES.indexOf(b.route) || order(a.kind, b.kind));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
