import type { Checked } from "../../lib/index.ts";
import type { NounId, NounOf } from "../../model/index.ts";
import type { CaseGraph, CaseLink } from "../graph/case-graph.ts";
import type { CaseNoun } from "../graph/held.ts";
import type { ClaimScore } from "../graph/scores.ts";
import { createCausalModel } from "./create-model.ts";
import { CAUSAL_NODES_MAX } from "./limits.ts";
import {
  type CausalEntity,
  type CausalGate,
  type CausalModel,
  type CausalNode,
  causalNode,
  type ModelFault,
  type NodeState,
} from "./model.ts";

/** To whom or what an event can be ascribed. What it only happened to is none of these. */
const ASCRIBED: ReadonlySet<string> = new Set(["actor", "tool", "control", "infrastructure", "party"]);
/** Who stands in an event's `on` as its doer; a party named there may be who suffered it. */
const DOERS: ReadonlySet<string> = new Set(["actor", "tool", "control"]);
const NO: ReadonlySet<string> = new Set(["no", "not occurred", "did not occur"]);

/**
 * What a case says of how an outcome came about: the events and claims that lead to it by `causes` links that stand. Whatever the case has no support
 * for, or no verdict on, is unknown: never taken as having occurred. `scores` as the case's fold gives them.
 */
export function causalModelOf(
  graph: CaseGraph,
  scores: ReadonlyMap<NounId, ClaimScore>,
  outcome: NounId,
): Checked<CausalModel, ModelFault> {
  const nodes: CausalNode[] = [];
  const gates: CausalGate[] = [];
  const entities = new Map<string, CausalEntity>();
  const seen = new Set<NounId>([outcome]);
  const queue = [outcome];
  for (let at = 0; at < queue.length && nodes.length <= CAUSAL_NODES_MAX; at++) {
    const noun = graph.nouns.get(queue[at] as NounId);
    if (noun === undefined) continue;
    const by = ascribedTo(graph, noun);
    for (const entity of by) entities.set(entity.id, entity);
    nodes.push({ ...nodeOf(graph, scores, noun), by: by.map(({ id }) => id) });
    const links = graph
      .linksTo(noun.id, "causes")
      .filter((link) => stands(graph, link))
      .sort(byName);
    gates.push(...gatesInto(noun.id, links));
    for (const { noun: link } of links) {
      if (seen.has(link.from)) continue;
      seen.add(link.from);
      queue.push(link.from);
    }
  }
  nodes.sort((left, right) => (left.id < right.id ? -1 : 1));
  return createCausalModel({ nodes, gates, entities: [...entities.values()] });
}

/** In whatever order a case's links were stated, its model is the same. */
function byName(left: CaseLink, right: CaseLink): number {
  return left.id < right.id ? -1 : 1;
}

function stands(graph: CaseGraph, link: CaseLink): boolean {
  return link.withdrawnBy === null && graph.nouns.get(link.noun.from)?.withdrawnBy === null;
}

/** Links of one group and gate are a group; groups are alternatives. */
function gatesInto(effect: NounId, links: readonly CaseLink[]): readonly CausalGate[] {
  const groups = new Map<string, { gate: "all" | "any"; group: string; links: CaseLink[] }>();
  for (const link of links) {
    const { causing } = link.noun;
    if (causing === null) continue;
    const key = `${causing.gate} ${causing.group}`;
    const group = groups.get(key) ?? { gate: causing.gate, group: causing.group, links: [] };
    if (!group.links.some(({ noun }) => noun.from === link.noun.from)) group.links.push(link);
    groups.set(key, group);
  }
  return [...groups].map(([key, { gate, links: own }]) => ({
    effect,
    group: key,
    needs: gate,
    causes: own.map(({ noun }) => noun.from),
    unless: [],
    tests: own.flatMap(({ noun: { from, causing } }) =>
      causing === null || causing.whyBecause === null ? [] : [{ cause: from, ...causing.whyBecause }],
    ),
  }));
}

