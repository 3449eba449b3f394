import type { Eviction } from "../detect/index.ts";
import { isoTime } from "../lib/index.ts";
import {
  type Accounting,
  addAccounting,
  type CoveragePredicate,
  type Digest,
  type LogSource,
  NOTHING_READ,
  ruleSetSubjects,
  type SourceId,
  type StatementOf,
} from "../model/index.ts";
import { KindsSeen, type Wanted } from "./kinds-seen.ts";

type SourceState = CoveragePredicate["sources"][number];

/** The rule set as coverage needs to know it. */
export type RuleSetFacts = Wanted & {
  readonly set: Digest;
  readonly applied: number;
  readonly refused: readonly { readonly what: string; readonly count: number }[];
};

/** What a tally takes of a unit. */
export type CountedUnit = {
  readonly accounting: Accounting;
  readonly events: readonly { readonly logsource: LogSource }[];
  readonly records: readonly { readonly rejected: string | null }[];
};

/** Lines that are events of which nothing more is to be said, by kind, and the blank ones before them. */
export type QuietCount = {
  readonly kinds: readonly { readonly logsource: LogSource; readonly lines: number }[];
  readonly blanks: number;
};

/** Counts what a run looked at and what it could not see, so that "nothing found" never reads as "clean". */
export type CoverageTally = {
  /** Lines of one source became what `accounting` says, and these events. */
  count(source: SourceId, unit: CountedUnit): void;
  /** Lines of one source became events of these kinds of log, and nothing more is to be said of them; others were blank. */
  countQuiet(source: SourceId, quiet: QuietCount): void;
  /** A source was not read, or not to its end. */
  problem(source: SourceId, state: SourceState["state"], reason: string): void;
  /** A correlation gave up state to stay within its bounds, or met an event that came too late. */
  degraded(loss: Eviction): void;
  readonly accounting: Accounting;
  /** Records that were rejected, by reason. */
  readonly rejections: ReadonlyMap<string, number>;
  statement(startedAtMs: number, endedAtMs: number): StatementOf<"coverage">;
};

/** A tally for one run by `rules`: what was read, what the rules want and no line had, what no rule looks at. */
export function createCoverageTally(rules: RuleSetFacts): CoverageTally {
  const sources = new Map<SourceId, SourceState>();
  const kinds = new KindsSeen(rules);
  const rejections = new Map<string, number>();
  const losses = new Map<string, Eviction>();
  let accounting = NOTHING_READ;
  const account = (source: SourceId, more: Accounting) => {
    accounting = addAccounting(accounting, more);
    const known = sources.get(source);
    sources.set(source, {
      id: source,
      state: known?.state ?? "read",
      reason: known?.reason ?? null,
      lines: (known?.lines ?? 0) + more.linesIn,
    });
  };
  return {
    countQuiet(source, { kinds: quiet, blanks }) {
      const read = quiet.reduce((sum, { lines }) => sum + lines, blanks);
      if (read > 0) account(source, { linesIn: read, evaluated: read, rejected: 0, dropped: 0 });
      for (const { logsource, lines } of quiet) kinds.count(logsource, lines);
    },
    count(source, { accounting: more, events, records }) {
      account(source, more);
      if (more.rejected > 0) countRejections(records, rejections);
      for (const { logsource } of events) kinds.count(logsource, 1);
    },
    problem(source, state, reason) {
      sources.set(source, { id: source, state, reason: reason.slice(0, 1000), lines: sources.get(source)?.lines ?? 0 });
    },
    degraded(loss) {
      const key = `${loss.kind} ${loss.rule.digest}`;
      const known = losses.get(key);
      losses.set(key, known === undefined ? loss : joined(known, loss));
    },
    rejections,
    get accounting() {
      return accounting;
    },
    statement(startedAtMs, endedAtMs) {
      return {
        kind: "coverage",
        subject: ruleSetSubjects({ rules }),
        predicate: {
          startedAt: isoTime(startedAtMs),
          endedAt: isoTime(endedAtMs),
          rules: { set: rules.set, applied: rules.applied, refused: rules.refused },
          sources: [...sources.values()],
          absent: kinds.absent(),
          uncovered: kinds.uncovered(),
          degraded: [...losses.values()].map(degradedOf),
          accounting,
        },
      };
    },
  };
}

/** Reasons told apart; a hostile log must not make up more. */
const REASONS_MAX = 100;

function countRejections(records: CountedUnit["records"], rejections: Map<string, number>): void {
  for (const { rejected } of records) {
    if (rejected === null) continue;
    const reason = rejections.has(rejected) || rejections.size < REASONS_MAX ? rejected : "other reasons";
    rejections.set(reason, (rejections.get(reason) ?? 0) + 1);
  }
}

function joined(known: Eviction, more: Eviction): Eviction {
  return {
    ...known,
    lost: known.lost + more.lost,
    fromMs: Math.min(known.fromMs, more.fromMs),
    toMs: Math.max(known.toMs, more.toMs),
  };
}

function degradedOf({ rule, kind, lost, fromMs, toMs }: Eviction): CoveragePredicate["degraded"][number] {
  return { rule: rule.digest, title: rule.title, what: kind, lost, from: isoTime(fromMs), to: isoTime(toMs) };
}
