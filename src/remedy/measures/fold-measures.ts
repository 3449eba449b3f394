import type { LawText, MeasurePredicate, RemedyPlan, ToldOption } from "../../model/index.ts";
import { dayAfter, isBy } from "../gates/days.ts";
import { foldName } from "../gates/names.ts";
import { said } from "../gates/words.ts";

/** A `measure` statement with the name of whom it is against, as plans name actors, in the place of the entity's digits. */
export type NamedMeasure = Omit<MeasurePredicate, "against"> & { readonly against: string | null };

/** What a decided measure is on a day. `due`: in force, and today's "still justified?" is not answered yet. */
export type MeasureState = "in-force" | "due" | "unjustified" | "suspended" | "lapsed" | "ended";

/** One decided measure with all that was said of it since. */
export type HeldMeasure = {
  readonly case: string;
  readonly option: string;
  readonly against: string | null;
  readonly state: MeasureState;
  readonly decidedOn: string;
  readonly by: string;
  /** The last person's words on it. */
  readonly why: string;
  /** The day of the last decision or review. */
  readonly reviewedOn: string;
  /** The day from which it is over: as decided, and never later than its sunset. */
  readonly until: string;
  /** Of one that is no longer justified: why. */
  readonly because: readonly LawText[];
};

/** What a case's `measure` statements come to. `stray`: words on a measure that nobody had decided on, or whose days are no dates. */
export type FoldedMeasures = { readonly measures: readonly HeldMeasure[]; readonly stray: readonly NamedMeasure[] };

type Life = { readonly decided: NamedMeasure; readonly last: NamedMeasure; readonly until: string };

/**
 * Folds `measure` statements in the order of the ledger, as of a day, against the plan of that day. Pure. A review never prolongs: that takes a new
 * decision; so does taking a suspended measure up again. A plan of another day justifies nothing. spec/assessment.md §Measure.
 */
export function foldMeasures(
  statements: readonly NamedMeasure[],
  { asOf, plan }: { readonly asOf: string; readonly plan: RemedyPlan },
): FoldedMeasures {
  const options = new Map(plan.asOf === asOf ? plan.options.map((option) => [option.option, option]) : []);
  const lives = new Map<string, Life>();
  const stray: NamedMeasure[] = [];
  for (const statement of statements) {
    if (dayOf(statement) > asOf) continue;
    const key = `${statement.case} ${statement.option} ${foldName(statement.against ?? "")}`;
    const life = lifeAfter(lives.get(key), statement, options.get(statement.option));
    if (life === null) stray.push(statement);
    else lives.set(key, life);
  }
  return { measures: [...lives.values()].map((life) => heldMeasure(life, asOf, { plan, options })), stray };
}

function dayOf({ at }: Pick<NamedMeasure, "at">): string {
  return at.slice(0, 10);
}

function lifeAfter(life: Life | undefined, statement: NamedMeasure, option: ToldOption | undefined): Life | null {
  const day = dayOf(statement);
  if (!isBy(day, day) || !isBy(statement.until, statement.until)) return null;
  if (statement.event === "decided") {
    const sunset = option === undefined ? statement.until : dayAfter(day, option.sunsetDays);
    return { decided: statement, last: statement, until: earlier(statement.until, sunset) };
  }
  if (life === undefined || life.last.event === "ended") return null;
  // Somebody who reviews a suspended measure has not taken it up again.
  const last =
    life.last.event === "suspended" && statement.event === "reviewed" ? { ...statement, event: life.last.event } : statement;
  return { ...life, last, until: earlier(life.until, statement.until) };
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

type Against = { readonly plan: RemedyPlan; readonly options: ReadonlyMap<string, ToldOption> };

function heldMeasure({ decided, last, until }: Life, asOf: string, { plan, options }: Against): HeldMeasure {
  const because = reasonsAgainst(decided, plan, options.get(decided.option));
  const state = stateOf({ decided, last, until }, asOf, because.length > 0);
  return {
    case: decided.case,
    option: decided.option,
    against: decided.against,
    state,
    decidedOn: dayOf(decided),
    by: last.by,
    why: last.why,
    reviewedOn: dayOf(last),
    until,
    because: state === "unjustified" || state === "suspended" ? because : [],
  };
}

function stateOf({ last, until }: Life, asOf: string, isUnjustified: boolean): MeasureState {
  if (last.event === "ended") return "ended";
  if (isBy(until, asOf)) return "lapsed";
  if (last.event === "suspended") return "suspended";
  if (isUnjustified) return "unjustified";
  return dayOf(last) < asOf ? "due" : "in-force";
}

function reasonsAgainst({ against }: NamedMeasure, { actor }: RemedyPlan, option: ToldOption | undefined): readonly LawText[] {
  if (option === undefined) return [said("No catalogue knows this answer on this day", "当日目录中没有该措施")];
  const isOther = option.gates.some(({ gate }) => gate === "actor") && foldName(against ?? "") !== foldName(actor.name ?? "");
  return [
    ...(isOther ? [said("It is aimed at somebody else than who is shown today", "所针对者并非今日所查明的行为体")] : []),
    ...option.gates
      .filter(({ open }) => !open)
      .map(({ asks, has }) => said(`${asks.en}. There is: ${has.en}`, `${asks.zh}。现状：${has.zh}`)),
  ];
}
