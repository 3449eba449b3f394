import { isoTime, type Network, no, parseNetwork, type Shape, shape, yes } from "../../lib/index.ts";
import type { Range } from "../../model/index.ts";
import type { Answer, Arguments, QueryDefinition } from "./ask.ts";
import { spanOf } from "./downtime.ts";
import { FLOW_READERS, type FlowSight } from "./flow-readers.ts";
import { type Interval, lengthMs, within } from "./intervals.ts";
import type { Records } from "./select.ts";

const networksShape: Shape<readonly Network[]> = (json, path) => {
  const read = shape.list(shape.text(60), 1000)(json, path);
  if (!read.ok) return read;
  const networks: Network[] = [];
  for (const text of read.value) {
    const network = parseNetwork(text);
    if (network === undefined) return no({ kind: "bad-shape", path, expected: "networks such as 10.20.0.0/24" });
    networks.push(network);
  }
  return yes(networks);
};

/** How long a record of any flow shows that the sensors were at work, when nobody says otherwise. */
const QUIET_S = 60;

/**
 * Bytes that left: each flow once, whoever saw it. A sensor's count of content is a lower bound; what it counted with headers and repeats is
 * an upper one. Web bodies travel inside flows, so a remote address has at least the larger of the two, and at most both.
 */
export const BYTES_OUT: QueryDefinition = {
  name: "bytes-out.flows",
  version: "1",
  quantity: "bytes-out",
  needs: ["from", "to", "inside"],
  takes: ["peers", "quietS", "baselineFrom"],
  run: (args, records) => bytesOut(args, records),
};

const CAVEATS = [
  "bytes on the wire: compressed or encrypted content may hold more or less information than its length",
  "padding and protocol headers inside the content count as content",
];

function bytesOut(args: Arguments, records: Records): Answer {
  const window = args.window();
  const seen = flowsIn(args, records, window);
  const { value, unsized, contradictory } = totalOf(seen.flows);
  const caveats = [...CAVEATS];
  if (unsized > 0) caveats.push(`${unsized} flows without a size: the upper bound does not hold for them`);
  caveats.push(...contradictory.map((key) => `sensors contradict each other on ${key}: both figures are kept inside the range`));
  const { coverage } = seen;
  const said = `flows from ${isoTime(window.fromMs)} to ${isoTime(window.toMs)}, coverage ${(coverage * 100).toFixed(0)} %`;
  return {
    value,
    unit: "B",
    over: spanOf(window),
    cited: seen.flows.map(({ event }) => event),
    coverage,
    countingRule: "each flow once, by its addresses and ports; web bodies are not added to the flows that carried them",
    baseline: baselineOf(args, records),
    caveats,
    pricedOn: null,
    parts: partsOf(seen.flows),
    negative: seen.flows.length > 0 ? null : `no evidence of exfiltration in ${said}`,
    picture: null,
  };
}

function flowsIn(args: Arguments, records: Records, window: Interval): { flows: readonly FlowSight[]; coverage: number } {
  const border = { inside: args.json("inside", networksShape), peers: args.jsonOr("peers", networksShape, []) };
  const quietMs = Math.round(args.jsonOr("quietS", shape.number(0.001, 86_400), QUIET_S) * 1000);
  const flows: FlowSight[] = [];
  const covered: Interval[] = [];
  for (const reader of FLOW_READERS) {
    const events = records.select(reader.where, window);
    for (const { time } of events) covered.push({ fromMs: time.fromMs, toMs: time.toMs + quietMs });
    flows.push(...reader.read(events, border));
  }
  return { flows, coverage: lengthMs(within(covered, window)) / (window.toMs - window.fromMs) };
}

function baselineOf(args: Arguments, records: Records): string | null {
  const window = args.before();
  if (window === null) return null;
  const { lo, hi } = totalOf(flowsIn(args, records, window).flows).value;
  return `${lo.toFixed(0)} to ${hi.toFixed(0)} B in the ${((window.toMs - window.fromMs) / 1000).toFixed(3)} s before`;
}

type Total = { readonly value: Range; readonly unsized: number; readonly contradictory: readonly string[] };

function totalOf(flows: readonly FlowSight[]): Total {
  const remotes = [...Map.groupBy(flows, ({ remote }) => remote)].sort(([a], [b]) => (a < b ? -1 : 1));
  const contradictory: string[] = [];
  let unsized = 0;
  const value = { lo: 0, best: 0, hi: 0 };
  for (const [, sights] of remotes) {
    const [transport, web] = (["transport", "web"] as const).map((layer) => {
      const groups = Map.groupBy(
        sights.filter((sight) => sight.layer === layer),
        ({ key }) => key,
      );
      const each = [...groups].map(([key, group]) => {
        const flow = oneFlow(group);
        if (flow === null) unsized++;
        else if (flow.contradictory) contradictory.push(key);
        return flow?.value ?? ZERO;
      });
      return addRanges(each);
    });
    value.lo += Math.max(transport?.lo ?? 0, web?.lo ?? 0);
    value.best += Math.max(transport?.best ?? 0, web?.best ?? 0);
    value.hi += (transport?.hi ?? 0) + (web?.hi ?? 0);
  }
  return { value, unsized, contradictory: contradictory.sort() };
}

const ZERO: Range = { lo: 0, best: 0, hi: 0 };

/** Whole bytes: their sum is the same in any order. */
function addRanges(ranges: readonly Range[]): Range {
  return ranges.reduce((sum, { lo, best, hi }) => ({ lo: sum.lo + lo, best: sum.best + best, hi: sum.hi + hi }), ZERO);
}

/** The same ports used again are several flows of one sensor, and are added; what several sensors saw is not. Null when none sized it. */
function oneFlow(sights: readonly FlowSight[]): { value: Range; contradictory: boolean } | null {
  const bySensor = [...Map.groupBy(sights, ({ sensor }) => sensor).values()].flatMap((own) => {
    // A line that was kept twice is one flow: equal in time and in bytes.
    const once = new Map(own.map((sight) => [`${sight.event.time.fromMs} ${sight.bytes?.lo} ${sight.bytes?.hi}`, sight]));
    const sized = [...once.values()].flatMap(({ bytes }) => bytes ?? []);
    return sized.length === 0 ? [] : [addRanges(sized)];
  });
  if (bySensor.length === 0) return null;
  const lo = bySensor.reduce((most, range) => Math.max(most, range.lo), 0);
  const hi = bySensor.reduce((most, range) => Math.max(most, range.hi), 0);
  const best = bySensor.filter((range) => range.lo === lo).reduce((least, range) => Math.min(least, range.best), hi);
  return { value: { lo, best, hi }, contradictory: bySensor.some((range) => range.hi < lo) };
}

function partsOf(flows: readonly FlowSight[]): Answer["parts"] {
  const groups = [...Map.groupBy(flows, ({ sensor }) => sensor)].sort(([a], [b]) => (a < b ? -1 : 1));
  return groups.map(([sensor, own]) => ({ name: `bytes out seen by ${sensor}`, origin: sensor, value: totalOf(own).value }));
}
