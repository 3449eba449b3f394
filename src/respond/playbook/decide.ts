import type { Measure, RecordName, Target, TargetKind } from "../../model/index.ts";
import { readTarget } from "../target.ts";
import { type Condition, conditionsOf, personsAsked, whyLetAlone } from "./conditions.ts";
import { isOver, type Reached, rungsReached } from "./ladder.ts";
import type { NotExecutable, Plan, Playbook, Step } from "./playbook.ts";
import type { DecisionContext, DetectionFacts, Proposal } from "./proposal.ts";
import { reachabilityOf } from "./reachability.ts";
import { durationText } from "./units.ts";

/** One playbook's part in a decision. */
export type Considered = {
  readonly playbook: { readonly id: string; readonly name: string };
  readonly runs: boolean;
  readonly conditions: readonly Condition[];
  readonly notExecutable: readonly NotExecutable[];
  /** What it wanted and did not get, each with the reason; and what it found no target for. */
  readonly dropped: readonly { readonly step: string; readonly target: Target | null; readonly because: string }[];
};

/** What was decided, and how: the proposals are exactly what decide gives. */
export type Decision = { readonly proposals: readonly Proposal[]; readonly considered: readonly Considered[] };

/** Different targets that one detection may name; more of them is a case for a person. */
export const TARGETS_MAX = 64;
/** The same message about the same target is not sent again within this. */
export const NOTIFY_AGAIN_MS = 600_000;

type Dropped = { step: string; target: Target | null; because: string };
type Wanted = { readonly proposal: Proposal; readonly considered: Dropped[] };
type Found = { readonly target: Target; readonly events: DetectionFacts["events"]; readonly field: string };

/**
 * What the playbooks want done about one detection. Pure and deterministic: the same arguments give the same answer, whatever the order of
 * the playbooks. At most one proposal acts at once on one target by one measure, and at most one more waits for approval and reaches further.
 */
export function decide(playbooks: readonly Playbook[], facts: DetectionFacts, context: DecisionContext): readonly Proposal[] {
  return explainDecision(playbooks, facts, context).proposals;
}

/** As decide, with every condition and its value, for every playbook. */
export function explainDecision(playbooks: readonly Playbook[], facts: DetectionFacts, context: DecisionContext): Decision {
  const wanted: Wanted[] = [];
  const considered = playbooks
    .toSorted((left, right) => compareText(left.id, right.id))
    .map((playbook): Considered => {
      const { id, name, plan, notExecutable } = playbook;
      const dropped: Dropped[] = [];
      if (plan === null) return { playbook: { id, name }, runs: false, conditions: [], notExecutable, dropped };
      const conditions = conditionsOf(playbook, plan, facts, context);
      const runs = conditions.every((condition) => condition.holds);
      if (runs) wanted.push(...new Run(playbook, plan, { facts, context, dropped }).wanted());
      return { playbook: { id, name }, runs, conditions, notExecutable, dropped };
    });
  return { proposals: gravest(wanted), considered };
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

type Given = { readonly facts: DetectionFacts; readonly context: DecisionContext; readonly dropped: Dropped[] };

class Run {
  readonly #playbook: Playbook;
  readonly #plan: Plan;
  readonly #given: Given;

  constructor(playbook: Playbook, plan: Plan, given: Given) {
    this.#playbook = playbook;
    this.#plan = plan;
    this.#given = given;
  }

  wanted(): Wanted[] {
    let manual: string | null = null;
    return this.#plan.steps.flatMap((step) => {
      if (step.kind === "measure") return this.#measure(step, manual);
      manual = step.text;
      return this.#manual(step);
    });
  }

  /** A task for a person is told at once, about whom the playbook names first. */
  #manual(step: Step & { readonly kind: "manual" }): Wanted[] {
    const kind = (["host", "account", "session", "process", "address"] as const).find(
      (one) => this.#plan.targets[one] !== undefined,
    );
    if (kind === undefined) return [];
    const notify = { kind: "measure", id: step.id, measure: "notify", target: kind, text: step.text } as const;
    return this.#measure({ ...notify, ladder: [{ durationMs: null, again: 0, withinMs: 0, prefix: null, persons: 0 }] }, null);
  }

  #measure(step: Step & { readonly kind: "measure" }, manual: string | null): Wanted[] {
    const found = this.#targets(step.id, step.target);
    if (found.length > TARGETS_MAX) {
      this.#drop(step.id, null, `${found.length} different targets: more than ${TARGETS_MAX} is a case for a person`);
      return [];
    }
    return found.flatMap((one) => this.#onTarget(step, one, manual));
  }

  #onTarget(step: Step & { readonly kind: "measure" }, one: Found, manual: string | null): Wanted[] {
    const { context } = this.#given;
    const why = whyLetAlone(this.#plan, one.target, context);
    if (why !== undefined) {
      this.#drop(step.id, one.target, why);
      return [];
    }
    const reached = rungsReached(step, one.target, context).map((rung) => ({
      rung,
      persons: this.#persons(step.measure, rung, manual),
    }));
    // The last rung of those that need nobody acts now; what needs somebody is asked for beside it if it stands higher.
    const now = reached.findLast(({ persons }) => persons === 0);
    const asks = reached.at(-1);
    const rungs = asks === undefined || asks === now ? [now] : [now, asks];
    return rungs.flatMap((rung) => (rung === undefined ? [] : this.#propose(step, one, { ...rung, manual })));
  }

  #persons(measure: Measure, { rung, target }: Reached, manual: string | null): number {
    const { facts, context } = this.#given;
    const asked = personsAsked(this.#plan, measure, target, { facts, context });
    return Math.max(rung.persons, asked, context.persons(measure, target), manual === null ? 0 : 1);
  }

  #propose(
    step: Step & { readonly kind: "measure" },
    one: Found,
    { rung: reached, persons, manual }: { readonly rung: Reached; readonly persons: number; readonly manual: string | null },
  ): Wanted[] {
    const { facts, context, dropped } = this.#given;
    const already = alreadyDone(step.measure, reached, persons, context);
    if (already !== undefined) {
      this.#drop(step.id, reached.target, already);
      return [];
    }
    const { id, digest } = this.#playbook;
    const evidence = new Set<RecordName>(one.events.flatMap(({ records }) => records));
    const proposal: Proposal = {
      playbook: { id, digest, step: step.id },
      measure: step.measure,
      target: reached.target,
      durationMs: reached.rung.durationMs,
      persons,
      reason: this.#reason(step, one, { reached, manual }),
      rule: facts.rule,
      evidence: [...evidence],
      reachability: reachabilityOf(reached.target.kind, one.events).is,
    };
    return [{ proposal, considered: dropped }];
  }

  #reason(
    step: Step & { readonly kind: "measure" },
    one: Found,
    how: { readonly reached: Reached; readonly manual: string | null },
  ): string {
    const { rung, number, because } = how.reached;
    const parts = [
      `${this.#playbook.name}: ${this.#given.facts.rule.title}`,
      step.text,
      `${one.target.kind} from ${one.field}`,
      rung.durationMs === null
        ? null
        : `rung ${number}${because === "" ? "" : ` (${because})`}, ${durationText(rung.durationMs)}`,
      how.manual === null ? null : `after: ${how.manual}`,
    ];
    return parts
      .filter((part) => part !== null)
      .join("; ")
      .slice(0, 2_000);
  }

  /** The distinct targets of a kind in the events' named fields, each with the events that name it. */
  #targets(step: string, kind: TargetKind): readonly Found[] {
    const found = new Map<string, { target: Target; events: DetectionFacts["events"][number][]; field: string }>();
    let bad: string | null = null;
    const names = this.#plan.targets[kind] ?? [];
    for (const event of this.#given.facts.events) {
      const field = names.find((name) => event.fields[name] !== undefined && event.fields[name] !== null);
      if (field === undefined) continue;
      const value = event.fields[field];
      for (const one of Array.isArray(value) ? value : [value]) {
        const read = readTarget(kind, String(one));
        if (!read.ok || read.value.kind !== kind) bad = `${field} holds no ${kind}`;
        else {
          const known = found.get(read.value.value);
          if (known === undefined) found.set(read.value.value, { target: read.value, events: [event], field });
          else if (known.events.at(-1) !== event) known.events.push(event);
        }
      }
    }
    if (found.size === 0) this.#drop(step, null, bad ?? `no event has ${names.join(" or ")}`);
    return [...found.values()];
  }

  #drop(step: string, target: Target | null, because: string): void {
    this.#given.dropped.push({ step, target, because });
  }
}

