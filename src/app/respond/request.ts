import { type Checked, type Json, no, type Shape, type Shaped, type ShapeFault, shape } from "../../lib/index.ts";
import { type ActionPredicate, caseIdShape, MEASURES, recordNameShape } from "../../model/index.ts";
import type { ShelvedPlaybook } from "./ports.ts";
import type { Enforcement } from "./reconciling.ts";
import type { PutBack } from "./reconciling-each.ts";
import type { Kept } from "./undoing.ts";

/** Targets of one request, and blocks in one page. */
const REQUEST_TARGETS_MAX = 10_000;
const REQUEST_EVIDENCE_MAX = 1000;
const PAGE_MAX = 1000;
const DAY_MS = 86_400_000;
/** What a person orders ends by itself after at most so long. */
export const MANUAL_DURATION_MAX_MS: number = 30 * DAY_MS;

const who = { reason: shape.text(1900), by: shape.text(400) };

const SHAPES = {
  /** Targets as people write them; see parseTarget. */
  block: shape.record({
    ask: shape.word("block"),
    measure: shape.word(...MEASURES),
    targets: shape.list(shape.text(400), REQUEST_TARGETS_MAX),
    /** Null only for what is done at once. */
    durationMs: shape.nullable(shape.count),
    case: shape.nullable(caseIdShape),
    /** Records of the ledger that the order rests on. */
    evidence: shape.list(recordNameShape, REQUEST_EVIDENCE_MAX),
    spoofableOk: shape.flag,
    /** Say what guards and enforcer would answer, and do nothing. */
    dryRun: shape.flag,
    ...who,
  }),
  /** Actions by number, or targets; `measure` null: any. */
  unblock: shape.record({
    ask: shape.word("unblock"),
    what: shape.list(shape.text(400), REQUEST_TARGETS_MAX),
    measure: shape.nullable(shape.word(...MEASURES)),
    ...who,
  }),
  /** A page of what is held, oldest first; `after` is the `next` of the page before. `of`: a target or action, to see only that. */
  blocks: shape.record({
    ask: shape.word("blocks"),
    after: shape.nullable(shape.text(500)),
    limit: shape.count,
    of: shape.nullable(shape.text(400)),
  }),
  status: shape.record({ ask: shape.word("status") }),
  resume: shape.record({ ask: shape.word("resume"), ...who }),
  reload: shape.record({ ask: shape.word("reload") }),
  /** A signed approval, or another statement of a person, as a DSSE envelope's text. */
  submit: shape.record({ ask: shape.word("submit"), envelope: shape.text(4 * 1024 * 1024) }),
} as const;

/** What may be asked of a responder. */
export type ResponderRequest = { [Ask in keyof typeof SHAPES]: Shaped<(typeof SHAPES)[Ask]> }[keyof typeof SHAPES];
export type RequestOf<Ask extends ResponderRequest["ask"]> = Extract<ResponderRequest, { readonly ask: Ask }>;

/** One thing that is held, on whose word and until when. */
export type HeldBlock = {
  readonly action: string;
  readonly measure: ActionPredicate["measure"];
  readonly target: ActionPredicate["targets"][number];
  readonly since: string;
  readonly expiresAt: string;
  readonly by: string;
  readonly reason: string;
  readonly rule: ActionPredicate["rule"];
  readonly playbook: string | null;
  readonly evidence: number;
  /** How it began: applied, or found in the system without a statement. */
  readonly began: ActionPredicate["step"];
  readonly entry: number | null;
  readonly dropped: ActionPredicate["dropped"];
  readonly undo: string | null;
};

/** An action that waits for persons. */
export type WaitingAction = {
  readonly action: string;
  readonly since: string;
  readonly measure: ActionPredicate["measure"];
  readonly targets: ActionPredicate["targets"];
  readonly reason: string;
  readonly persons: number;
  /** What a person runs. */
  readonly approve: string;
};

/** How a responder stands. */
export type ResponderStatus = {
  readonly mode: "rehearse" | "act";
  readonly actuator: string;
  readonly intended: number;
  readonly awaiting: number;
  /** Why nothing automatic is begun; null when it is. */
  readonly paused: string | null;
  /** Steps that are on their way to the ledger. */
  readonly unstated: number;
  /** Decisions that were not carried out, because of a pause or because they could not be stated. */
  readonly withheld: number;
  readonly enforcement: Enforcement | null;
  readonly unreachable: string | null;
  /** What a node that starts has put back so far of what was missing; null when that is over. */
  readonly starting: PutBack | null;
  readonly playbooks: readonly ShelvedPlaybook[];
  readonly protection: string;
  /** What protects and could not be found out. */
  readonly gaps: readonly string[];
};

/** What each question is answered with. */
export type ResponderAnswers = {
  readonly block: {
    readonly steps: readonly ActionPredicate[];
    /** Held for longer already, and left so. */
    readonly standing: readonly HeldBlock[];
    readonly awaiting: readonly WaitingAction[];
  };
  readonly unblock: {
    readonly steps: readonly ActionPredicate[];
    /** What was named and not meant to be held. */
    readonly nothing: readonly string[];
    /** Networks that hold what was named, and were left as they are. */
    readonly covering: readonly HeldBlock[];
    /** Milliseconds from the request until the system held it no more. */
    readonly tookMs: number;
    /** Whether it stays undone after a restart. */
    readonly kept: Kept;
  };
  readonly blocks: {
    readonly blocks: readonly HeldBlock[];
    readonly next: string | null;
    readonly awaiting: readonly WaitingAction[];
    readonly status: ResponderStatus;
  };
  readonly status: ResponderStatus;
  readonly resume: { readonly resumed: boolean };
  readonly reload: Pick<ResponderStatus, "playbooks">;
  readonly submit: { readonly entry: number };
};

/** Reads a request. Input is untrusted. */
export function readRequest(json: Json): Checked<ResponderRequest, ShapeFault> {
  const ask = typeof json === "object" && json !== null && !Array.isArray(json) ? (json as { ask?: Json }).ask : undefined;
  if (typeof ask !== "string" || !Object.hasOwn(SHAPES, ask))
    return no({ kind: "bad-shape", path: "request.ask", expected: `one of ${Object.keys(SHAPES).join(", ")}` });
  const read = (SHAPES as Record<string, Shape<ResponderRequest>>)[ask]?.(json, "request");
  return read ?? no({ kind: "bad-shape", path: "request.ask", expected: "a known word" });
}

/** Blocks in one page: what was asked for, within bounds. */
export function pageSize(limit: number): number {
  return Math.min(PAGE_MAX, Math.max(1, limit));
}
