import { type Answer, type Facts, valueWord } from "../../model/index.ts";
import { assess } from "../assess.ts";
import type { LawBook } from "../book.ts";
import type { LawCase } from "../pack/pack.ts";

/** Where a case's answer is not what its pack expects. */
export type Mismatch = {
  readonly rule: string;
  readonly position: string | null;
  readonly expected: string;
  readonly came: string;
};

/** The facts that a case tells. A proposition may be both shown and refuted: then they conflict. */
export function factsOfCase({ shown, refuted, figures }: LawCase): Facts {
  const props = [...new Set([...Object.keys(shown), ...Object.keys(refuted)])].sort();
  return {
    findings: props.map((prop) => ({
      prop,
      pro: shown[prop]?.at ?? null,
      con: refuted[prop]?.at ?? null,
      kinds: shown[prop]?.kinds ?? [],
      sources: shown[prop]?.sources ?? [],
      against: refuted[prop]?.sources ?? [],
      claims: [],
    })),
    figures: Object.entries(figures).map(([name, { unit, lo, hi, at, sources }]) => ({
      name,
      unit,
      value: { lo, best: (lo + hi) / 2, hi },
      standard: at,
      sources,
      claims: [],
    })),
  };
}

/** Runs a case: empty when every rule comes to what is expected. `today` (ISO date) stands in for a case without a day. */
export function runCase(book: LawBook, lawCase: LawCase, today: string): readonly Mismatch[] {
  const rules = Object.keys(lawCase.expect);
  const unknown = rules.filter((rule) => !book.rules.has(rule));
  const { answers } = assess(book, factsOfCase(lawCase), {
    asOf: lawCase.asOf ?? today,
    rules: rules.filter((rule) => book.rules.has(rule)),
    closed: lawCase.closed,
  });
  const lost = unknown.map((rule) => ({ rule, position: null, expected: "a rule of this id", came: "none" }));
  return [
    ...lost,
    ...answers.flatMap((answer) => (lawCase.expect[answer.rule] ?? []).flatMap((expected) => mismatches(answer, expected))),
  ];
}

type Expected = LawCase["expect"][string][number];

function mismatches(answer: Answer, { is, position, headline, closure }: Expected): readonly Mismatch[] {
  const seen =
    position === null
      ? { value: answer.believed, sure: answer.headline }
      : answer.byPosition.find((by) => by.position === position);
  const found: Mismatch[] = [];
  const compare = (expected: string, came: string, what: string) => {
    if (expected !== came) found.push({ rule: answer.rule, position, expected: `${what}${expected}`, came });
  };
  compare(is, seen === undefined ? "no such position, or none has a say" : valueWord(seen.value), "");
  if (headline !== null) compare(headline, seen === undefined ? "no such position" : valueWord(seen.sure), "headline ");
  if (closure !== null) compare(closure, answer.closure ?? "none", "closure ");
  return found;
}
