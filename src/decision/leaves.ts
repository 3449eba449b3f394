import type { Tree } from "../model/index.ts";

/** What a rule asks, as it was answered. `isGround`: shown, it speaks for "met"; else it is a way out or a negation, and speaks against. */
export type Leaf = { readonly tree: Tree; readonly isGround: boolean };

/**
 * What a rule itself asks, each once and in its order: elements, points of law, and other rules that it leans on, which are answered as a whole. What positions
 * answer differently counts as open.
 */
export function leavesOf(root: Tree): readonly Leaf[] {
  const found = new Map<string, Leaf>();
  const visit = (tree: Tree, isGround: boolean): void => {
    const isWhole = tree.node === "element" || tree.node === "law" || (tree.node === "rule" && tree.id !== root.id);
    if (!isWhole) {
      for (const [at, child] of tree.children.entries()) visit(child, isGround === isStraight(tree, at));
      return;
    }
    const key = `${tree.node} ${tree.id}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { tree, isGround });
    else if (known.tree.sure.truth !== tree.sure.truth) found.set(key, { ...known, tree: { ...known.tree, sure: OPEN } });
  };
  visit(root, true);
  return [...found.values()];
}

const OPEN = { truth: "undetermined", facts: false, law: true } as const;

/** Under a rule or a way out the first part is what it asks, the others are ways out of it; a negation turns its part round. */
function isStraight({ node }: Tree, at: number): boolean {
  if (node === "not") return false;
  return at === 0 || (node !== "rule" && node !== "defeater");
}

/** True when the record answers no element of it, neither way, however deep. */
export function isIdle({ shown, children }: Tree): boolean {
  const isAnswered = shown !== null && (shown.pro !== null || shown.con !== null || shown.measured !== null);
  return !isAnswered && children.every(isIdle);
}

/** True when a point of law under it has no answer from whoever is asked, because they have not spoken. */
export function isSilent({ reasons, children }: Tree): boolean {
  return reasons.some((reason) => reason === "silent" || reason === "not-yet-stated") || children.some(isSilent);
}
