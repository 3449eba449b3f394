import type { Answer, Tree } from "../../model/index.ts";

/** Nothing of it is shown, refuted or measured, and it is undecided or not in force. */
export function isIdle({ headline, believed, tree }: Answer): boolean {
  if (leavesOf(tree).some(({ shown }) => shown !== null && (shown.pro !== null || shown.con !== null || shown.measured !== null)))
    return false;
  return (
    (headline.truth === "undetermined" && believed.truth === "undetermined") ||
    leavesOf(tree).some(({ reasons }) => reasons.includes("not-in-force"))
  );
}

/** Nothing of it is shown, and it was not in force. */
export function isOutOfForce(answer: Answer): boolean {
  return isIdle(answer) && answer.headline.truth !== "undetermined";
}

/** The nodes without parts of a tree, in order. */
export function leavesOf(tree: Tree): readonly Tree[] {
  return tree.children.length === 0 ? [tree] : tree.children.flatMap(leavesOf);
}
