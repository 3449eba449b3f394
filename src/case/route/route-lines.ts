import { edgeTraits } from "./kinds.ts";
import { sayNode } from "./questions.ts";
import type { RouteEdge, RouteGraph, RouteNode } from "./route-graph.ts";
import { timeText } from "./time-text.ts";

/** Units of a name, and of a command line, on one line. */
const NAME_MAX = 120;
const DETAIL_MAX = 160;

/** An answer as text for a person: numbered steps in order of time, "*" on the main path, each with its first record; then what is open. */
export function routeLines(route: RouteGraph): readonly string[] {
  const nodes = new Map(route.nodes.map((node) => [node.id, node]));
  const steps = route.edges.map((edge, at) => stepLine(edge, nodes, at + 1));
  const head = `${route.edges.length} edges${route.of > route.edges.length ? `, chosen from ${route.of}` : ""}${route.joined ? "" : "; no chain of records joins entry and effect"}`;
  return [head, ...steps, ...route.openEnds.map(({ text }) => `? ${plain(text, 2 * NAME_MAX + DETAIL_MAX)}`)];
}

function stepLine(edge: RouteEdge, nodes: ReadonlyMap<string, RouteNode>, number: number): string {
  const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
  const says = edgeTraits(edge.kind).says;
  const text = `${from === undefined ? "?" : named(from)} ${says} ${to === undefined ? "?" : named(to)}`;
  const times = edge.count === 1 ? "" : ` (${edge.count} times)`;
  const doubt = edge.uncertain ? " (uncertain)" : "";
  return `${edge.main ? "*" : " "} ${number}. ${spanText(edge)} ${text}${times}${doubt} [${recordsText(edge)}]`;
}

function spanText({ span }: RouteEdge): string {
  return span.fromMs === span.toMs ? timeText(span.fromMs) : `${timeText(span.fromMs)} to ${timeText(span.toMs)}`;
}

function recordsText({ records }: RouteEdge): string {
  const [first = ""] = records;
  return records.length <= 1 ? first.slice(0, 16) : `${first.slice(0, 16)} and ${records.length - 1} more`;
}

function named(node: RouteNode): string {
  const detail = node.detail === "" ? "" : ` (${plain(node.detail, DETAIL_MAX)})`;
  return `${plain(sayNode(node), NAME_MAX)}${detail}`;
}

/** Text of a record in one line of bounded length: control characters and those that turn the direction of writing are shown as such. */
export function plain(text: string, unitsMax: number): string {
  const cut = text.length > unitsMax ? `${text.slice(0, unitsMax - 1)}…` : text;
  return cut.replace(
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    "\ufffd",
  );
}
