import type { Fields, LogSource, Measure, RecordName, RuleRef, Target } from "../../model/index.ts";

/** Did the address answer? `handshake`: the log proves a completed TCP handshake; `spoofable`: anybody may have written it; `local`: no address at all. */
export type Reachability = "handshake" | "spoofable" | "local";

/** What a decision needs to know of one detection. */
export type DetectionFacts = {
  readonly rule: RuleRef;
  readonly atMs: number;
  readonly events: readonly {
    readonly logsource: LogSource;
    readonly fields: Fields;
    readonly records: readonly RecordName[];
  }[];
  /** 0 to 1: how likely it is no false alarm. See confidenceOf. */
  readonly confidence: number;
};

/** What the book says was done, or waits to be done, before. */
export type PastAction = {
  readonly measure: Measure;
  readonly target: Target;
  readonly state: "applied" | "awaiting";
  /** When it began, or was proposed. */
  readonly atMs: number;
  /** When it ended or will end; null for what was done at once. */
  readonly untilMs: number | null;
};

/** What a decision may look at. Pure and cheap: it is asked on the fast path, several times for one detection. */
export type DecisionContext = {
  readonly nowMs: number;
  /** Of one's own assets, 0 (or null: not listed) to 5 (nothing matters more). */
  assets(target: Target): number | null;
  /** Actions on exactly this target and, for an address, on networks around it; any order. */
  history(target: Target): readonly PastAction[];
  /** The distinct addresses inside a `prefix` target that were acted on by `measure` since then, as targets spell them. */
  addressesWithin(prefix: Target, measure: Measure, sinceMs: number): readonly string[];
  /** How many persons the house asks for this, whatever a playbook says. */
  persons(measure: Measure, target: Target): number;
};

/** What a playbook wants done. Guards come after. */
export type Proposal = {
  readonly playbook: { readonly id: string; readonly digest: string; readonly step: string };
  readonly measure: Measure;
  readonly target: Target;
  /** Null for what is done at once and cannot be taken back. */
  readonly durationMs: number | null;
  /** How many persons must approve; 0: nobody. */
  readonly persons: number;
  readonly reason: string;
  readonly rule: RuleRef;
  readonly evidence: readonly RecordName[];
  readonly reachability: Reachability;
};
