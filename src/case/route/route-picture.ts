import dagre from "@dagrejs/dagre";
import { escapeMarkup } from "../../lib/index.ts";
import { edgeTraits } from "./kinds.ts";
import type { RouteEdge, RouteGraph, RouteNode } from "./route-graph.ts";
import { plain } from "./route-lines.ts";
import { timeText } from "./time-text.ts";

type Place = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
type Point = { readonly x: number; readonly y: number };

const LINE_MAX = 30;
const WIDTH = 220;
const HEIGHT = 46;
const MARGIN = 20;
const LEGEND = 26;
/** Pictures of more than this say so and show none of it: nobody reads them, and the layout takes long. */
const DRAWN_MAX = 400;

/** Fill colours of hosts, in order of their names; dark text on each has a contrast above 10 to 1. */
const FILLS = ["#dbeafe", "#fef3c7", "#dcfce7", "#fce7f3", "#ede9fe", "#ffedd5", "#cffafe", "#f1f5f9"];
const NO_HOST = "#ffffff";

/** An answer as one self-contained SVG, no script in it: causes stand above what they led to, and each host has a colour. */
export function routePicture(route: RouteGraph): string {
  if (route.edges.length > DRAWN_MAX)
    return wrap(700, 60, [text({ x: 20, y: 35 }, `${route.edges.length} edges: too many to draw; ask for fewer.`)]);
  const hosts = [...new Set(route.nodes.map(({ host }) => host))].filter((host) => host !== null).sort();
  const { places, lines, width, height } = layOut(route);
  const colours = new Map(hosts.map((host, at) => [host, FILLS[at % FILLS.length] ?? NO_HOST]));
  const parts = [
    ...legend(hosts, colours),
    ...route.edges.map((edge, at) => edgeParts(edge, lines[at] ?? [])),
    ...route.nodes.map((node) => nodeParts(node, places.get(node.id), colours)),
  ];
  return wrap(Math.max(width, 400) + 2 * MARGIN, height + 2 * MARGIN + (hosts.length + 1) * LEGEND, [
    `<g transform="translate(${MARGIN},${MARGIN + (hosts.length + 1) * LEGEND})">`,
    ...parts.slice(hosts.length + 1),
    "</g>",
    ...parts.slice(0, hosts.length + 1),
  ]);
}

type Layout = {
  readonly places: ReadonlyMap<string, Place>;
  readonly lines: readonly (readonly Point[])[];
  readonly width: number;
  readonly height: number;
};

/** Layered layout (Sugiyama) by dagre: input in a fixed order gives the same places everywhere. */
function layOut(route: RouteGraph): Layout {
  const graph = new dagre.graphlib.Graph({ multigraph: true, compound: false });
  graph.setGraph({ rankdir: "TB", nodesep: 24, ranksep: 44, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of route.nodes) graph.setNode(id, { width: WIDTH, height: HEIGHT });
  route.edges.forEach(({ from, to, main }, at) => graph.setEdge(from, to, { weight: main ? 4 : 1 }, `e${at}`));
  dagre.layout(graph);
  const places = new Map(route.nodes.map(({ id }) => [id, graph.node(id) as Place]));
  const lines = route.edges.map(({ from, to }, at) => (graph.edge(from, to, `e${at}`) as { points?: Point[] }).points ?? []);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return { places, lines, width: Math.ceil(width), height: Math.ceil(height) };
}

function legend(hosts: readonly string[], colours: ReadonlyMap<string, string>): readonly string[] {
  const rows = [...hosts.map((host) => [host, colours.get(host) ?? NO_HOST] as const), ["no one host", NO_HOST] as const];
  return rows.map(([host, fill], at) => {
    const y = MARGIN + at * LEGEND;
    return `<rect x="${MARGIN}" y="${y}" width="22" height="16" rx="3" fill="${fill}" stroke="#475569"/>${text({ x: MARGIN + 30, y: y + 13 }, plain(host, 80))}`;
  });
}

function nodeParts(node: RouteNode, place: Place | undefined, colours: ReadonlyMap<string, string>): string {
  if (place === undefined) return "";
  const [x, y] = [place.x - place.width / 2, place.y - place.height / 2];
  const fill = colours.get(node.host ?? "") ?? NO_HOST;
  const dash = node.uncertain ? ' stroke-dasharray="5 3"' : "";
  const version = node.version > 0 ? ` · version ${node.version}` : "";
  const whole = `${node.kind} ${node.name}${version}${node.host === null ? "" : ` on ${node.host}`}${node.detail === "" ? "" : `: ${node.detail}`}`;
  return [
    `<g><title>${escapeMarkup(plain(whole, 1000))}</title>`,
    `<rect x="${round(x)}" y="${round(y)}" width="${WIDTH}" height="${HEIGHT}" rx="6" fill="${fill}" stroke="#334155"${dash}/>`,
    text({ x: x + 8, y: y + 18 }, `${node.kind}${version}`, ' font-weight="600"'),
    text({ x: x + 8, y: y + 36 }, shorten(node.name)),
    "</g>",
  ].join("");
}

/** The end of a path tells more than its beginning. */
function shorten(name: string): string {
  const one = plain(name, 2000);
  return one.length <= LINE_MAX ? one : `…${one.slice(one.length - LINE_MAX + 1)}`;
}

function edgeParts(edge: RouteEdge, points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const line = `M${round(first.x)} ${round(first.y)}${rest.map(({ x, y }) => `L${round(x)} ${round(y)}`).join("")}`;
  const stroke = edge.main ? 'stroke="#b91c1c" stroke-width="2.5"' : 'stroke="#64748b" stroke-width="1.2"';
  const dash = edge.uncertain ? ' stroke-dasharray="5 3"' : "";
  const middle = points[Math.floor(points.length / 2)] ?? first;
  const says = `${timeText(edge.span.fromMs)} ${edgeTraits(edge.kind).says}${edge.count === 1 ? "" : `, ${edge.count} times`}; records ${edge.records.join(" ")}`;
  return [
    `<g><title>${escapeMarkup(says)}</title>`,
    `<path d="${line}" fill="none" ${stroke}${dash} marker-end="url(#to)"/>`,
    text({ x: middle.x + 5, y: middle.y - 2 }, edge.kind, ' font-size="10" fill="#334155"'),
    "</g>",
  ].join("");
}

function text({ x, y }: Point, words: string, more: string = ""): string {
  return `<text x="${round(x)}" y="${round(y)}"${more}>${escapeMarkup(words)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function wrap(width: number, height: number, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" role="img" aria-label="Route of an attack">`,
    '<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#475569"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}
