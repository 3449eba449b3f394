import { type PackFault, packFault } from "./read-yaml.ts";
import type { Defeater, Node, Rule } from "./rule.ts";

type Joined = {
  readonly rules: ReadonlyMap<string, { readonly pack: string; readonly item: Rule }>;
  readonly elements: ReadonlyMap<string, unknown>;
  readonly lawKeys: ReadonlySet<string>;
};

/** A reference that leads nowhere, or rules that lean on each other in a circle; null when there is none. */
export function checkReferences(book: Joined): PackFault | null {
  for (const [id, { pack, item }] of book.rules) {
    const lost = leavesOf(item).find((leaf) => !stands(book, leaf));
    if (lost !== undefined) return packFault(`${pack}: ${id}`, `something that is called ${nameOf(lost)}`);
  }
  return circleOf(book);
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

function circleOf({ rules }: Joined): PackFault | null {
  const done = new Set<string>();
  const open = new Set<string>();
  const visit = (id: string): string | null => {
    if (done.has(id)) return null;
    if (open.has(id)) return id;
    open.add(id);
    const rule = rules.get(id)?.item;
    const next = rule === undefined ? [] : leavesOf(rule).flatMap((leaf) => ("ref" in leaf ? [leaf.ref] : []));
    for (const ref of next) {
      const found = visit(ref);
      if (found !== null) return found;
    }
    open.delete(id);
    done.add(id);
    return null;
  };
  for (const [id, { pack }] of rules) {
    const found = visit(id);
    if (found !== null) return packFault(`${pack}: ${id}`, `no circle: ${found} leans on itself`);
  }
  return null;
}
