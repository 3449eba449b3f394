import { assert, present } from "../../lib/index.ts";
import type { Facts, ReasonCode, Tree, Value } from "../../model/index.ts";
import type { Cited, LawBook, Position } from "../book.ts";
import type { Defeater, Node, Rule } from "../pack/rule.ts";
import { elementValue, type FactTable, tableOf } from "./element.ts";
import { allOf, anyOf, atLeastOf, LAW_OPEN, MET, NOT_MET, notOf } from "./kleene.ts";

/** One position's eyes on one set of facts, on one day (ISO date). Pure and total: every rule of the book has an answer. */
export type Evaluator = (rule: string) => Tree;

/** What evaluators of one book, one set of facts and one day share: whatever no position has a say in is worked out once. */
export type Shared = {
  readonly book: LawBook;
  readonly facts: FactTable;
  readonly on: string;
  readonly elements: Map<string, Tree>;
  readonly rules: Map<string, Tree>;
  /** Rules that a point of law reaches, directly or through another rule. */
  readonly contested: ReadonlySet<string>;
};

/** Begins the evaluation of facts on a day. */
export function shareFacts(book: LawBook, facts: Facts, on: string, contested: ReadonlySet<string>): Shared {
  return { book, facts: tableOf(facts), on, elements: new Map(), rules: new Map(), contested };
}

/** Settles an element in advance: what its rules come to if this were shown. */
export function suppose({ book, elements }: Shared, id: string, value: Value): void {
  const { verified } = present(book.elements.get(id), `an element ${id}`);
  elements.set(id, underSource(leaf("element", id, value, value.truth === "met" ? "shown" : "refuted"), verified));
}

/** An evaluator for one holder's positions; null for a holder who has not said anything yet. */
export function createEvaluator(shared: Shared, position: Position | null): Evaluator {
  const own = new Map<string, Tree>();
  const look = (id: string): Tree => {
    const memo = shared.contested.has(id) ? own : shared.rules;
    const known = memo.get(id);
    if (known !== undefined) return known;
    const tree = ruleTree(present(shared.book.rules.get(id), `a rule ${id}`), { shared, position, look });
    memo.set(id, tree);
    return tree;
  };
  return look;
}

type Eyes = { readonly shared: Shared; readonly position: Position | null; readonly look: Evaluator };
type RuleEyes = Eyes & { readonly unverified: ReadonlySet<Defeater> };

function ruleTree(rule: Cited<Rule>, eyes: Eyes): Tree {
  const { from, to } = rule.item;
  const inForce = (from === null || from <= eyes.shared.on) && (to === null || eyes.shared.on <= to);
  // That it is not in force yet, or any more, is its source's word too.
  if (!inForce) return underSource(leaf("rule", rule.id, NOT_MET, "not-in-force"), rule.verified);
  return underSource(defeasible("rule", rule.id, rule.item, { ...eyes, unverified: rule.unverifiedWays }), rule.verified);
}

/** `when`, and none of its ways out. */
function defeasible(node: "rule" | "defeater", id: string, part: Pick<Rule, "when" | "unless">, eyes: RuleEyes): Tree {
  const ways = Object.entries(part.unless).map(([name, defeater]) => defeaterTree(name, defeater, eyes));
  const children = [nodeTree(part.when, eyes), ...ways];
  const of = (pick: (tree: Tree) => Value) => allOf(children.map((child, at) => (at === 0 ? pick(child) : notOf(pick(child)))));
  return branch({ node, id, label: "", children }, of);
}

function defeaterTree(name: string, defeater: Defeater, eyes: RuleEyes): Tree {
  const tree = underSource(defeasible("defeater", name, defeater, eyes), !eyes.unverified.has(defeater));
  return { ...tree, label: defeater.label };
}

function nodeTree(node: Node, eyes: Eyes): Tree {
  if ("el" in node) return elementTree(node.el, eyes.shared);
  if ("ref" in node) return eyes.look(node.ref);
  if ("law" in node) return lawTree(node.law, eyes.position);
  if ("not" in node) {
    const child = nodeTree(node.not, eyes);
    return branch({ node: "not", id: "", label: "", children: [child] }, (pick) => notOf(pick(child)));
  }
  if ("atLeast" in node) {
    const children = node.atLeast.of.map((part) => nodeTree(part, eyes));
    return branch({ node: "atLeast", id: String(node.atLeast.k), label: node.label, children }, (pick) =>
      atLeastOf(node.atLeast.k, children.map(pick)),
    );
  }
  const isAll = "all" in node;
  const children = (isAll ? node.all : node.any).map((part) => nodeTree(part, eyes));
  const of = (pick: (tree: Tree) => Value) => (isAll ? allOf : anyOf)(children.map(pick));
  return branch({ node: isAll ? "all" : "any", id: "", label: node.label, children }, of);
}

function elementTree(id: string, { book, facts, on, elements }: Shared): Tree {
  const known = elements.get(id);
  if (known !== undefined) return known;
  const element = present(book.elements.get(id), `an element ${id}`);
  const { value, reason, shown } = elementValue(id, element.item, facts, on);
  const tree = underSource({ ...leaf("element", id, value, reason), shown }, element.verified);
  elements.set(id, tree);
  return tree;
}

function lawTree(key: string, position: Position | null): Tree {
  if (position === null) return leaf("law", key, LAW_OPEN, "not-yet-stated");
  const said = position.law.get(key);
  if (said === undefined || said.item.value === "silent") return leaf("law", key, LAW_OPEN, "silent");
  if (said.item.value === "undetermined") return leaf("law", key, LAW_OPEN, "contested");
  return underSource(leaf("law", key, said.item.value === "met" ? MET : NOT_MET, "position"), said.verified);
}

/** What rests on sources that nobody has read may be told, and may be in no headline. */
function underSource(tree: Tree, verified: boolean): Tree {
  if (verified) return tree;
  const { sure, reasons } = tree;
  return { ...tree, sure: { truth: "undetermined", facts: sure.facts, law: true }, reasons: [...reasons, "unverified"] };
}

function leaf(node: Tree["node"], id: string, value: Value, reason: ReasonCode): Tree {
  return { node, id, label: "", value, sure: value, reasons: [reason], shown: null, positions: [], children: [] };
}

type Joint = { readonly node: Tree["node"]; readonly id: string; readonly label: string; readonly children: readonly Tree[] };

function branch(joint: Joint, of: (pick: (tree: Tree) => Value) => Value): Tree {
  const [value, sure] = [of((tree) => tree.value), of((tree) => tree.sure)];
  assert(sure.truth === "undetermined" || sure.truth === value.truth, "what verified sources decide, all sources decide alike");
  return { ...joint, value, sure, reasons: [], shown: null, positions: [] };
}
