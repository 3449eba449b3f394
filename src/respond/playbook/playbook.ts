import type { JsonObject, Network } from "../../lib/index.ts";
import type { Digest, Level, LogSource, Measure, TargetKind } from "../../model/index.ts";

/** What was wrong, where (`line 3, column 5`, or a JSON path such as `$.workflow['end--…'].type`), and what is expected there. */
export type PlaybookFault = { readonly kind: "bad-playbook"; readonly where: string; readonly expected: string };

export type Compare = ">=" | ">" | "<=" | "<" | "=";
/** A condition on a number, such as `>= 0.7`. */
export type Bound = { readonly compare: Compare; readonly value: number };
export type LevelBound = { readonly compare: Compare; readonly value: Level };

/** On which detections a playbook runs. All that is stated must hold; null and empty lists state nothing. */
export type When = {
  /** Rule ids and tags: one must fit. */
  readonly rules: readonly string[];
  readonly tags: readonly string[];
  readonly level: LevelBound | null;
  readonly confidence: Bound | null;
  /** Of the host that the event is about. */
  readonly criticality: Bound | null;
  /** One event at least must be of it. */
  readonly logsource: LogSource | null;
};

/** When a target is let alone: any that holds is enough. */
export type Unless = {
  readonly criticality: Bound | null;
  readonly networks: readonly { readonly text: string; readonly network: Network }[];
};

/** Asks that many persons when everything stated holds; measures: empty for any. */
export type Approve = {
  readonly persons: number;
  readonly measures: readonly Measure[];
  readonly level: LevelBound | null;
  readonly criticality: Bound | null;
  readonly confidence: Bound | null;
};

/** One rung of an escalation ladder. The last one whose condition holds is taken. */
export type Rung = {
  /** How long; null for what is done at once and cannot be taken back. */
  readonly durationMs: number | null;
  /** At least this many earlier actions of this measure on this target began within `withinMs`; 0: always. */
  readonly again: number;
  readonly withinMs: number;
  /** The network around the address instead of the address, once `addresses` distinct ones in it were acted on within `withinMs`. */
  readonly prefix: { readonly ipv4: number; readonly ipv6: number; readonly addresses: number } | null;
  readonly persons: number;
};

/** One thing to do, in the order of the workflow. */
export type Step =
  | {
      readonly kind: "measure";
      /** The id of the workflow step. */
      readonly id: string;
      readonly measure: Measure;
      readonly target: TargetKind;
      readonly ladder: readonly Rung[];
      /** What a person reads with it; null for none. */
      readonly text: string | null;
    }
  | { readonly kind: "manual"; readonly id: string; readonly text: string };

/** Where a kind of target stands in an event. */
export type TargetFields = {
  /** The first that is present in an event names the target. Never a destination. */
  readonly fields: readonly string[];
  /** Only events in which each of these fields has one of these values: a failed login must not lock the account that it named. */
  readonly where: readonly { readonly field: string; readonly values: readonly string[] }[];
};
export type Targets = Readonly<Partial<Record<TargetKind, TargetFields>>>;

/** What of a playbook runs here. */
export type Plan = {
  readonly when: When;
  readonly targets: Targets;
  readonly unless: Unless;
  readonly approve: readonly Approve[];
  /** Confidence by rule id, instead of what the detection comes with. */
  readonly confidence: ReadonlyMap<string, number>;
  readonly steps: readonly Step[];
};

/** A step (null: the playbook as a whole) that is valid CACAO and cannot run here. */
export type NotExecutable = { readonly step: string | null; readonly because: string };

/** A valid playbook. Two that are equal have equal documents and digests. */
export type Playbook = {
  readonly id: string;
  readonly name: string;
  /** SHA-256 of formatCacao(playbook). */
  readonly digest: Digest;
  /** The CACAO 2.0 document. */
  readonly document: JsonObject;
  readonly revoked: boolean;
  readonly validFromMs: number | null;
  readonly validUntilMs: number | null;
  /** Null when it is valid and cannot run here; `notExecutable` says why, and is empty otherwise. */
  readonly plan: Plan | null;
  readonly notExecutable: readonly NotExecutable[];
  /** What the specification asks for, is not there, and harms nobody. */
  readonly remarks: readonly string[];
};
