import dagre from "@dagrejs/dagre";
import { escapeMarkup } from "../../lib/index.ts";
import type { Causation } from "./causation.ts";
import { degreeText, nameOf } from "./causation-lines.ts";
import { type CausalModel, type CausalNode, compare, type PlainGate } from "./model.ts";
import { coneOf } from "./world.ts";

/** Nodes that one picture shows, those nearest to the outcome. */
const NODES_MAX = 300;
const LINE_UNITS = 34;
const LINES_MAX = 3;
const BOX = { width: 250, height: 74 };
const GATE = { width: 54, height: 26 };

type Placed = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
type Edge = { readonly from: string; readonly to: string; readonly dashed: boolean };

/**
 * How an outcome came about as one SVG without script: causes above effects, groups as gates, dashed what is not known, struck through what did not
 * occur. Names are escaped. The same model gives the same bytes.
 */
export function causationPicture(model: CausalModel, causation: Causation): string {
  const cone = coneOf(model, causation.outcome.id).slice(-NODES_MAX);
  const shown = new Set(cone);
  const found = new Map(causation.causes.map((cause) => [cause.node.id, cause]));
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 24, ranksep: 44, marginx: 20, marginy: 50 });
  graph.setDefaultEdgeLabel(() => ({}));
  const gates = new Map<string, string>();
  const edges: Edge[] = [];
  for (const id of [...cone].sort(compare)) graph.setNode(id, { ...BOX });
  for (const id of [...cone].sort(compare))
    for (const [index, gate] of (model.into.get(id) ?? []).entries()) {
      const causes = gate.causes.filter((cause) => shown.has(cause)).sort(compare);
      const key = `gate ${index} of ${id}`;
      const target = causes.length > 1 || gate.causes.length > 1 ? key : id;
      if (target === key) {
        gates.set(key, wordOf(gate));
        graph.setNode(key, { ...GATE });
        edges.push({ from: key, to: id, dashed: false });
      }
      for (const cause of causes) edges.push({ from: cause, to: target, dashed: isOpen(model, cause) || isOpen(model, id) });
    }
  for (const { from, to } of edges) graph.setEdge(from, to);
  dagre.layout(graph);
  const at = (id: string): Placed => graph.node(id);
  const { width = 0, height = 0 } = graph.graph();
  const title = `How "${causation.outcome.name}" came about`;
  const size = [Math.max(width, 500), height + 30].map((length) => length.toFixed(0)).join(" ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" role="img" aria-label="${escapeMarkup(title)}" font-family="sans-serif" font-size="12">`,
    `<title>${escapeMarkup(title)}</title><rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="20" y="24" font-size="15">${escapeMarkup(shorten(title, 100))}</text>`,
    ...edges.map((edge) => arrow(at(edge.from), at(edge.to), edge.dashed)),
    ...cone.map((id) => box(model.nodes.get(id), at(id), detail(id, causation, found.get(id)?.responsibility))),
    ...[...gates].map(([id, word]) => gateMark(word, at(id))),
    `<text x="20" y="${(height + 20).toFixed(0)}" fill="#555555">${escapeMarkup(legend(model, causation, cone.length))}</text>`,
    "</svg>",
    "",
  ].join("\n");
}

function wordOf({ needs, causes }: PlainGate): string {
  return typeof needs === "string" ? needs : `${needs.atLeast} of ${causes.length}`;
}

function isOpen(model: CausalModel, id: string): boolean {
  return model.nodes.get(id)?.state !== "occurred";
}

function detail(id: string, { outcome }: Causation, degree: Parameters<typeof degreeText>[0] | undefined): string {
  if (id === outcome.id) return "outcome";
  return degree === undefined ? "" : `responsibility ${degreeText(degree)}`;
}

function legend(model: CausalModel, { outcome }: Causation, shown: number): string {
  const left = coneOf(model, outcome.id).length - shown;
  return `dashed: not known; struck through: did not occur; gates: all, any, or so many of their causes${left > 0 ? `; ${left} nodes farther away are not shown` : ""}`;
}

function arrow(from: Placed, to: Placed, dashed: boolean): string {
  const [x1, y1, x2, y2] = [from.x, from.y + from.height / 2, to.x, to.y - to.height / 2].map((value) => value.toFixed(1));
  const dash = dashed ? ' stroke-dasharray="4 3"' : "";
  const head = `<circle cx="${x2}" cy="${y2}" r="2.5" fill="#555555"/>`;
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#555555"${dash}/>${head}`;
}

function gateMark(word: string, { x, y, width, height }: Placed): string {
  const [left, top] = [x - width / 2, y - height / 2].map((value) => value.toFixed(1));
  const shape = `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="13" fill="#f2f2f2" stroke="#555555"/>`;
  return `${shape}<text x="${x.toFixed(1)}" y="${(y + 4).toFixed(1)}" text-anchor="middle">${escapeMarkup(word)}</text>`;
}

const FILLS: Readonly<Record<CausalNode["role"], string>> = {
  event: "#eaf1f8",
  act: "#f8eaea",
  tool: "#f8eaea",
  decision: "#f5effa",
  control: "#edf6ec",
  condition: "#f7f7f7",
  outcome: "#fdf3dc",
};

function box(node: CausalNode | undefined, { x, y, width, height }: Placed, below: string): string {
  if (node === undefined) return "";
  const [left, top] = [x - width / 2, y - height / 2];
  const dash = node.state === "unknown" ? ' stroke-dasharray="5 3"' : "";
  const struck = node.state === "not-occurred" ? ' text-decoration="line-through" fill="#777777"' : "";
  const full = nameOf(node, node.id);
  const lines = wrap(full).map(
    (line, at) =>
      `<text x="${(left + 8).toFixed(1)}" y="${(top + 16 + 14 * at).toFixed(1)}"${struck}>${escapeMarkup(line)}</text>`,
  );
  const foot = `<text x="${(left + 8).toFixed(1)}" y="${(top + height - 8).toFixed(1)}" font-size="10" fill="#555555">${escapeMarkup(below)}</text>`;
  const frame = `<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${width}" height="${height}" rx="5" fill="${FILLS[node.role]}" stroke="#333333"${dash}><title>${escapeMarkup(full)}</title></rect>`;
  return `<g>${frame}${lines.join("")}${below === "" ? "" : foot}</g>`;
}

function wrap(text: string): readonly string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    const longer = last === "" ? word : `${last} ${word}`;
    if (longer.length <= LINE_UNITS || last === "") lines[lines.length - 1] = shorten(longer, LINE_UNITS);
    else lines.push(shorten(word, LINE_UNITS));
  }
  if (lines.length <= LINES_MAX) return lines;
  return [...lines.slice(0, LINES_MAX - 1), shorten(`${lines[LINES_MAX - 1]} …`, LINE_UNITS)];
}

function shorten(text: string, units: number): string {
  return text.length <= units ? text : `${text.slice(0, units - 1).toWellFormed()}…`;
}