function alreadyDone(measure: Measure, { target, rung }: Reached, persons: number, context: DecisionContext): string | undefined {
  const past = context.history(target).filter((action) => action.measure === measure);
  const held = past.find((action) => action.state === "applied" && !isOver(action, context.nowMs));
  if (held !== undefined && persons === 0) return `held already: ${held.target.value}`;
  const waits = past.some(
    ({ state, target: { kind, value } }) => state === "awaiting" && kind === target.kind && value === target.value,
  );
  if (waits && persons > 0) return "waits for approval already";
  if (measure !== "notify" || rung.durationMs !== null) return undefined;
  const told = past.some(({ state, atMs }) => state === "applied" && context.nowMs - atMs < NOTIFY_AGAIN_MS);
  return told ? "told already within ten minutes" : undefined;
}

/** For each measure and target: the gravest that acts at once, and the gravest that waits, if it reaches further. */
function gravest(wanted: readonly Wanted[]): readonly Proposal[] {
  const kept = new Map<string, Wanted>();
  for (const one of wanted) {
    const { measure, target, persons } = one.proposal;
    const key = `${measure} ${target.kind}:${target.value} ${persons === 0}`;
    const other = kept.get(key);
    if (other === undefined || graver(one.proposal, other.proposal)) {
      if (other !== undefined) lost(other, one.proposal);
      kept.set(key, one);
    } else lost(one, other.proposal);
  }
  return [...kept.values()].filter((one) => !reachesNoFurther(one, kept)).map(({ proposal }) => proposal);
}

function graver(left: Proposal, right: Proposal): boolean {
  const longer = (left.durationMs ?? 0) - (right.durationMs ?? 0);
  return longer !== 0 ? longer > 0 : left.persons > right.persons;
}

function lost({ proposal, considered }: Wanted, to: Proposal): void {
  const because = `${to.playbook.id} wants the same or more of the same target`;
  considered.push({ step: proposal.playbook.step, target: proposal.target, because });
}

function reachesNoFurther(one: Wanted, kept: ReadonlyMap<string, Wanted>): boolean {
  const { measure, target, persons, durationMs } = one.proposal;
  const now = persons === 0 ? undefined : kept.get(`${measure} ${target.kind}:${target.value} true`)?.proposal;
  if (now === undefined || (now.durationMs ?? 0) < (durationMs ?? 0)) return false;
  lost(one, now);
  return true;
}
