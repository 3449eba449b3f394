/** What a node of the provenance graph stands for. The order is part of no format. */
export const NODE_KINDS = [
  "process",
  "file",
  "socket",
  "session",
  "account",
  "registry",
  "service",
  "task",
  "wmi",
  "pipe",
  "command",
  "script",
  "login",
  "request",
  "address",
  "name",
  "principal",
  "call",
  "device",
] as const;
export type RouteNodeKind = (typeof NODE_KINDS)[number];

/** Who did it: the end of an edge that acted. Where an effect is such an edge, its causes are those of the actor. */
type Actor = "from" | "to";
type EdgeTraits = {
  /** How little an edge of this kind says by itself: steps through a cheap kind are followed first. */
  readonly cost: number;
  readonly actor: Actor;
  /** What the edge says, between the names of its two ends. */
  readonly says: string;
};

const traits = (cost: number, says: string, actor: Actor = "from"): EdgeTraits => ({ cost, says, actor });

/**
 * The kinds of edge, from cause to effect: information or control went from `from` to `to`. `says` reads "from says to". Costs are
 * a fixed order of how telling a step is, not probabilities.
 */
const EDGES = {
  starts: traits(1, "started"),
  executes: traits(2, "was executed as", "to"),
  loads: traits(5, "was loaded by", "to"),
  reads: traits(3, "was read by", "to"),
  consults: traits(5, "was consulted by", "to"),
  writes: traits(1.5, "wrote"),
  replaces: traits(1.5, "created or replaced"),
  deletes: traits(2, "deleted"),
  renames: traits(1.5, "became"),
  connects: traits(1, "connected over"),
  accepts: traits(1, "was accepted by", "to"),
  answers: traits(4, "brought answers to", "to"),
  sends: traits(1, "sent over"),
  "tries to log on": traits(5, "carried a refused logon of"),
  "logs on": traits(1, "logged on as", "to"),
  authenticates: traits(4, "was authenticated for"),
  "runs in": traits(1.5, "ran", "to"),
  uses: traits(3, "used credentials of"),
  injects: traits(1, "ran a thread in"),
  opens: traits(2.5, "opened"),
  tampers: traits(1, "replaced the image of"),
  installs: traits(1, "installed"),
  configures: traits(1, "configured"),
  triggers: traits(1, "ran"),
  sets: traits(2, "set"),
  creates: traits(1, "created"),
  changes: traits(1.5, "changed"),
  looks: traits(4, "looked up"),
  runs: traits(3, "ran"),
  asks: traits(1.5, "asked for"),
  calls: traits(1, "called"),
} as const;
export type RouteEdgeKind = keyof typeof EDGES;
const EDGE_KINDS: readonly RouteEdgeKind[] = Object.keys(EDGES) as RouteEdgeKind[];

const NODE_CODES: ReadonlyMap<string, number> = new Map(NODE_KINDS.map((kind, code) => [kind, code]));
const EDGE_CODES: ReadonlyMap<string, number> = new Map(EDGE_KINDS.map((kind, code) => [kind, code]));

/** The small number that stands for a kind inside the store. */
export function nodeCode(kind: RouteNodeKind): number {
  return NODE_CODES.get(kind) ?? 0;
}

/** As nodeCode, for edges. */
export function edgeCode(kind: RouteEdgeKind): number {
  return EDGE_CODES.get(kind) ?? 0;
}

/** The kind behind a code of `edgeCode`. */
export function edgeKind(code: number): RouteEdgeKind {
  return EDGE_KINDS[code] ?? "changes";
}

/** The kind behind a code of `nodeCode`. */
export function nodeKind(code: number): RouteNodeKind {
  return NODE_KINDS[code] ?? "command";
}

/** What is known of a kind of edge. */
export function edgeTraits(kind: RouteEdgeKind): EdgeTraits {
  return EDGES[kind];
}
