import type { Level } from "../../model/index.ts";
import type { DecisionContext, DetectionFacts, Proposal } from "../playbook/proposal.ts";

/** A detection of the past, as far as a rehearsal needs it. */
export type Finding = {
  readonly rule: { readonly id: string; readonly title: string; readonly level: Level };
  /** Milliseconds since 1970: its first line, and the one that completed it. */
  readonly fromMs: number;
  readonly toMs: number;
  /** What the playbooks are asked with. */
  readonly facts: DetectionFacts;
  /** The lines that it rests on, as `source@offset`. */
  readonly cited: readonly string[];
  /** The addresses that its lines come from, in their one spelling, each once. */
  readonly sources: readonly string[];
};

/** What was done so far in the rehearsal. */
export type Past = Pick<DecisionContext, "nowMs" | "history" | "addressesWithin">;

/** A guard's answer. */
export type Permission = { readonly ok: true } | { readonly ok: false; readonly guard: string; readonly reason: string };

/** Playbooks and guards, as a rehearsal asks them. Both must give the same answers to the same questions. */
export type Doors = {
  /** Whether any playbook runs on this, whatever happened before: what none runs on need not be remembered. */
  concerns(facts: DetectionFacts): boolean;
  ask(facts: DetectionFacts, past: Past): readonly Proposal[];
  judge(proposal: Proposal, nowMs: number): Permission;
};

/** Earlier first; then in an order that does not hang on how history was read. */
export function compareFindings(left: Finding, right: Finding): number {
  return (
    left.toMs - right.toMs ||
    left.fromMs - right.fromMs ||
    compareText(left.rule.id, right.rule.id) ||
    compareText(left.cited[0] ?? "", right.cited[0] ?? "") ||
    left.cited.length - right.cited.length
  );
}

/** Above 0, 0 or below by code unit, so that no locale changes the order. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
