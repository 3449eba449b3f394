import { type Address, formatAddress, isWithin, type Network, parseAddress } from "../../lib/index.ts";

/** The established connections of this machine at one moment, by their other end. */
export type LiveFlows = {
  readonly seen: number;
  /** How many, by remote address in its one spelling. */
  readonly byRemote: ReadonlyMap<string, number>;
};

/** What an order would hit of them. */
export type FlowReach = {
  readonly flowsHit: number;
  readonly flowsSeen: number;
  readonly remotesHit: number;
  readonly remotesSeen: number;
};

/** No flow at all: what is known where none can be read. */
export const NO_FLOWS: LiveFlows = { seen: 0, byRemote: new Map() };

const REMOTES = new WeakMap<LiveFlows, readonly { readonly address: Address; readonly flows: number }[]>();

/** Counts the flows whose other end is in `network`. An exact address costs one look-up, a prefix one pass. */
export function flowsWithin(network: Network, flows: LiveFlows): FlowReach {
  const seen = { flowsSeen: flows.seen, remotesSeen: flows.byRemote.size };
  if (flows.byRemote.size === 0) return { ...seen, flowsHit: 0, remotesHit: 0 };
  if (network.bits === network.base.length * 8) {
    const hit = flows.byRemote.get(formatAddress(network.base));
    return { ...seen, flowsHit: hit ?? 0, remotesHit: hit === undefined ? 0 : 1 };
  }
  const hits = remotesOf(flows).filter(({ address }) => isWithin(network, address));
  return { ...seen, flowsHit: hits.reduce((sum, { flows: count }) => sum + count, 0), remotesHit: hits.length };
}

function remotesOf(flows: LiveFlows) {
  const known = REMOTES.get(flows);
  if (known !== undefined) return known;
  const read = [...flows.byRemote].flatMap(([text, count]) => {
    const address = parseAddress(text);
    return address === undefined ? [] : [{ address, flows: count }];
  });
  REMOTES.set(flows, read);
  return read;
}
