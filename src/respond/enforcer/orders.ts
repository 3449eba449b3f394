import { no, type Shape, type Shaped, shape, yes } from "../../lib/index.ts";
import { MEASURES, type Measure, TARGET_KINDS, type Target, type TargetKind } from "../../model/index.ts";
import type { Reachability } from "../guards/names.ts";
import { readTarget } from "../target.ts";

/** What each measure can be done to. */
const KINDS_OF: Readonly<Record<Measure, readonly TargetKind[]>> = {
  block: ["address", "prefix"],
  quarantine: ["host"],
  "lock-account": ["account"],
  "end-session": ["session", "account"],
  "stop-process": ["process"],
  notify: TARGET_KINDS,
};

/** What is done at once and cannot be taken back has no end; everything else must have one. */
const DONE_AT_ONCE: readonly Measure[] = ["end-session", "stop-process", "notify"];

const rawTarget = shape.record({ kind: shape.word(...TARGET_KINDS), value: shape.text(400) });

/** A target in its one spelling. Nothing that this lets through holds a space, a quote, a bracket or a semicolon. */
export const canonicalTarget: Shape<Target> = (json, path) => {
  const raw = rawTarget(json, path);
  if (!raw.ok) return raw;
  const read = readTarget(raw.value.kind, raw.value.value);
  if (!read.ok) return no({ kind: "bad-shape", path: `${path}.value`, expected: read.fault.expected });
  const isSame = read.value.kind === raw.value.kind && read.value.value === raw.value.value;
  return isSame
    ? yes(read.value)
    : no({ kind: "bad-shape", path, expected: `the one spelling, ${read.value.kind}:${read.value.value}` });
};

/** What the node says of the source, which nobody here can check. */
const REACHABILITIES = ["handshake", "spoofable", "local", "unstated"] as const satisfies readonly Reachability[];

const orderFields = shape.record({
  measure: shape.word(...MEASURES),
  target: canonicalTarget,
  expiresAtMs: shape.nullable(shape.count),
  reachability: shape.word(...REACHABILITIES),
});

/** An order as it comes over the socket: typed through and through, and a measure that fits its target. */
export const orderShape: Shape<Shaped<typeof orderFields>> = (json, path) => {
  const order = orderFields(json, path);
  if (!order.ok) return order;
  const { measure, target, expiresAtMs } = order.value;
  if (!KINDS_OF[measure].includes(target.kind)) {
    return no({ kind: "bad-shape", path: `${path}.target.kind`, expected: KINDS_OF[measure].join(" or ") });
  }
  const isEndRight = DONE_AT_ONCE.includes(measure) ? expiresAtMs === null : expiresAtMs !== null;
  const expected = DONE_AT_ONCE.includes(measure) ? "null: it is done at once" : "when it ends";
  return isEndRight ? order : no({ kind: "bad-shape", path: `${path}.expiresAtMs`, expected });
};

/** What is to be taken back. */
export const undoShape: Shape<{ readonly measure: Measure; readonly target: Target }> = shape.record({
  measure: shape.word(...MEASURES),
  target: canonicalTarget,
});

/** What the system holds, as the enforcer read it. */
export const heldShape = shape.record({
  measure: shape.word(...MEASURES),
  target: canonicalTarget,
  expiresAtMs: shape.nullable(shape.count),
  dropped: shape.nullable(shape.record({ packets: shape.count, bytes: shape.count })),
});

/** What became of the order in this place; whose it is, the asker knows. */
export const outcomeShape = shape.record({
  state: shape.word("done", "refused", "failed"),
  guard: shape.nullable(shape.text(100)),
  reason: shape.nullable(shape.text(2000)),
});

/** An order together with what the node claims of its source. */
export type EnforcerOrder = Shaped<typeof orderFields>;
