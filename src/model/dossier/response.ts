import { type Shape, shape } from "../../lib/index.ts";
import { type ActionLife, foldLives, type Hold } from "../action-lives.ts";
import type { StatementOf } from "../statement.ts";
import type { ActionStep, Measure, Target } from "../statements/action.ts";
import type { Indexed } from "./derive.ts";
import type { RecordLine } from "./documents.ts";
import { indexHolds } from "./held-targets.ts";

/** How a finding stands to what was held, by the start of its time (spec/action.md §data/actions.json). */
export type FindingWord = "before" | "although-held" | "not-covered" | "unknown";

/** Actions and statements that a dossier leaves out, because what they rest on is withheld. The publisher's word. */
export type LeftOut = { readonly actions: number; readonly statements: number };

type Dropped = { readonly packets: number; readonly bytes: number };

/** One action as a dossier tells it. */
export type ToldAction = {
  readonly action: string;
  readonly measure: Measure;
  readonly targets: readonly Target[];
  readonly by: string;
  readonly reason: string;
  readonly rule: string | null;
  readonly playbook: string | null;
  readonly dropped: Dropped | null;
  /** Records that it rests on, and how many of them the dossier cites. */
  readonly evidence: { readonly records: number; readonly here: number };
  readonly timing: StatementOf<"action">["predicate"]["timing"];
  readonly steps: readonly {
    readonly index: number;
    readonly step: ActionStep;
    readonly at: string;
    readonly by: string;
    readonly targets: number;
    readonly expiresAt: string | null;
  }[];
};

/** `data/actions.json`: what was done, and what the findings say was not prevented (spec/action.md §data/actions.json). */
export type ResponseDocument = {
  readonly leftOut: LeftOut;
  readonly actions: readonly ToldAction[];
  readonly heldFrom: string | null;
  readonly findings: readonly FindingWord[];
  readonly dropped: Dropped | null;
  readonly enforcement: {
    readonly statements: number;
    /** The alarms. */
    readonly below: readonly ({ readonly index: number } & StatementOf<"enforcement">["predicate"])[];
  };
};

/** What the document follows from. */
export type ResponseSource = {
  readonly timeline: StatementOf<"case">["predicate"]["timeline"];
  readonly actions: readonly Indexed<StatementOf<"action">>[];
  readonly enforcement: readonly Indexed<StatementOf<"enforcement">>[];
  readonly records: readonly RecordLine[];
  readonly leftOut: LeftOut;
};

/** `leftOut` of `data/actions.json`, untrusted: the one part that follows from nothing else. */
export const leftOutShape: Shape<LeftOut> = shape.record({ actions: shape.count, statements: shape.count });

/** `data/actions.json`; undefined where there is nothing to tell. Statements come in the order of the ledger. */
export function responseOf(source: ResponseSource): ResponseDocument | undefined {
  const { actions, enforcement, leftOut, records } = source;
  if (actions.length === 0 && leftOut.actions === 0) return undefined;
  const lives = [...foldLives(actions).values()];
  const cited = new Set<string>(records.map(({ name }) => name));
  const holds = lives.flatMap((life) => life.holds);
  const heldFrom = holds.map(({ heldAt }) => heldAt).sort()[0] ?? null;
  return {
    leftOut,
    actions: lives.map((life) => tellLife(life, cited)),
    heldFrom,
    findings: judgeFindings(source, holds, heldFrom),
    dropped: sumDropped(lives),
    enforcement: {
      statements: enforcement.length,
      below: enforcement
        .filter(({ statement }) => statement.predicate.alarm)
        .map(({ index, statement }) => ({ ...statement.predicate, index })),
    },
  };
}

function tellLife({ action, steps, dropped }: ActionLife, cited: ReadonlySet<string>): ToldAction {
  const predicates = steps.map(({ statement }) => statement.predicate);
  const first = predicates[0] as (typeof predicates)[number]; // a life has a step
  const held = predicates.find(({ step }) => step === "applied" || step === "found") ?? first;
  const evidence = new Set<string>(predicates.flatMap((step) => step.evidence));
  return {
    action,
    measure: first.measure,
    targets: first.targets,
    by: first.by,
    reason: first.reason,
    rule: first.rule?.title ?? null,
    playbook: first.playbook?.id ?? null,
    dropped,
    evidence: { records: evidence.size, here: [...evidence].filter((name) => cited.has(name)).length },
    timing: held.timing,
    steps: steps.map(({ index, statement: { predicate } }) => {
      const { step, at, by, targets, expiresAt } = predicate;
      return { index, step, at, by, targets: targets.length, expiresAt };
    }),
  };
}

function sumDropped(lives: readonly ActionLife[]): Dropped | null {
  const counted = lives.flatMap(({ dropped }) => (dropped === null ? [] : [dropped]));
  if (counted.length === 0) return null;
  const add = (sum: Dropped, { packets, bytes }: Dropped) => ({ packets: sum.packets + packets, bytes: sum.bytes + bytes });
  return counted.reduce(add, { packets: 0, bytes: 0 });
}

function judgeFindings(
  { timeline, records }: ResponseSource,
  holds: readonly Hold[],
  heldFrom: string | null,
): readonly FindingWord[] {
  const texts = new Map(
    records.flatMap((line) =>
      "content" in line && "text" in line.content ? [[line.name as string, line.content.text] as const] : [],
    ),
  );
  const namesHeld = indexHolds(holds);
  return timeline.map(({ time, records: names }): FindingWord => {
    if (heldFrom === null || time.from <= heldFrom) return "before";
    const lines = names.flatMap((name) => texts.get(name) ?? []);
    if (lines.some((text) => namesHeld(text, time.from))) return "although-held";
    return lines.length === names.length ? "not-covered" : "unknown";
  });
}
