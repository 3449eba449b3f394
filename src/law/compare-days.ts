import { type Assessed, type Tree, type ValueWord, valueWord } from "../model/index.ts";

type Day = Pick<Assessed, "answers">;

/** What the law of the day of the incident and that of another day, mostly today, make of the same facts. */
export type ComparedDays = {
  /** Rules whose headline or whose believed answer is not the same on both days. */
  readonly differences: readonly DayDifference[];
  /** Defences that nobody raised, as the law of the incident counted them. */
  readonly presumed: readonly { readonly rule: string; readonly element: string }[];
  /** Rules that a tribunal would close against who bears the burden: kept apart, as that is no answer. */
  readonly closures: readonly string[];
};
export type DayDifference = {
  readonly rule: string;
  readonly incident: { readonly headline: ValueWord; readonly believed: ValueWord };
  readonly later: { readonly headline: ValueWord; readonly believed: ValueWord };
};

/** Lays two days' answers to the same rules side by side. */
export function compareDays(incident: Day, later: Day): ComparedDays {
  const after = new Map(later.answers.map((answer) => [answer.rule, wordsOf(answer)]));
  const differences = incident.answers.flatMap((answer): DayDifference[] => {
    const [was, is] = [wordsOf(answer), after.get(answer.rule)];
    const same = is === undefined || (was.headline === is.headline && was.believed === is.believed);
    return same ? [] : [{ rule: answer.rule, incident: was, later: is }];
  });
  return {
    differences,
    presumed: incident.answers.flatMap(({ rule, tree }) => [...presumedIn(tree)].map((element) => ({ rule, element }))),
    closures: incident.answers.flatMap(({ rule, closure }) => (closure === null ? [] : [rule])),
  };
}

function wordsOf({ headline, believed }: Assessed["answers"][number]): DayDifference["incident"] {
  return { headline: valueWord(headline), believed: valueWord(believed) };
}

function presumedIn({ node, id, reasons, children }: Tree): ReadonlySet<string> {
  const own = node === "element" && reasons.includes("presumed") ? [id] : [];
  return new Set([...own, ...children.flatMap((child) => [...presumedIn(child)])]);
}
