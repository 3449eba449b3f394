import type { Scope } from "./scope.ts";
import { ELEMENT, type Element, LITERAL, type Node, PLACED, type Placed, SLOT, TEXT } from "./tree.ts";
import { ARRAY, arrayItems } from "./value-type.ts";

/** True for a node that reads as some text. */
export function isText(node: Node, scope: Scope): boolean {
  switch (node.kind) {
    case TEXT:
      return node.text !== "";
    case SLOT:
      return !scope.isFragment(node.index) && !scope.isEmpty(node.index);
    case LITERAL:
      return !node.scope.isEmpty(0);
    default:
      return false;
  }
}

/** True when one of the nodes reads as some text. */
export function hasText(nodes: readonly Node[], scope: Scope): boolean {
  for (const node of nodes) if (isText(node, scope)) return true;
  return false;
}

/** True when one of the nodes is an element, or a value that holds one. */
export function hasElement(nodes: readonly Node[], scope: Scope): boolean {
  for (const node of nodes) {
    if (node.kind === ELEMENT || node.kind === PLACED) return true;
    if (node.kind === SLOT && scope.isFragment(node.index) && scope.fragment(node.index).length > 0) return true;
  }
  return false;
}

/** The elements among `nodes`, in order, those with an array among their values once for each member (libevtx EVTX §5.1.13). */
export function* elementsOf(nodes: readonly Node[], scope: Scope, spend: (work: number) => void): Generator<Placed> {
  for (const node of nodes) {
    if (node.kind === ELEMENT) yield* repeated(node.element, scope, spend);
    else if (node.kind === PLACED) yield node.placed;
    else if (node.kind === SLOT && scope.isFragment(node.index)) yield* scope.fragment(node.index);
  }
}

function* repeated(element: Element, scope: Scope, spend: (work: number) => void): Generator<Placed> {
  const index = scope.hasArrays ? arraySlot(element, scope) : undefined;
  if (index === undefined) {
    yield { element, scope };
    return;
  }
  for (const item of arrayItems(scope.bytes, scope.types[index] as number, scope.span(index))) {
    spend(scope.types.length);
    yield* repeated(element, scope.pick(index, item), spend);
  }
}

/** The first slot right in `element`, then in its attributes, that stands for an array. */
function arraySlot({ children, attributes }: Element, scope: Scope): number | undefined {
  for (const nodes of [children, ...attributes.map(({ content }) => content)]) {
    for (const node of nodes) if (node.kind === SLOT && (scope.types[node.index] ?? 0) >= ARRAY) return node.index;
  }
  return undefined;
}
