import { type Address, isWithin, type Network, parseAddress } from "../../lib/index.ts";
import type { Event, Range } from "../../model/index.ts";
import { countIn, numberIn, originOf, textIn, type Where } from "./select.ts";

/** One direction of a flow out of our networks, as one sensor counted it. `bytes` is null when it did not. */
export type FlowSight = {
  readonly sensor: string;
  /** The same flow has the same key at every sensor of its layer. */
  readonly key: string;
  readonly layer: "transport" | "web";
  readonly remote: string;
  readonly bytes: Range | null;
  readonly event: Event;
};

/** Whose bytes are counted: from inside to outside, and only to these peers when any are named. */
export type Border = { readonly inside: readonly Network[]; readonly peers: readonly Network[] };

type FlowReader = { readonly where: Where; readonly read: (events: readonly Event[], border: Border) => readonly FlowSight[] };

/** Ethernet 18, IPv6 40 with extensions to 60, TCP at most 60: what a packet holds at most besides content. */
const HEADERS_MAX = 138;
/** Most content of one segment that carries a FIN, which the number on it does not count. */
const SEGMENT_MAX = 65_535;

/** Zeek's conn.log: orig_bytes is content; orig_ip_bytes counts headers and repeats too. */
const ZEEK: FlowReader = {
  where: { product: ["zeek"], service: ["conn"] },
  read: (events, border) => events.flatMap((event) => zeekFlow(event, border)),
};

function zeekFlow(event: Event, border: Border): readonly FlowSight[] {
  const way = directionOf(event, border);
  if (way === undefined) return [];
  const side = way.forward ? "orig" : "resp";
  const content = countIn(event, `${side}_bytes`);
  const carried = countIn(event, `${side}_ip_bytes`);
  const lo = content ?? (carried === undefined ? undefined : 0);
  const bytes = lo === undefined ? null : { lo, best: content ?? carried ?? lo, hi: Math.max(lo, carried ?? lo) };
  return [{ sensor: `zeek at ${originOf(event)}`, key: flowKey(event), layer: "transport", remote: way.remote, bytes, event }];
}

/** Suricata's flow and netflow events count whole packets: content is what is left when each had the largest headers. */
const SURICATA: FlowReader = {
  where: { product: ["suricata"], event_type: ["flow", "netflow"] },
  read: (events, border) =>
    events.flatMap((event): readonly FlowSight[] => {
      const way = directionOf(event, border);
      if (way === undefined || (textIn(event, "event_type") === "netflow" && !way.forward)) return [];
      const flow = textIn(event, "event_type") === "flow";
      const side = way.forward ? "toserver" : "toclient";
      const carried = countIn(event, flow ? `flow.bytes_${side}` : "netflow.bytes");
      const packets = countIn(event, flow ? `flow.pkts_${side}` : "netflow.pkts");
      const lo = Math.max(0, (carried ?? 0) - (packets ?? carried ?? 0) * HEADERS_MAX);
      const bytes = carried === undefined ? null : { lo, best: carried, hi: carried };
      return [
        { sensor: `suricata at ${originOf(event)}`, key: flowKey(event), layer: "transport", remote: way.remote, bytes, event },
      ];
    }),
};

/** tshark: with relative numbers, the number on a FIN is the count of bytes sent before it and one for the SYN; so is what the peer acknowledged. */
const TSHARK: FlowReader = {
  where: { product: ["tshark"], tcp_seq: ["*"] },
  read: (events, border) => {
    const streams = Map.groupBy(events, (event) => `${originOf(event)} ${textIn(event, "tcp_stream") ?? ""} ${flowKey(event)}`);
    return [...streams.values()].flatMap((packets) => tsharkFlow(packets, border));
  },
};

const FIN_OR_RST = 0x05;

function tsharkFlow(packets: readonly Event[], border: Border): readonly FlowSight[] {
  const out = packets.flatMap((event) => {
    const way = directionOf(event, border);
    return way?.forward === true ? [{ event, remote: way.remote }] : [];
  });
  const first = out[0];
  if (first === undefined) return [];
  const ours = new Set(out.map(({ event }) => event));
  const ends = out.filter(({ event }) => ((numberIn(event, "tcp_flags") ?? 0) & FIN_OR_RST) !== 0);
  const sent = most(ends.map(({ event }) => (numberIn(event, "tcp_seq") ?? 0) - 1));
  const acknowledged = most(packets.filter((event) => !ours.has(event)).map((event) => (numberIn(event, "tcp_ack") ?? 0) - 1));
  const least = Math.max(0, sent ?? 0);
  const carried = most(ends.map(({ event }) => countIn(event, "tcp_len") ?? 0)) ?? 0;
  const hi = Math.max(least + Math.min(carried, SEGMENT_MAX), acknowledged ?? 0);
  const bytes = sent === undefined ? null : { lo: least, best: least, hi };
  const { event, remote } = first;
  return [
    {
      sensor: `tshark at ${originOf(event)}`,
      key: flowKey(event),
      layer: "transport",
      remote,
      bytes,
      event: ends[0]?.event ?? event,
    },
  ];
}

function most(numbers: readonly number[]): number | undefined {
  return numbers.reduce<number | undefined>(
    (found, number) => (found === undefined || number > found ? number : found),
    undefined,
  );
}

/** Web servers log the bytes of the body that they sent. */
const WEB: FlowReader = {
  where: { category: ["webserver"], "sc-bytes": ["*"] },
  read: (events, border) =>
    events.flatMap((event): readonly FlowSight[] => {
      const remote = addressIn(event, "c-ip");
      if (remote === undefined || !isRemote(remote.address, border)) return [];
      const bytes = countIn(event, "sc-bytes");
      const origin = event.records[0]?.origin;
      return [
        {
          sensor: `web server at ${originOf(event)}`,
          key: `${origin?.source ?? ""} ${origin?.offset ?? 0}`,
          layer: "web",
          remote: remote.text,
          bytes: bytes === undefined ? null : { lo: bytes, best: bytes, hi: bytes },
          event,
        },
      ];
    }),
};

/** All that are known. */
export const FLOW_READERS: readonly FlowReader[] = [ZEEK, SURICATA, TSHARK, WEB];

/** The flow's ends in one order, so that both directions and all sensors agree. */
function flowKey(event: Event): string {
  const ends = [
    `${textIn(event, "src_ip") ?? ""}:${textIn(event, "src_port") ?? ""}`,
    `${textIn(event, "dst_ip") ?? ""}:${textIn(event, "dst_port") ?? ""}`,
  ];
  return ends.sort().join(" ");
}

/** Which side of the event is ours; undefined when both are, or neither, or the other is no peer in question. */
function directionOf(event: Event, border: Border): { forward: boolean; remote: string } | undefined {
  const from = addressIn(event, "src_ip");
  const to = addressIn(event, "dst_ip");
  if (from === undefined || to === undefined) return undefined;
  const within = ({ address }: { address: Address }) => border.inside.some((network) => isWithin(network, address));
  if (within(from) && isRemote(to.address, border)) return { forward: true, remote: to.text };
  if (within(to) && isRemote(from.address, border)) return { forward: false, remote: from.text };
  return undefined;
}

function isRemote(address: Address, { inside, peers }: Border): boolean {
  if (inside.some((network) => isWithin(network, address))) return false;
  return peers.length === 0 || peers.some((network) => isWithin(network, address));
}

function addressIn(event: Event, field: string): { address: Address; text: string } | undefined {
  const text = textIn(event, field);
  const address = text === undefined ? undefined : parseAddress(text);
  return address === undefined || text === undefined ? undefined : { address, text };
}
