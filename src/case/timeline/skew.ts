/** A clock runs behind true time by an amount between these, in ms: what is to be added to its times. */
export type Offset = { readonly lo: number; readonly hi: number };

/** `later` clock's offset minus `earlier` clock's is at least this many ms; `because` names what shows it. */
export type SkewBound = {
  readonly earlier: string;
  readonly later: string;
  readonly atLeastMs: number;
  readonly because: string;
};

/** What is known of every clock; `contradictions` names what cannot all be true, and then nothing is corrected. */
export type Skews = {
  readonly offsets: ReadonlyMap<string, Offset>;
  readonly contradictions: readonly string[];
};

/** The clock that is never wrong: what offsets are told against. */
const TRUE_TIME = "";

type Edge = { readonly from: string; readonly to: string; readonly ms: number; readonly because: string };

/** Clocks and bounds that are taken into account, at most; bounds beyond it only leave offsets wider. */
const CLOCKS_MAX = 500;
const BOUNDS_MAX = 20_000;

/**
 * The narrowest offsets of clocks that fit what was said of each and what one thing after another shows: a system of difference constraints,
 * solved by shortest paths (Bellman–Ford; Cormen et al., Introduction to Algorithms, §24.4). `stated` has what was said of a clock; a clock that is only
 * in `bounds` is known by them alone, and is unbounded where nothing ties it to true time.
 */
export function solveSkews(stated: ReadonlyMap<string, Offset>, bounds: readonly SkewBound[]): Skews {
  const clocks = [...new Set([...stated.keys(), ...bounds.flatMap(({ earlier, later }) => [earlier, later])])].sort();
  const kept = clocks.slice(0, CLOCKS_MAX);
  const edges = edgesOf(stated, bounds.slice(0, BOUNDS_MAX), new Set(kept));
  const nodes = [TRUE_TIME, ...kept];
  const cycle = negativeCycle(nodes, edges);
  if (cycle !== null) return { offsets: new Map(), contradictions: cycle };
  const upper = shortest(nodes, edges);
  const lower = shortest(
    nodes,
    edges.map(({ from, to, ms, because }) => ({ from: to, to: from, ms, because })),
  );
  const offsets = new Map<string, Offset>();
  for (const clock of kept) {
    const [hi, down] = [upper.get(clock), lower.get(clock)];
    if (hi !== undefined && down !== undefined) offsets.set(clock, { lo: down === 0 ? 0 : -down, hi });
  }
  return { offsets, contradictions: [] };
}

/** An edge from → to of weight c says offset(to) − offset(from) ≤ c. */
function edgesOf(stated: ReadonlyMap<string, Offset>, bounds: readonly SkewBound[], kept: ReadonlySet<string>): readonly Edge[] {
  const edges: Edge[] = [];
  for (const [clock, { lo, hi }] of [...stated].sort(([left], [right]) => (left < right ? -1 : 1))) {
    if (!kept.has(clock)) continue;
    const because = `${clock} is said to be off by ${lo} to ${hi} ms`;
    edges.push({ from: TRUE_TIME, to: clock, ms: hi, because }, { from: clock, to: TRUE_TIME, ms: -lo, because });
  }
  for (const { earlier, later, atLeastMs, because } of bounds)
    if (earlier !== later && kept.has(earlier) && kept.has(later))
      edges.push({ from: later, to: earlier, ms: -atLeastMs, because });
  return edges;
}

function shortest(nodes: readonly string[], edges: readonly Edge[]): ReadonlyMap<string, number> {
  const far = new Map<string, number>([[TRUE_TIME, 0]]);
  for (let round = 1; round < nodes.length; round++) if (relax(far, edges) === undefined) break;
  return far;
}

function relax(far: Map<string, number>, edges: readonly Edge[], cameBy?: Map<string, Edge>): string | undefined {
  let changed: string | undefined;
  for (const edge of edges) {
    const start = far.get(edge.from);
    if (start === undefined || start + edge.ms >= (far.get(edge.to) ?? Number.POSITIVE_INFINITY)) continue;
    far.set(edge.to, start + edge.ms);
    cameBy?.set(edge.to, edge);
    changed = edge.to;
  }
  return changed;
}

/** What contradicts itself, sentence by sentence; null when all can be true. */
function negativeCycle(nodes: readonly string[], edges: readonly Edge[]): readonly string[] | null {
  const far = new Map(nodes.map((node) => [node, 0]));
  const cameBy = new Map<string, Edge>();
  let changed: string | undefined;
  for (let round = 0; round < nodes.length; round++) {
    changed = relax(far, edges, cameBy);
    if (changed === undefined) return null;
  }
  let at = changed ?? TRUE_TIME;
  for (let step = 0; step < nodes.length; step++) at = cameBy.get(at)?.from ?? at;
  const because: string[] = [];
  for (let next = at, step = 0; step < nodes.length; step++) {
    const edge = cameBy.get(next);
    if (edge === undefined) break;
    because.push(edge.because);
    next = edge.from;
    if (next === at) break;
  }
  return [...new Set(because)].sort();
}
