import { RULE_LEAVES_MAX, RULES_DEEP_MAX } from "../limits.ts";
import { type PackFault, packFault } from "./read-yaml.ts";
import type { Defeater, Node, Rule } from "./rule.ts";

type Joined = {
  readonly rules: ReadonlyMap<string, { readonly pack: string; readonly item: Rule }>;
  readonly elements: ReadonlyMap<string, unknown>;
  readonly lawKeys: ReadonlySet<string>;
};

/** A reference that leads nowhere, or rules that lean on each other in a circle or too often; null when there is none. */
export function checkReferences(book: Joined): PackFault | null {
  for (const [id, { pack, item }] of book.rules) {
    const lost = leavesOf(item).find((leaf) => !stands(book, leaf));
    if (lost !== undefined) return packFault(`${pack}: ${id}`, `something that is called ${nameOf(lost)}`);
  }
  return reachFault(book);
}

/** A node without parts. */
export type Leaf = Extract<Node, { readonly el: string } | { readonly ref: string } | { readonly law: string }>;

/** Every leaf of a rule, its ways out included, in order. */
export function leavesOf({
  when,
  unless,
}: {
  readonly when: Node;
  readonly unless: Readonly<Record<string, Defeater>>;
}): readonly Leaf[] {
  return [...nodeLeaves(when), ...Object.values(unless).flatMap(leavesOf)];
}

function nodeLeaves(node: Node): readonly Leaf[] {
  if ("all" in node) return node.all.flatMap(nodeLeaves);
  if ("any" in node) return node.any.flatMap(nodeLeaves);
  if ("atLeast" in node) return node.atLeast.of.flatMap(nodeLeaves);
  return "not" in node ? nodeLeaves(node.not) : [node];
}

function stands({ rules, elements, lawKeys }: Joined, leaf: Leaf): boolean {
  if ("el" in leaf) return elements.has(leaf.el);
  return "ref" in leaf ? rules.has(leaf.ref) : lawKeys.has(leaf.law);
}

function nameOf(leaf: Leaf): string {
  if ("el" in leaf) return leaf.el;
  return "ref" in leaf ? leaf.ref : leaf.law;
}

/** A rule with the rules that it leans on written out: how many leaves, and how many rules in each other. */
type Reach = { readonly leaves: number; readonly height: number };

/** Trees are told, hashed and compared as a whole, so what a rule leans on counts as often as it leans on it. */
function reachFault({ rules }: Joined): PackFault | null {
  const known = new Map<string, Reach>();
  const open = new Set<string>();
  const reachOf = (id: string): Reach | string => {
    const found = known.get(id);
    if (found !== undefined) return found;
    if (open.has(id)) return `no circle: ${id} leans on itself`;
    if (open.size >= RULES_DEEP_MAX) return `at most ${RULES_DEEP_MAX} rules that lean on each other`;
    open.add(id);
    const rule = rules.get(id)?.item;
    let [leaves, height] = [0, 0];
    for (const leaf of rule === undefined ? [] : leavesOf(rule)) {
      const reach = "ref" in leaf ? reachOf(leaf.ref) : { leaves: 1, height: 0 };
      if (typeof reach === "string") return reach;
      [leaves, height] = [leaves + reach.leaves, Math.max(height, reach.height)];
    }
    if (leaves > RULE_LEAVES_MAX) return `at most ${RULE_LEAVES_MAX} leaves with all that it leans on`;
    if (height >= RULES_DEEP_MAX) return `at most ${RULES_DEEP_MAX} rules that lean on each other`;
    open.delete(id);
    const reach = { leaves, height: height + 1 };
    known.set(id, reach);
    return reach;
  };
  for (const [id, { pack }] of rules) {
    const reach = reachOf(id);
    if (typeof reach === "string") return packFault(`${pack}: ${id}`, reach);
  }
  return null;
}
