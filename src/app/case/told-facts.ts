import { FACTS, type FactName, type ToldFact } from "../../case/index.ts";
import { parseIsoTime } from "../../lib/index.ts";
import type { Noun, NounId } from "../../model/index.ts";

/** The tool that observations of told facts name: a person read the record and says what follows from it. */
export const FACT_TOOL = "meridian case fact";

/** A fact of a case as a person writes it: yes or no, a number or LO,BEST,HI, or words with commas. Undefined when it is none. */
export function parseFact(name: string, value: string): Omit<ToldFact, "from"> | undefined {
  if (!Object.hasOwn(FACTS, name)) return undefined;
  const fact = name as FactName;
  switch (FACTS[fact]) {
    case "flag":
      return value === "yes" || value === "no" ? { name: fact, value: value === "yes" } : undefined;
    case "range": {
      const numbers = value.split(",").map((part) => (/^\d{1,15}(\.\d{1,6})?$/.test(part) ? Number(part) : Number.NaN));
      const [lo = Number.NaN, best = lo, hi = best] = numbers;
      return numbers.length !== 2 && numbers.length <= 3 && lo <= best && best <= hi
        ? { name: fact, value: { lo, best, hi } }
        : undefined;
    }
    case "words": {
      const words = value.split(",").map((word) => word.trim());
      return words.every((word) => word !== "") ? { name: fact, value: words.sort() } : undefined;
    }
  }
}

/** The facts that stand in a case, each with the observations that say it; where two differ, the one entered last counts. */
export function toldFacts(
  nouns: Iterable<{ readonly id: NounId; readonly noun: Noun; readonly withdrawnBy: NounId | null }>,
): readonly ToldFact[] {
  const facts = new Map<FactName, ToldFact>();
  for (const { id, noun, withdrawnBy } of nouns) {
    if (withdrawnBy !== null || noun.noun !== "observation" || noun.by.tool !== FACT_TOOL) continue;
    const [name = "", value = ""] = noun.by.arguments;
    const fact = parseFact(name, value);
    if (fact !== undefined) facts.set(fact.name, { ...fact, from: [id] });
  }
  return [...facts.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** When an incident was classified, and reports handed in: what reporting clocks run from beside the casefile. */
export type ToldTimes = {
  readonly classifiedAtMs: Readonly<Record<string, number>>;
  readonly submittedAtMs: Readonly<Record<string, number>>;
};

const TIMED = /^(classified|submitted):([a-z0-9-]{1,50}(?:\/[a-z0-9-]{1,50})?)$/;

/** Whether a name and value say such a time: `classified:dora` or `submitted:nis2/early-warning`, with a time in UTC to the millisecond. */
export function isToldTime(name: string, value: string): boolean {
  return TIMED.test(name) && parseIsoTime(value) !== undefined;
}

/** The times that stand in a case; where two differ, the one entered last counts. */
export function toldTimes(nouns: Iterable<{ readonly noun: Noun; readonly withdrawnBy: NounId | null }>): ToldTimes {
  const times = { classified: {} as Record<string, number>, submitted: {} as Record<string, number> };
  for (const { noun, withdrawnBy } of nouns) {
    if (withdrawnBy !== null || noun.noun !== "observation" || noun.by.tool !== FACT_TOOL) continue;
    const [name = "", value = ""] = noun.by.arguments;
    const [, kind, of] = TIMED.exec(name) ?? [];
    const ms = parseIsoTime(value);
    if (kind !== undefined && of !== undefined && ms !== undefined) times[kind as keyof typeof times][of] = ms;
  }
  return { classifiedAtMs: times.classified, submittedAtMs: times.submitted };
}
