import type { Tree, Truth } from "../../model/index.ts";

/** What a tree comes to on verified sources when nothing is presumed: a defence that nobody raised is open, not lost. Worked out in Kleene's logic. */
export function unpresumed(tree: Tree): Truth {
  return look(tree, new Map());
}

/** Ids of presumed elements, in order. */
export function presumedIn(tree: Tree): readonly string[] {
  const own = tree.reasons.includes("presumed") ? [tree.id] : [];
  return [...new Set([...own, ...tree.children.flatMap(presumedIn)])];
}

function look(tree: Tree, known: Map<Tree, Truth>): Truth {
  const found = known.get(tree);
  if (found !== undefined) return found;
  const truth = lookOnce(tree, known);
  known.set(tree, truth);
  return truth;
}

function lookOnce(tree: Tree, known: Map<Tree, Truth>): Truth {
  if (tree.reasons.includes("presumed") || tree.reasons.includes("unverified")) return "undetermined";
  if (tree.children.length === 0) return tree.sure.truth;
  return joined(
    tree,
    tree.children.map((child) => look(child, known)),
  );
}

/** What a node makes of its parts. */
function joined({ node, id, sure }: Tree, parts: readonly Truth[]): Truth {
  switch (node) {
    case "rule":
    case "defeater":
      return all(parts.map((part, at) => (at === 0 ? part : not(part))));
    case "all":
      return all(parts);
    case "any":
      return not(all(parts.map(not)));
    case "not":
      return not(parts[0] ?? "undetermined");
    case "atLeast":
      return atLeast(Number(id), parts);
    case "positions":
      return agreed(parts);
    case "element":
    case "law":
      return sure.truth;
  }
}

function agreed(parts: readonly Truth[]): Truth {
  const [first = "undetermined"] = parts;
  return parts.every((part) => part === first) ? first : "undetermined";
}

function all(parts: readonly Truth[]): Truth {
  if (parts.includes("not_met")) return "not_met";
  return parts.every((part) => part === "met") ? "met" : "undetermined";
}

function not(part: Truth): Truth {
  if (part === "undetermined") return part;
  return part === "met" ? "not_met" : "met";
}

function atLeast(k: number, parts: readonly Truth[]): Truth {
  const met = parts.filter((part) => part === "met").length;
  if (met >= k) return "met";
  return met + parts.filter((part) => part === "undetermined").length < k ? "not_met" : "undetermined";
}
