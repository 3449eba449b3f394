import type { LawBook } from "../../../src/law/index.ts";
import { present } from "../../../src/lib/index.ts";
import type { Facts, Figure, Finding } from "../../../src/model/index.ts";
import type { Element, Node } from "./domestic.ts";

/** Facts that show every element a rule leans on, and refute what it denies or excepts. */
export function everythingShown(book: LawBook, rule: string): Facts {
  const wanted = new Map<string, boolean>();
  gather(book, rule, wanted);
  return factsFor(book, wanted);
}

/** Facts that refute every element under a node, through other rules too. */
export function everythingRefuted(book: LawBook, node: Node): Facts {
  const wanted = new Map<string, boolean>();
  walk(book, node, { into: wanted, isWanted: true });
  return factsFor(book, new Map([...wanted].map(([id, isWanted]) => [id, !isWanted])));
}

function factsFor(book: LawBook, wanted: ReadonlyMap<string, boolean>): Facts {
  const asked = [...wanted].map(([id, isWanted]) => ({ id, isWanted, element: present(book.elements.get(id), id).item }));
  return {
    findings: asked.flatMap(({ id, isWanted, element }) => (element.measure === null ? [findingFor(id, element, isWanted)] : [])),
    figures: oneOfEach(
      asked.flatMap(({ isWanted, element }) => (element.measure === null ? [] : [figureFor(element.measure, isWanted)])),
    ),
  };
}

function findingFor(id: string, { prop, evidence }: Element, isWanted: boolean): Finding {
  const [pro, con] = isWanted ? (["conclusive", null] as const) : ([null, "conclusive"] as const);
  return { prop: prop ?? id, pro, con, kinds: evidence.flat(), sources: ["a", "b", "c"], against: ["d"], claims: [] };
}

/** A figure one beyond the threshold, on the side that is wanted. */
function figureFor({ figure: name, unit, is, than }: NonNullable<Element["measure"]>, isWanted: boolean): Wished {
  const isUpwards = is === "atLeast" || is === "above";
  const at = present(than.at(-1), name).value + (isUpwards === isWanted ? 1 : -1);
  const value = { lo: at, best: at, hi: at };
  return { figure: { name, unit, value, standard: "clear", sources: ["a", "b"], claims: [] }, isWanted };
}

type Wished = { readonly figure: Figure; readonly isWanted: boolean };

/** One of each name and unit: the largest where thresholds are to be reached, the smallest where none is. */
function oneOfEach(wished: readonly Wished[]): readonly Figure[] {
  const inOrder = wished.toSorted((a, b) => (a.isWanted ? 1 : -1) * (a.figure.value.lo - b.figure.value.lo));
  return [...new Map(inOrder.map(({ figure }) => [`${figure.name} ${figure.unit}`, figure])).values()];
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
