import type { DerNode } from "./read.ts";
import { TAG } from "./tags.ts";

/** Goes through the children of a constructed element, in order. Nothing is skipped: `done` must be asked at the end. */
export class Walk {
  readonly #children: readonly DerNode[];
  #at = 0;

  /** Children of `node` if it has `tag`; else nothing can be taken and it is never done. */
  constructor(node: DerNode | undefined, tag: number = TAG.sequence) {
    this.#children = node?.children ?? [];
    if (node?.tag !== tag) this.#at = Number.POSITIVE_INFINITY;
  }

  /** The next child when it has this tag; undefined, and nothing is passed, when not. */
  take(tag: number): DerNode | undefined {
    const next = this.#children[this.#at];
    if (next?.tag !== tag) return undefined;
    this.#at++;
    return next;
  }

  /** The next child, whatever it is. */
  any(): DerNode | undefined {
    const next = this.#children[this.#at];
    if (next !== undefined) this.#at++;
    return next;
  }

  /** True when every child was taken. */
  get done(): boolean {
    return this.#at === this.#children.length;
  }
}

/** The only child of an EXPLICIT tag. */
export function inner(node: DerNode | undefined): DerNode | undefined {
  return node?.children.length === 1 ? node.children[0] : undefined;
}

/** An object identifier in dotted decimal, arcs below 2^53; undefined for anything else. */
export function oidOf(node: DerNode | undefined): string | undefined {
  if (node?.tag !== TAG.oid) return undefined;
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of node.content) {
    arc = arc * 128 + (byte & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER) return undefined;
    if (byte >= 0x80) continue;
    if (arcs.length > 0) arcs.push(arc);
    else arcs.push(Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40)));
    arc = 0;
  }
  return arcs.join(".");
}

const SMALL_BYTES_MAX = 6;

/** An INTEGER from 0 to 2^47−1; undefined for anything else. `tag` is for IMPLICIT ones, whose shortest form is checked here. */
export function smallOf(node: DerNode | undefined, tag: number = TAG.integer): number | undefined {
  if (node?.tag !== tag) return undefined;
  const [first = 0x80, second = 0x80] = node.content;
  if (first >= 0x80 || node.content.length > SMALL_BYTES_MAX || (node.content.length > 1 && first === 0 && second < 0x80))
    return undefined;
  return node.content.reduce((value, byte) => value * 256 + byte, 0);
}

/** True when the children are in the order of a DER SET OF, none twice (X.690 §11.6). */
export function isSorted(children: readonly DerNode[]): boolean {
  return children.every((child, at) => at === 0 || compareBytes((children[at - 1] as DerNode).bytes, child.bytes) < 0);
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at++) {
    const difference = (left[at] as number) - (right[at] as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
