import type { Tree } from "../model/index.ts";

/** An element or a point of law as it was answered. */
export type Leaf = Tree;

/**
 * What a rule itself asks, each once and in its order: elements, points of law, and other rules that it leans on, which are answered as a whole. What positions
 * answer differently counts as open.
 */
export function leavesOf(tree: Tree): readonly Leaf[] {
  const found = new Map<string, Leaf>();
  const visit = (node: Tree): void => {
    const isWhole = node.node === "element" || node.node === "law" || (node.node === "rule" && node.id !== tree.id);
    if (!isWhole) return node.children.forEach(visit);
    const key = `${node.node} ${node.id}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, node);
    else if (known.value.truth !== node.value.truth)
      found.set(key, { ...known, value: { truth: "undetermined", facts: false, law: true } });
  };
  visit(tree);
  return [...found.values()];
}

/** True when the record answers no element of it, neither way, however deep. */
export function isIdle({ shown, children }: Tree): boolean {
  const isAnswered = shown !== null && (shown.pro !== null || shown.con !== null || shown.measured !== null);
  return !isAnswered && children.every(isIdle);
}