function nodeOf(graph: CaseGraph, scores: ReadonlyMap<NounId, ClaimScore>, { id, noun }: CaseNoun): CausalNode {
  if (noun.noun === "claim") {
    const role = noun.kind === "outcome" || noun.kind === "damage" || noun.kind === "potential" ? "outcome" : "event";
    return causalNode(id, { name: noun.ask, role, ...stateOfClaim(scores.get(id)) });
  }
  if (noun.noun !== "event") return causalNode(id, { name: id, state: "unknown", note: "neither an event nor a claim" });
  const on = noun.on.map((entity) => graph.nouns.get(entity)?.noun);
  const isControl = on.some((one) => one?.noun === "entity" && one.kind === "control");
  const role = isControl ? "control" : noun.technique === null ? "event" : "act";
  return causalNode(id, { name: noun.what, role, ...stateOfEvent(graph, scores, id) });
}

type State = { readonly state: NodeState; readonly note: string | null };

function stateOfClaim(score: ClaimScore | undefined): State {
  if (score === undefined) return { state: "unknown", note: "nobody weighed it" };
  if (score.status === "withdrawn" || score.status === "superseded")
    return { state: "unknown", note: `the claim is ${score.status}` };
  if (!score.supported) return { state: "unknown", note: "no record supports it" };
  const { outcome } = score.verdict;
  if (outcome.is !== "leads")
    return { state: "unknown", note: `the verdict is open (${outcome.doubts.join(", ") || "not told apart"})` };
  if (outcome.answer === "other") return { state: "unknown", note: "the evidence points to an answer that nobody named" };
  if (NO.has(outcome.answer.toLowerCase())) return { state: "not-occurred", note: `the evidence says: ${outcome.answer}` };
  return { state: "occurred", note: null };
}

/** A claim whether it occurred speaks for an event; without one, that it derives from what was observed. */
function stateOfEvent(graph: CaseGraph, scores: ReadonlyMap<NounId, ClaimScore>, id: NounId): State {
  const claims = graph.claims().filter((claim) => {
    const noun = graph.nouns.get(claim)?.noun;
    return noun?.noun === "claim" && noun.kind === "occurred" && noun.subject === id && standsAlone(scores.get(claim));
  });
  const states = claims.map((claim) => stateOfClaim(scores.get(claim)));
  const first = states[0];
  if (first !== undefined)
    return states.every(({ state }) => state === first.state) ? first : { state: "unknown", note: "claims on it disagree" };
  return isDerived(graph, id, new Set())
    ? { state: "occurred", note: null }
    : { state: "unknown", note: "no record supports it" };
}

function standsAlone(score: ClaimScore | undefined): boolean {
  return score !== undefined && score.status !== "withdrawn" && score.status !== "superseded";
}

function isDerived(graph: CaseGraph, id: NounId, seen: Set<NounId>): boolean {
  const stack = [id];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    for (const { noun, withdrawnBy } of graph.linksTo(at, "derives")) {
      const from = graph.nouns.get(noun.from);
      if (withdrawnBy !== null || from === undefined || from.withdrawnBy !== null) continue;
      if (from.noun.noun === "observation" && graph.nouns.get(from.noun.record)?.withdrawnBy === null) return true;
      stack.push(noun.from);
    }
  }
  return false;
}

function ascribedTo(graph: CaseGraph, { id, noun }: CaseNoun): readonly CausalEntity[] {
  const about = graph.linksFrom(id, "about").flatMap((link) => (link.withdrawnBy === null ? [link.noun.to] : []));
  const on = noun.noun === "event" ? noun.on : [];
  const found = new Map<string, CausalEntity>();
  for (const [ids, kinds] of [[on, DOERS] as const, [about, ASCRIBED] as const])
    for (const one of ids) {
      const entity = entityAt(graph, one);
      if (entity !== null && kinds.has(entity.kind)) found.set(one, { id: one, name: entity.name, kind: entity.kind });
    }
  return [...found.values()];
}

function entityAt(graph: CaseGraph, id: NounId): NounOf<"entity"> | null {
  const held = graph.nouns.get(id);
  return held !== undefined && held.withdrawnBy === null && held.noun.noun === "entity" ? held.noun : null;
}
