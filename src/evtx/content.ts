import { COPY_COST, STEP_COST } from "./limits.ts";
import { ELEMENT, type Element, LITERAL, type Node, PLACED, type Placed, type Scope, SLOT, TEXT } from "./tree.ts";
import { valueText } from "./value-text.ts";
import { ARRAY, arrayItems } from "./value-type.ts";

/** True for a node that reads as some text. */
function isText(node: Node, scope: Scope): boolean {
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

/** The only node that reads as text; undefined when there are more, or none. */
export function onlyText(nodes: readonly Node[], scope: Scope): Node | undefined {
  let only: Node | undefined;
  for (const node of nodes) {
    if (!isText(node, scope)) continue;
    if (only !== undefined) return undefined;
    only = node;
  }
  return only;
}

/** The text of `nodes`, without their elements; times to 6 digits. */
export function textOf(nodes: readonly Node[], scope: Scope): string {
  let text = "";
  for (const node of nodes) {
    if (node.kind === TEXT) text += node.text;
    else if (node.kind === SLOT) text += slotText(scope, node.index);
    else if (node.kind === LITERAL) text += slotText(node.scope, 0);
  }
  return text;
}

function slotText(scope: Scope, index: number): string {
  if (scope.isFragment(index) || scope.isEmpty(index)) return "";
  return valueText(scope.bytes, scope.types[index] as number, scope.span(index), 6);
}

/** What it costs to read the attributes of an element: their characters, or the bytes of their values. */
export function attributesCost({ attributes }: Element, scope: Scope): number {
  let cost = 0;
  for (const { name, content } of attributes) {
    cost += name.text.length;
    for (const node of content) {
      if (node.kind === TEXT) cost += node.text.length;
      else if (node.kind === SLOT) cost += scope.sizes[node.index] ?? 0;
    }
  }
  return cost;
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
export function elementsOf(nodes: readonly Node[], scope: Scope, spend: (work: number) => void): Placed[] {
  const elements: Placed[] = [];
  for (const node of nodes) {
    if (node.kind === ELEMENT) addRepeated(elements, { element: node.element, scope }, spend);
    else if (node.kind === PLACED) elements.push(node.placed);
    else if (node.kind === SLOT && scope.isFragment(node.index))
      for (const placed of scope.fragment(node.index)) {
        spend(STEP_COST);
        elements.push(placed);
      }
  }
  return elements;
}

function addRepeated(to: Placed[], placed: Placed, spend: (work: number) => void): void {
  const { element, scope } = placed;
  const index = scope.hasArrays ? arraySlot(element, scope) : undefined;
  if (index === undefined) {
    to.push(placed);
    return;
  }
  for (const item of arrayItems(scope.bytes, scope.types[index] as number, scope.span(index))) {
    spend(COPY_COST + scope.types.length + element.shape.nodes);
    addRepeated(to, { element, scope: scope.pick(index, item) }, spend);
  }
}

/** The first slot right in `element`, then in its attributes, that stands for an array. */
function arraySlot({ children, attributes }: Element, scope: Scope): number | undefined {
  for (const node of children) if (isArraySlot(node, scope)) return node.index;
  for (const { content } of attributes) for (const node of content) if (isArraySlot(node, scope)) return node.index;
  return undefined;
}

function isArraySlot(node: Node, scope: Scope): node is Extract<Node, { readonly kind: typeof SLOT }> {
  return node.kind === SLOT && (scope.types[node.index] ?? 0) >= ARRAY;
}
