import { type Address, parseAddress, parseNetwork } from "../../lib/index.ts";
import { type Hold, holdsAt } from "../action-lives.ts";

// Runs of what an address can be made of; parseAddress decides.
const MAYBE_ADDRESS = /[0-9a-fA-F:.]{3,45}/g;
const NOT_IN_NAMES = /[^\p{L}\p{N}_.@$-]+/u;

/**
 * Answers whether the text of a record names a target that was held at a time (spec/action.md §data/actions.json). By look-ups, so that
 * many holds and many findings do not multiply.
 */
export function indexHolds(holds: readonly Hold[]): (text: string, at: string) => boolean {
  const byTarget = new Map<string, Hold[]>();
  const prefixes = new Set<number>();
  for (const hold of holds) {
    const { kind, value } = hold.target;
    const network = kind === "address" || kind === "prefix" ? parseNetwork(value) : undefined;
    if (network !== undefined) prefixes.add(network.bits);
    const key = network === undefined ? (kind === "process" ? kind : `=${value}`) : networkKey(network.base, network.bits);
    byTarget.set(key, byTarget.get(key) ?? []);
    byTarget.get(key)?.push(hold);
  }
  return (text, at) => {
    const keys = new Set(text.split(NOT_IN_NAMES).map((name) => `=${name}`));
    for (const [run] of text.matchAll(MAYBE_ADDRESS)) {
      const address = addressOf(run);
      if (address !== undefined) for (const bits of prefixes) keys.add(networkKey(address, bits));
    }
    return [...keys].some((key) => byTarget.get(key)?.some((hold) => holdsAt(hold, at)));
  };
}

/** Equal for two addresses of one family whose first `bits` bits are equal. */
function networkKey(address: Address, bits: number): string {
  const masked = address.map((byte, at) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - at * 8))));
  return `${masked.join(".")}/${bits}`;
}

/** A full stop or colon may end the sentence, or stand before a port, and not belong to the address. */
function addressOf(run: string): Address | undefined {
  return parseAddress(run) ?? parseAddress(run.replace(/(\.\d+):.*|[.:]+$/, "$1"));
}
