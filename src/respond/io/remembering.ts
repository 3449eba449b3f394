import type { Clock } from "../../lib/index.ts";
import type { ProtectedNetwork } from "../guards/protection.ts";
import type { Resolve } from "./protected-names.ts";

const FRESH_MS = 300_000;
const KEEP_MS = 3_600_000;

type Known = { askedMs: number; readonly seenMs: Map<string, number> };

/**
 * Asks for a name at most every five minutes, and knows each address for an hour after it was last told: a pool that rotates and a name
 * server that is silent for a while take no protection away.
 */
export function rememberingResolve(resolve: Resolve, monotonic: Clock): Resolve {
  const names = new Map<string, Known>();
  return async (name) => {
    const known = names.get(name) ?? { askedMs: Number.NEGATIVE_INFINITY, seenMs: new Map<string, number>() };
    names.set(name, known);
    if (monotonic() - known.askedMs >= FRESH_MS) {
      try {
        for (const address of await resolve(name)) known.seenMs.set(address, monotonic());
        known.askedMs = monotonic();
      } catch (error) {
        if (known.seenMs.size === 0) throw error;
      }
    }
    return youngerThan(known.seenMs, monotonic());
  };
}

function youngerThan(seenMs: Map<string, number>, nowMs: number): string[] {
  for (const [key, atMs] of seenMs) if (nowMs - atMs > KEEP_MS) seenMs.delete(key);
  return [...seenMs.keys()];
}

/** The same for a list: asked for at most every `freshMs`, each entry known for an hour. */
export function rememberingList<Entry>(list: () => Promise<readonly Entry[]>, freshMs: number, monotonic: Clock): typeof list {
  const known = new Map<string, { readonly entry: Entry; readonly atMs: number }>();
  let askedMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const nowMs = monotonic();
    if (nowMs - askedMs >= freshMs) {
      for (const entry of await list()) known.set(JSON.stringify(entry), { entry, atMs: nowMs });
      askedMs = nowMs;
    }
    for (const [key, { atMs }] of known) if (nowMs - atMs > KEEP_MS) known.delete(key);
    return [...known.values()].map(({ entry }) => entry);
  };
}

/** Where operators came from within the last hour: whoever was cut off, or mistypes a password on the way back, is still no attacker. */
export type OperatorMemory = { recall(seen: readonly ProtectedNetwork[]): readonly ProtectedNetwork[]; forget(): void };

/** An empty memory. */
export function createOperatorMemory(monotonic: Clock): OperatorMemory {
  const seenMs = new Map<string, number>();
  return {
    recall: (seen) => {
      for (const { guard, network } of seen) if (guard === "operator") seenMs.set(network, monotonic());
      return youngerThan(seenMs, monotonic()).map((network) => {
        return {
          network,
          guard: "operator",
          why: "an operator's session within the last hour",
          from: "earlier looks",
          yields: false,
        };
      });
    },
    forget: () => seenMs.clear(),
  };
}
