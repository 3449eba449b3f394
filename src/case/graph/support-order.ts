import { type Checked, no, yes } from "../../lib/index.ts";
import { coneOf, firstFailing } from "./cone.ts";
import { fault, type GraphFault } from "./fault.ts";
import { type Edge, type Held, isKind, isSupport } from "./held.ts";
import { CASE_WAYS_MAX, SUPPORT_DEPTH_MAX, WAYS_MAX } from "./limits.ts";

type Reached = {
  readonly depths: ReadonlyMap<Held, number>;
  readonly ways: ReadonlyMap<Held, number>;
  readonly claimWays: number;
};
type Verdict = Checked<Reached, Pick<GraphFault, "kind" | "expected">>;

/**
 * What support edges would do to how deep nouns lie above their records and how many ways lead there, or the first edge that must not be.
 * Nothing is changed. `claimWays` in and out: the ways of all claims of the case together.
 */
export function checkSupport(
  edges: readonly { readonly edge: Edge; readonly at: number }[],
  claimWays: number,
): Checked<Reached, GraphFault> {
  const fresh = edges.filter(({ edge }) => isSupport(edge));
  if (fresh.length === 0) return yes({ depths: new Map(), ways: new Map(), claimWays });
  const tryFirst = (count: number) =>
    reachOver(
      fresh.slice(0, count).map(({ edge }) => edge),
      claimWays,
    );
  const whole = tryFirst(fresh.length);
  if (whole.ok) return whole;
  const count = firstFailing(fresh.length, (prefix) => !tryFirst(prefix).ok);
  const failed = tryFirst(count);
  const { kind, expected } = failed.ok ? whole.fault : failed.fault;
  return no(fault(kind, `nouns[${fresh[count - 1]?.at ?? 0}]`, expected));
}

function reachOver(fresh: readonly Edge[], claimWaysBefore: number): Verdict {
  const cone = coneOf(fresh, isSupport);
  if (cone === null) return no({ kind: "circular", expected: "nouns that do not rest on themselves" });
  const inCone = new Set(cone.order);
  const isFresh = new Set(fresh);
  const depths = new Map<Held, number>();
  const gained = new Map<Held, number>();
  let claimWays = claimWaysBefore;
  const pass = (edge: Edge) => {
    const { from, to } = edge;
    depths.set(to, Math.max(depths.get(to) ?? to.depth, (depths.get(from) ?? from.depth) + 1));
    const more = (gained.get(from) ?? 0) + (isFresh.has(edge) ? from.ways : 0);
    gained.set(to, (gained.get(to) ?? 0) + more);
  };
  for (const edge of fresh) if (!inCone.has(edge.from)) pass(edge);
  for (const held of cone.order) {
    if ((depths.get(held) ?? 0) > SUPPORT_DEPTH_MAX)
      return no({ kind: "too-deep", expected: `at most ${SUPPORT_DEPTH_MAX} steps down to a record` });
    const more = gained.get(held) ?? 0;
    if (held.ways + more > WAYS_MAX) return no({ kind: "too-many", expected: `at most ${WAYS_MAX} ways from a noun to records` });
    if (isKind(held, "claim")) claimWays += more;
    for (const edge of cone.next(held)) pass(edge);
  }
  if (claimWays > CASE_WAYS_MAX)
    return no({ kind: "too-many", expected: `at most ${CASE_WAYS_MAX} ways from claims to records` });
  const ways = new Map(cone.order.map((held) => [held, held.ways + (gained.get(held) ?? 0)]));
  return yes({ depths, ways, claimWays });
}
