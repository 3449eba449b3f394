import type { FieldValue, Measure, RecordName, Target, TargetKind } from "../../model/index.ts";
import { readTarget } from "../target.ts";
import { personsAsked, whyLetAlone } from "./conditions.ts";
import type { Dropped, Wanted } from "./gravest.ts";
import { isOver, type Reached, rungsReached } from "./ladder.ts";
import type { Plan, Playbook, Step } from "./playbook.ts";
import type { DecisionContext, DetectionFacts, PastAction, Proposal } from "./proposal.ts";
import { reachabilityOf } from "./reachability.ts";
import { durationText } from "./units.ts";

/** Different targets that one detection may name; more of them is a case for a person. */
export const TARGETS_MAX = 64;
/** The same message about the same target is not sent again within this. */
const NOTIFY_AGAIN_MS = 600_000;

type MeasureStep = Step & { readonly kind: "measure" };
type Found = { readonly target: Target; readonly events: DetectionFacts["events"]; readonly field: string };
type Given = { readonly facts: DetectionFacts; readonly context: DecisionContext; readonly dropped: Dropped[] };

/** One playbook whose conditions hold, on one detection. */
export class Run {
  readonly #playbook: Playbook;
  readonly #plan: Plan;
  readonly #given: Given;

  constructor(playbook: Playbook, plan: Plan, given: Given) {
    this.#playbook = playbook;
    this.#plan = plan;
    this.#given = given;
  }

  /** What its steps want, in their order; what they do not get is written to `dropped`. */
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

  #measure(step: MeasureStep, manual: string | null): Wanted[] {
    const found = this.#targets(step.id, step.target);
    if (found.length > TARGETS_MAX) {
      this.#drop(step.id, null, `${found.length} different targets: more than ${TARGETS_MAX} is a case for a person`);
      return [];
    }
    return found.flatMap((one) => this.#onTarget(step, one, manual));
  }

  #onTarget(step: MeasureStep, one: Found, manual: string | null): Wanted[] {
    const { context } = this.#given;
    const why = whyLetAlone(this.#plan, one.target, context);
    if (why !== undefined) {
      this.#drop(step.id, one.target, why);
      return [];
    }
    const reached = rungsReached(step, one.target, context)
      .filter((rung) => !this.#reachesTooFar(step.id, rung.target))
      .map((rung) => ({ rung, persons: this.#persons(step.measure, { rung, target: one.target }, manual) }));
    // The last rung of those that need nobody acts now; what needs somebody is asked for beside it if it stands higher.
    const now = reached.findLast(({ persons }) => persons === 0);
    const asks = reached.at(-1);
    const rungs = asks === undefined || asks === now ? [now] : [now, asks];
    return rungs.flatMap((rung) => (rung === undefined ? [] : this.#propose(step, one, { ...rung, manual })));
  }

  /** A network around the target may hold what is let alone. */
  #reachesTooFar(step: string, target: Target): boolean {
    const why = target.kind === "prefix" ? whyLetAlone(this.#plan, target, this.#given.context) : undefined;
    if (why !== undefined) this.#drop(step, target, why);
    return why !== undefined;
  }

  #persons(
    measure: Measure,
    { rung, target }: { readonly rung: Reached; readonly target: Target },
    manual: string | null,
  ): number {
    const { facts, context } = this.#given;
    const asked = personsAsked(this.#plan, measure, target, { facts, context });
    return Math.max(rung.rung.persons, asked, context.persons(measure, rung.target), manual === null ? 0 : 1);
  }

  #propose(
    step: MeasureStep,
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
    return [{ proposal, dropped }];
  }

  #reason(step: MeasureStep, one: Found, how: { readonly reached: Reached; readonly manual: string | null }): string {
    const { rung, number, because } = how.reached;
    const parts = [
      `${this.#playbook.name}: ${this.#given.facts.rule.title} (rule by ${this.#given.facts.rule.author})`,
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
    const { fields: names, where } = this.#plan.targets[kind] ?? { fields: [], where: [] };
    for (const event of this.#given.facts.events) {
      const field = names.find((name) => event.fields[name] !== undefined && event.fields[name] !== null);
      if (field === undefined || !where.every(({ field: name, values }) => values.includes(textOf(event.fields[name])))) continue;
      for (const text of textsOf(event.fields[field])) {
        const read = readTarget(kind, text);
        if (!read.ok || read.value.kind !== kind) bad = `${field} holds no ${kind}`;
        else {
          const known = found.get(read.value.value);
          if (known === undefined) found.set(read.value.value, { target: read.value, events: [event], field });
          else if (known.events.at(-1) !== event) known.events.push(event);
        }
      }
    }
    if (found.size === 0)
      this.#drop(
        step,
        null,
        bad ??
          `no event has ${names.join(" or ")}${where.map(({ field, values }) => `, with ${field} ${values.join(" or ")}`).join("")}`,
      );
    return [...found.values()];
  }

  #drop(step: string, target: Target | null, because: string): void {
    this.#given.dropped.push({ step, target, because });
  }
}

function textOf(value: FieldValue | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function textsOf(value: FieldValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly FieldValue[]).slice(0, TARGETS_MAX + 1).map(textOf) : [textOf(value)];
}

function alreadyDone(measure: Measure, { target, rung }: Reached, persons: number, context: DecisionContext): string | undefined {
  const past = context.history(target).filter((action) => action.measure === measure);
  const held = past.find((action) => holdsLongEnough(action, rung.durationMs, context.nowMs));
  if (held !== undefined && persons === 0) return `held already: ${held.target.value}`;
  const waits = past.some(
    ({ state, target: { kind, value } }) => state === "awaiting" && kind === target.kind && value === target.value,
  );
  if (waits && persons > 0) return "waits for approval already";
  if (measure !== "notify" || rung.durationMs !== null) return undefined;
  const told = past.some(({ state, atMs }) => state === "applied" && context.nowMs - atMs < NOTIFY_AGAIN_MS);
  return told ? "told already within ten minutes" : undefined;
}

/** True when an action has at least half as long to go as is wanted now: an attack must not write a decision a line. */
function holdsLongEnough(action: PastAction, durationMs: number | null, nowMs: number): boolean {
  if (action.state !== "applied" || durationMs === null || isOver(action, nowMs)) return false;
  return action.untilMs === null || action.untilMs - nowMs >= durationMs / 2;
}
