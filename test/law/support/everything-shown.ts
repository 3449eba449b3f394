import type { LawBook } from "../../../src/law/index.ts";
import { present } from "../../../src/lib/index.ts";
import type { Facts, Figure, Finding } from "../../../src/model/index.ts";
import type { Element, Node } from "./domestic.ts";

/** Facts that show every element a rule leans on, and refute what it denies or excepts. */
export function everythingShown(book: LawBook, rule: string): Facts {
  const wanted = new Map<string, boolean>();
  gather(book, rule, wanted);
  const asked = [...wanted].map(([id, isWanted]) => ({ id, isWanted, element: present(book.elements.get(id), id).item }));
  return {
    findings: asked.flatMap(({ id, isWanted, element }) => (element.measure === null ? [findingFor(id, element, isWanted)] : [])),
    figures: largestOfEach(
      asked.flatMap(({ isWanted, element }) => (element.measure === null ? [] : [figureFor(element.measure, isWanted)])),
    ),
  };
}

function findingFor(id: string, { prop, evidence }: Element, isWanted: boolean): Finding {
  const [pro, con] = isWanted ? (["conclusive", null] as const) : ([null, "conclusive"] as const);
  return { prop: prop ?? id, pro, con, kinds: evidence.flat(), sources: ["a", "b", "c"], against: ["d"], claims: [] };
}

/** A figure one beyond the threshold, on the side that is wanted. */
function figureFor({ figure, unit, is, than }: NonNullable<Element["measure"]>, isWanted: boolean): Figure {
  const isUpwards = is === "atLeast" || is === "above";
  const at = present(than.at(-1), figure).value + (isUpwards === isWanted ? 1 : -1);
  return { name: figure, unit, value: { lo: at, best: at, hi: at }, standard: "clear", sources: ["a", "b"], claims: [] };
}

function largestOfEach(figures: readonly Figure[]): readonly Figure[] {
  const smallestFirst = figures.toSorted((a, b) => a.value.lo - b.value.lo);
  return [...new Map(smallestFirst.map((figure) => [`${figure.name} ${figure.unit}`, figure])).values()];
}

function gather(book: LawBook, rule: string, into: Map<string, boolean>): void {
  const { when, unless } = present(book.rules.get(rule), rule).item;
  walk(book, when, { into, isWanted: true });
  for (const way of Object.values(unless)) walk(book, way.when, { into, isWanted: false });
}

type Wish = { readonly into: Map<string, boolean>; readonly isWanted: boolean };

function walk(book: LawBook, node: Node, { into, isWanted }: Wish): void {
  if ("not" in node) return walk(book, node.not, { into, isWanted: !isWanted });
  if ("el" in node) into.set(node.el, isWanted);
  if ("ref" in node) gather(book, node.ref, into);
  for (const part of partsUnder(node)) walk(book, part, { into, isWanted });
}

function partsUnder(node: Node): readonly Node[] {
  if ("all" in node) return node.all;
  if ("any" in node) return node.any;
  return "atLeast" in node ? node.atLeast.of : [];
}
