import { parseIsoTime } from "../../lib/index.ts";
import type { ClockedSpan, NounId } from "../../model/index.ts";
import { coneOf, firstFailing } from "./cone.ts";
import { fault, type GraphFault, type GraphFaultKind } from "./fault.ts";
import { type Edge, type Held, isKind } from "./held.ts";
import { CAUSES_DEPTH_MAX, CAUSES_MAX } from "./limits.ts";

type Placed = { readonly edge: Edge; readonly at: number };

/**
 * The first `causes` link of a docket with which causation would be circular, too deep or against time; null when there is none. `known` are
 * those that the graph has. An effect happens no earlier than each of its causes, through claims that have no time of their own too.
 */
export function causalFault(
  known: readonly Edge[],
  edges: readonly Placed[],
  find: (id: NounId) => Held | undefined,
): GraphFault | null {
  const fresh = edges.filter(({ edge }) => edge.type === "causes");
  if (fresh.length === 0) return null;
  const room = CAUSES_MAX - known.length;
  if (fresh.length > room)
    return fault("too-many", `nouns[${fresh[Math.max(room, 0)]?.at ?? 0}]`, `at most ${CAUSES_MAX} causes links in a case`);
  const wrong = (count: number) => orderFault([...known, ...fresh.slice(0, count).map(({ edge }) => edge)], find);
  if (wrong(fresh.length) === null) return null;
  const count = firstFailing(fresh.length, (prefix) => wrong(prefix) !== null);
  const [kind, expected] = wrong(count) ?? ["circular", "causes that do not cause themselves"];
  return fault(kind, `nouns[${fresh[count - 1]?.at ?? 0}]`, expected);
}

function orderFault(
  edges: readonly Edge[],
  find: (id: NounId) => Held | undefined,
): readonly [kind: GraphFaultKind, expected: string] | null {
  const cone = coneOf(edges, () => false);
  if (cone === null) return ["circular", "causes that do not cause themselves"];
  const effects = new Set(cone.order);
  const roots = [...new Set(edges.map(({ from }) => from))].filter((held) => !effects.has(held));
  const depths = new Map<Held, number>();
  const earliest = new Map<Held, number>();
  for (const held of [...roots, ...cone.order]) {
    const depth = depths.get(held) ?? 0;
    const { from, to } = boundsOf(held, find);
    const start = Math.max(from, earliest.get(held) ?? from);
    if (depth > CAUSES_DEPTH_MAX) return ["too-deep", `at most ${CAUSES_DEPTH_MAX} causes in a row`];
    if (start > to) return ["against-time", "an effect that can have come no earlier than its causes"];
    for (const edge of cone.next(held)) {
      depths.set(edge.to, Math.max(depths.get(edge.to) ?? 0, depth + 1));
      earliest.set(edge.to, Math.max(earliest.get(edge.to) ?? start, start));
    }
  }
  return null;
}

/** Between when it can have happened, in ms since 1970, clock offsets added; a claim that is about an event has that event's time. */
function boundsOf(held: Held, find: (id: NounId) => Held | undefined): { readonly from: number; readonly to: number } {
  const told = isKind(held, "claim") && held.noun.subject !== null ? find(held.noun.subject) : held;
  if (told === undefined || !isKind(told, "event")) return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  return bounds(told.noun.when);
}

function bounds({ from, to, clock }: ClockedSpan): { readonly from: number; readonly to: number } {
  const { lo, hi } = clock?.offsetMs ?? { lo: 0, hi: 0 };
  return { from: (parseIsoTime(from) ?? 0) + lo, to: (parseIsoTime(to) ?? 0) + hi };
}
