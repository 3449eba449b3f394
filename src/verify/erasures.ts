import { parseIsoTime } from "../lib/index.ts";
import { type Indexed, type StatementOf, statementPath } from "../model/index.ts";
import type { Faults } from "./faults.ts";
import { ofKind, type ProvenStatement } from "./statements.ts";

/** By entry, then by segment: the records that an erasure kept. */
export type Erasures = ReadonlyMap<number, ReadonlyMap<string, ReadonlySet<string>>>;

const DAY_MS = 86_400_000;

/**
 * The erasures that were made under a policy (spec/segment.md §Expiry): by a schedule that was stated before them, of segments that
 * were due. Any other is a fault, and erases nothing.
 */
export function provenErasures(
  proven: readonly ProvenStatement[],
  segments: ReadonlyMap<string, StatementOf<"segment">>,
  faults: Faults,
): Erasures {
  const schedules = ofKind(proven, "retention");
  const erasures = new Map<number, ReadonlyMap<string, ReadonlySet<string>>>();
  for (const erasure of ofKind(proven, "erasure")) {
    const why = policyFault(erasure, schedules, segments);
    if (why === undefined) erasures.set(erasure.index, keptBy(erasure.statement));
    else faults.add("erasure-differs", statementPath(erasure.index), why);
  }
  return erasures;
}

function policyFault(
  { index, statement: { predicate } }: Indexed<StatementOf<"erasure">>,
  schedules: readonly Indexed<StatementOf<"retention">>[],
  segments: ReadonlyMap<string, StatementOf<"segment">>,
): string | undefined {
  const { schedule, authority, basis } = predicate;
  const stated = schedules.findLast((other) => other.index < index && other.statement.predicate.schedule === schedule);
  if (stated === undefined) return "no schedule of its name was stated before it";
  const { keepDays, authority: by, basis: on } = stated.statement.predicate;
  if (by !== authority || on !== basis) return "the schedule that it names has another authority or basis";
  const dueMs = timeOf(predicate.erasedAt) - keepDays * DAY_MS;
  const early = predicate.segments.find(({ segment }) => {
    const sealedAt = segments.get(segment)?.predicate.sealedAt;
    return sealedAt !== undefined && timeOf(sealedAt) > dueMs;
  });
  return early === undefined ? undefined : `its schedule keeps ${early.segment} for longer than that`;
}

function timeOf(text: string): number {
  return parseIsoTime(text) ?? Number.NaN;
}

function keptBy({ predicate }: StatementOf<"erasure">): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(predicate.segments.map(({ segment, kept }) => [segment, new Set<string>(kept)]));
}
