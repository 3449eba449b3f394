import { no, type Shape, type Shaped, type ShapeFault, shape } from "../../lib/index.ts";
import { caseIdShape, digestShape, entryNameShape, levelShape, recordNameShape, timeShape } from "../scalars.ts";

/** What can be done, all of it on the operator's own systems. */
export const MEASURES = ["block", "quarantine", "lock-account", "end-session", "stop-process", "notify"] as const;

/** To whom or what. A process is `pid/start time in clock ticks`, so that a number that was given again is nobody. */
export const TARGET_KINDS = ["address", "prefix", "account", "session", "process", "host"] as const;

/** What became of an action at this step of its life. spec/action.md §Steps. */
export const ACTION_STEPS = [
  "rehearsed",
  "awaiting",
  "applied",
  "refused",
  "failed",
  "extended",
  "repaired",
  "found",
  "undone",
  "expired",
  "rolled-back",
] as const;

export const targetShape = shape.record({ kind: shape.word(...TARGET_KINDS), value: shape.text(400) });

const actionForm = shape.record({
  action: shape.pattern(/^act-[0-9a-f]{16}$/, "act- and 16 hexadecimal digits"),
  step: shape.word(...ACTION_STEPS),
  at: timeShape,
  measure: shape.word(...MEASURES),
  /** Whom this step concerns; a part of the action's targets when only some were, say, refused. */
  targets: shape.list(targetShape, 10_000),
  /** When it ends by itself; null for what is done at once and cannot be taken back (end-session, stop-process, notify). */
  expiresAt: shape.nullable(timeShape),
  reason: shape.text(2000),
  case: shape.nullable(caseIdShape),
  /** The rule that fired; null when a person decided. */
  rule: shape.nullable(shape.record({ id: shape.text(200), title: shape.text(1000), digest: digestShape, level: levelShape })),
  /** The playbook in force and its step; null when a person decided without one. */
  playbook: shape.nullable(shape.record({ id: shape.text(200), digest: digestShape, step: shape.text(200) })),
  evidence: shape.list(recordNameShape, 10_000),
  /** Who decided: `playbook`, `reconciler`, `canary`, or a person by name. */
  by: shape.text(400),
  /** The entries of the approvals that policy asked for. */
  approvals: shape.list(entryNameShape, 16),
  actuator: shape.text(100),
  /** The guards at this step: the digest of all that was protected, and which guard refused. */
  guards: shape.record({ protection: digestShape, refusedBy: shape.nullable(shape.text(100)) }),
  /** How far it reaches: addresses as a decimal number, live flows hit and live flows seen. */
  reach: shape.record({
    addresses: shape.pattern(/^(0|[1-9][0-9]{0,38})$/, "a decimal number"),
    flowsHit: shape.count,
    flowsSeen: shape.count,
  }),
  /** What the actuator held back since it was applied; null where it does not count. */
  dropped: shape.nullable(shape.record({ packets: shape.count, bytes: shape.count })),
  /** Milliseconds since 1970: the line read, decided, held by the actuator; null for what did not happen. */
  timing: shape.record({
    readAt: shape.nullable(timeShape),
    decidedAt: timeShape,
    heldAt: shape.nullable(timeShape),
  }),
  /** The one call that takes it back; null when nothing can. */
  undo: shape.nullable(shape.text(400)),
});

/** Measures that last, and so must say when they end by themselves. */
const LASTING: ReadonlySet<string> = new Set(["block", "quarantine", "lock-account"]);

/** One step in the life of one action; steps append, never edit. Subjects: the records that it rests on. spec/action.md §Action. */
export const actionShape: Shape<Shaped<typeof actionForm>> = (json, path) => {
  const read = actionForm(json, path);
  if (!read.ok) return read;
  const { targets, measure, step, expiresAt, guards } = read.value;
  if (targets.length === 0) return refuse(`${path}.targets`, "at least one target");
  if (expiresAt === null && LASTING.has(measure) && step !== "found") return refuse(`${path}.expiresAt`, "an end");
  if (guards.refusedBy !== null && step !== "refused") return refuse(`${path}.guards.refusedBy`, "null unless refused");
  return read;
};

function refuse(path: string, expected: string): ReturnType<typeof no<ShapeFault>> {
  return no({ kind: "bad-shape", path, expected });
}

/** A playbook comes into force, or goes. Subject: the SHA-256 of its CACAO 2.0 document, which lies in the data directory. */
export const playbookShape = shape.record({
  id: shape.text(200),
  name: shape.text(1000),
  digest: digestShape,
  event: shape.word("in-force", "withdrawn"),
  mode: shape.word("rehearse", "act"),
  at: timeShape,
});

/** The least share of what is meant to be held, in thousandths, that needs no alarm. */
const ENFORCED_THOUSANDTHS_MIN = 999;

const enforcementForm = shape.record({
  actuator: shape.text(100),
  from: timeShape,
  to: timeShape,
  comparisons: shape.count,
  /** Of the comparison with the least held ÷ intended: what was meant to be held, and what of it was, before repair. */
  intended: shape.count,
  held: shape.count,
  repaired: shape.count,
  found: shape.count,
  /** True when held/intended fell below 99.9 %. */
  alarm: shape.flag,
  reason: shape.nullable(shape.text(1000)),
});

/** How much of what was meant to be held was held, over a span. spec/action.md §Enforcement. */
export const enforcementShape: Shape<Shaped<typeof enforcementForm>> = (json, path) => {
  const read = enforcementForm(json, path);
  if (!read.ok) return read;
  const { from, to, intended, held, alarm } = read.value;
  if (from > to) return refuse(`${path}.to`, "a time not before from");
  if (held > intended) return refuse(`${path}.held`, "at most what was intended");
  if (!alarm && held * 1000 < intended * ENFORCED_THOUSANDTHS_MIN) return refuse(`${path}.alarm`, "true below 99.9 %");
  return read;
};

export type ActionPredicate = Shaped<typeof actionShape>;
export type PlaybookPredicate = Shaped<typeof playbookShape>;
export type EnforcementPredicate = Shaped<typeof enforcementShape>;
export type Measure = (typeof MEASURES)[number];
export type ActionStep = (typeof ACTION_STEPS)[number];
export type TargetKind = (typeof TARGET_KINDS)[number];
export type Target = Shaped<typeof targetShape>;
