import type { Measure, Target } from "../../model/index.ts";
import type { Proposal } from "../playbook/proposal.ts";
import { formatTarget } from "../target.ts";
import { compareFindings, type Doors, type Finding } from "./finding.ts";
import { PastActions } from "./past.ts";

/** A time over which a target would have been held: from just after `fromMs` up to `toMs`. */
export type Span = {
  readonly fromMs: number;
  readonly toMs: number;
  /** The playbook and its step that asked for it, and the titles of the rules, each once. */
  readonly playbook: string;
  readonly step: string;
  readonly rules: readonly string[];
  /** The line that completed the first finding, as `source@offset`, and how many lines that rests on. */
  readonly line: string;
  readonly cited: number;
};

type Waiting = { readonly times: number; readonly persons: number; readonly firstMs: number };
type Refusal = { readonly guard: string; readonly reason: string; readonly times: number; readonly firstMs: number };

/** What would have become of one target under one measure. */
export type Fate = {
  readonly measure: Measure;
  readonly target: Target;
  /** In order, apart from each other. */
  readonly spans: readonly Span[];
  /** Findings on it while it was held: with the block they would not have been made. */
  readonly spared: number;
  /** Asked for, and waiting for persons. */
  readonly awaiting: Waiting | null;
  /** By guard, in the order met. */
  readonly refusals: readonly Refusal[];
  /** The first time that anything was asked. */
  readonly firstMs: number;
};

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type OpenSpan = Writable<Omit<Span, "rules">> & { readonly rules: string[] };
type OpenFate = Omit<Writable<Fate>, "spans" | "refusals"> & {
  readonly spans: OpenSpan[];
  readonly refusals: Writable<Refusal>[];
};

/**
 * Replays findings through playbooks and guards in the order of their time. A target is held from the line that completed the finding
 * until its term ends. A finding whose sources were all held would not have been made: it asks for nothing and counts as spared.
 */
export function simulate(findings: readonly Finding[], doors: Doors): readonly Fate[] {
  const simulation = new Simulation(doors);
  for (const finding of findings.toSorted(compareFindings)) simulation.take(finding);
  return simulation.fates;
}

/** A fate tells of so many guards; a reason may hold a number that changes each time. */
const REFUSALS_MAX = 8;

class Simulation {
  readonly #doors: Doors;
  readonly #fates = new Map<string, OpenFate>();
  readonly #past = new PastActions();

  constructor(doors: Doors) {
    this.#doors = doors;
  }

  get fates(): readonly Fate[] {
    return [...this.#fates.values()];
  }

  take(finding: Finding): void {
    const nowMs = finding.toMs;
    const holding = finding.sources.map((source) => this.#holding(source, nowMs));
    if (holding.length > 0 && holding.every((fate) => fate !== undefined)) {
      for (const fate of new Set(holding)) fate.spared++;
      return;
    }
    const past = this.#past;
    const proposals = this.#doors.ask(finding.facts, {
      nowMs,
      history: (target) => past.history(target),
      addressesWithin: (prefix, measure, sinceMs) => past.addressesWithin(prefix, measure, sinceMs),
    });
    for (const proposal of proposals) this.#propose(proposal, finding);
  }

  /** The fate by which lines of an address are held back now. */
  #holding(source: string, nowMs: number): OpenFate | undefined {
    for (const target of this.#past.covering(source)) {
      const fate = this.#fates.get(`block ${target}`);
      if (fate !== undefined && isHeld(fate, nowMs)) return fate;
    }
    return undefined;
  }

  #propose(proposal: Proposal, finding: Finding): void {
    const nowMs = finding.toMs;
    const fate = this.#fateOf(proposal, nowMs);
    if (isHeld(fate, nowMs)) fate.spared++;
    else if (proposal.persons > 0) this.#wait(fate, proposal, nowMs);
    else {
      const answer = this.#doors.judge(proposal, nowMs);
      if (answer.ok) this.#hold(fate, proposal, finding);
      else refuse(fate, answer, nowMs);
    }
  }

  #fateOf({ measure, target }: Proposal, firstMs: number): OpenFate {
    const key = `${measure} ${formatTarget(target)}`;
    const known = this.#fates.get(key);
    if (known !== undefined) return known;
    const fate = { measure, target, spans: [], spared: 0, awaiting: null, refusals: [], firstMs };
    this.#fates.set(key, fate);
    return fate;
  }

  #hold(fate: OpenFate, proposal: Proposal, { toMs: nowMs, rule, cited }: Finding): void {
    const untilMs = nowMs + (proposal.durationMs ?? 0);
    const last = fate.spans.at(-1);
    if (last !== undefined && last.fromMs === nowMs) {
      // Two findings by one line: the later end counts.
      last.toMs = Math.max(last.toMs, untilMs);
      if (!last.rules.includes(rule.title)) last.rules.push(rule.title);
      return;
    }
    fate.spans.push({
      fromMs: nowMs,
      toMs: untilMs,
      playbook: proposal.playbook.id,
      step: proposal.playbook.step,
      rules: [rule.title],
      line: cited.at(-1) ?? "",
      cited: cited.length,
    });
    this.#remember(proposal, "applied", nowMs);
  }

  #wait(fate: OpenFate, proposal: Proposal, nowMs: number): void {
    const before = fate.awaiting ?? { times: 0, persons: 0, firstMs: nowMs };
    fate.awaiting = { ...before, times: before.times + 1, persons: Math.max(before.persons, proposal.persons) };
    if (before.times === 0) this.#remember(proposal, "awaiting", nowMs);
  }

  #remember({ measure, target, durationMs }: Proposal, state: "applied" | "awaiting", atMs: number): void {
    this.#past.add({ measure, target, state, atMs, untilMs: durationMs === null ? null : atMs + durationMs });
  }
}

/** Strictly after its beginning: what stands at the same moment as the line that completed the finding had arrived with it. */
function isHeld({ spans }: OpenFate, nowMs: number): boolean {
  const last = spans.at(-1);
  return last !== undefined && nowMs > last.fromMs && nowMs < last.toMs;
}

function refuse(fate: OpenFate, { guard, reason }: { guard: string; reason: string }, nowMs: number): void {
  const known = fate.refusals.find((refusal) => refusal.guard === guard);
  if (known !== undefined) known.times++;
  else if (fate.refusals.length < REFUSALS_MAX) fate.refusals.push({ guard, reason, times: 1, firstMs: nowMs });
}
