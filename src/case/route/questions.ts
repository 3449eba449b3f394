import type { Built } from "./build-graph.ts";
import type { Closure } from "./closure.ts";
import type { Question, RouteNode } from "./route-graph.ts";
import { BY_DESTINATION, BY_ONE_END, BY_PID } from "./store.ts";
import { timeText } from "./time-text.ts";
import type { View, Views } from "./views.ts";

/** Questions listed at most. */
const QUESTIONS_MAX = 200;

/** What the records leave open about an answer: where it begins without a cause, what was not followed, what could not be told apart. */
export function openEnds(views: Views, built: Built, closures: readonly Closure[]): readonly Question[] {
  const inner = new Set(built.edges.map((edge) => edge.to));
  const nodes = new Map(built.nodes.map((node) => [node.id, node]));
  const questions: Question[] = [];
  for (const [view, id] of built.ids) {
    const node = nodes.get(id);
    if (node === undefined) continue;
    if (!inner.has(id)) questions.push(...rootQuestion(views, view, node));
    questions.push(...doubtQuestion(views, view, node));
    const left = closures.reduce((sum, found) => Math.max(sum, found.left.get(view) ?? 0), 0);
    if (left > 0)
      questions.push({
        kind: "not-followed",
        node: id,
        text: `What else led to or came of ${sayNode(node)}? ${left} further edges were not followed.`,
      });
  }
  return questions.slice(0, QUESTIONS_MAX);
}

function rootQuestion(views: Views, view: View, node: RouteNode): readonly Question[] {
  const before = timeText(firstSeen(views, view));
  const inbound = views.into(view).length > 0;
  switch (node.kind) {
    case "address":
      return [
        { kind: "outside", node: node.id, text: `Who used ${node.name} before ${before}? No record shows what happened there.` },
      ];
    case "socket":
      return [
        {
          kind: "outside",
          node: node.id,
          text: `Who connected (${node.name}) before ${before}? No record of the other side covers it.`,
        },
      ];
    case "process":
      if (inbound) return [];
      return [
        { kind: "unknown-start", node: node.id, text: `What started ${sayNode(node)} before ${before}? No record shows it.` },
      ];
    case "session":
    case "login":
      if (inbound) return [];
      return [
        {
          kind: "unknown-start",
          node: node.id,
          text: `Who opened ${sayNode(node)} before ${before}, and from where? No record shows it.`,
        },
      ];
    case "file":
      if (inbound) return [];
      return [{ kind: "unknown-start", node: node.id, text: `Who wrote ${sayNode(node)} before ${before}? No record shows it.` }];
    default:
      if (inbound) return [];
      return [
        { kind: "unknown-start", node: node.id, text: `What came before ${sayNode(node)}? No record before ${before} shows it.` },
      ];
  }
}

function doubtQuestion(views: Views, view: View, node: RouteNode): readonly Question[] {
  const naming = views.store.namingOf(views.nodeOf(view));
  if (naming === BY_PID)
    return [
      {
        kind: "ambiguous",
        node: node.id,
        text: `Which process was ${sayNode(node)}? No record of its start was read, and a pid may be used again.`,
      },
    ];
  if (naming === BY_ONE_END || naming === BY_DESTINATION)
    return [
      {
        kind: "ambiguous",
        node: node.id,
        text: `Which connection was ${node.name}? The record names one end, and no or several records of the wire fit it.`,
      },
    ];
  return [];
}

function firstSeen(views: Views, view: View): number {
  const { store } = views;
  const edges = [views.into(view)[0], views.outOf(view)[0]].filter((edge) => edge !== undefined);
  return edges.reduce((least, edge) => Math.min(least, store.fromMs(edge)), Number.POSITIVE_INFINITY);
}

/** A node in words. */
export function sayNode(node: RouteNode): string {
  const on = node.host === null ? "" : ` on ${node.host}`;
  const version = node.version > 0 ? ` (version ${node.version})` : "";
  return `${node.kind} ${node.name === "" ? "(unnamed)" : node.name}${version}${on}`;
}
