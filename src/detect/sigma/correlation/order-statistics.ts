import { compareDecimals, type Decimal } from "./decimal.ts";

type Node = {
  readonly value: Decimal;
  /** How often the value is there. */
  count: number;
  /** Values in this node and below. */
  size: number;
  readonly priority: number;
  left: Node | undefined;
  right: Node | undefined;
};

/** A multiset of numbers that knows its k-th: a treap with sizes; add, remove and select take O(log n) expected time. */
export class OrderStatistics {
  #root: Node | undefined;
  #lot = 0x9e3779b9;

  get size(): number {
    return this.#root?.size ?? 0;
  }

  add(value: Decimal): void {
    this.#root = this.#added(this.#root, value);
  }

  remove(value: Decimal): void {
    this.#root = removed(this.#root, value);
  }

  /** The value at a place from 0, smallest first. */
  select(place: number): Decimal {
    let [node, left] = [this.#root as Node, place];
    for (;;) {
      const before = node.left?.size ?? 0;
      if (left < before) node = node.left as Node;
      else if (left < before + node.count) return node.value;
      else {
        left -= before + node.count;
        node = node.right as Node;
      }
    }
  }

  #added(node: Node | undefined, value: Decimal): Node {
    if (node === undefined) {
      return { value, count: 1, size: 1, priority: this.#draw(), left: undefined, right: undefined };
    }
    const side = compareDecimals(value, node.value);
    node.size++;
    if (side === 0) node.count++;
    else if (side < 0) {
      node.left = this.#added(node.left, value);
      if (node.left.priority > node.priority) return turnedRight(node);
    } else {
      node.right = this.#added(node.right, value);
      if (node.right.priority > node.priority) return turnedLeft(node);
    }
    return node;
  }

  /** Xorshift (Marsaglia 2003). */
  #draw(): number {
    this.#lot ^= this.#lot << 13;
    this.#lot ^= this.#lot >>> 17;
    this.#lot ^= this.#lot << 5;
    return this.#lot >>> 0;
  }
}

function removed(node: Node | undefined, value: Decimal): Node | undefined {
  if (node === undefined) return undefined;
  const side = compareDecimals(value, node.value);
  if (side < 0) node.left = removed(node.left, value);
  else if (side > 0) node.right = removed(node.right, value);
  else if (node.count > 1) node.count--;
  else return merged(node.left, node.right);
  return sized(node);
}

function merged(left: Node | undefined, right: Node | undefined): Node | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  if (left.priority > right.priority) {
    left.right = merged(left.right, right);
    return sized(left);
  }
  right.left = merged(left, right.left);
  return sized(right);
}

function turnedRight(node: Node): Node {
  const top = node.left as Node;
  node.left = top.right;
  top.right = sized(node);
  return sized(top);
}

function turnedLeft(node: Node): Node {
  const top = node.right as Node;
  node.right = top.left;
  top.left = sized(node);
  return sized(top);
}

function sized(node: Node): Node {
  node.size = node.count + (node.left?.size ?? 0) + (node.right?.size ?? 0);
  return node;
}
