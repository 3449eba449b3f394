import type { Placed } from "./tree.ts";
import { ANSI, ARRAY, arrayItems, BINXML, NULL, type Span, STRING } from "./value-type.ts";

/** What reads the embedded BinXML of a value, when it is asked for. */
export type ReadFragment = (span: Span, nesting: number) => readonly Placed[];

/** Values by index, each with its type and its place in the chunk: what the slots of a template stand for. Nothing is copied. */
export class Scope {
  readonly bytes: Uint8Array;
  readonly nesting: number;
  readonly #readFragment: ReadFragment;
  readonly types: number[] = [];
  readonly starts: number[] = [];
  readonly sizes: number[] = [];
  /** True when a value is an array of several: its element is repeated. */
  hasArrays = false;
  #fragments: Map<number, readonly Placed[]> | undefined;

  constructor(bytes: Uint8Array, nesting: number, readFragment: ReadFragment) {
    this.bytes = bytes;
    this.nesting = nesting;
    this.#readFragment = readFragment;
  }

  /** Adds the next value. An array of one is that one, an empty array is nothing. */
  add(type: number, start: number, size: number): void {
    if (type >= ARRAY) return this.#addArray(type, start, size);
    this.types.push(type);
    this.starts.push(start);
    this.sizes.push(size);
  }

  #addArray(type: number, start: number, size: number): void {
    const items = arrayItems(this.bytes, type, { start, size });
    const [first] = items;
    if (items.length > 1) this.hasArrays = true;
    this.types.push(items.length > 1 ? type : first === undefined ? NULL : type & ~ARRAY);
    this.starts.push(items.length > 1 ? start : (first?.start ?? start));
    this.sizes.push(items.length > 1 ? size : (first?.size ?? 0));
  }

  /** True when slot `index` has nothing to show: no such value, NULL, no bytes, or a string that ends where it begins. */
  isEmpty(index: number): boolean {
    const size = this.sizes[index];
    if (size === undefined || size === 0) return true;
    const type = this.types[index];
    const start = this.starts[index] as number;
    if (type === STRING) return size < 2 || (this.bytes[start] === 0 && this.bytes[start + 1] === 0);
    if (type === ANSI) return this.bytes.subarray(start, start + size).every((byte) => byte === 0);
    return type === NULL;
  }

  isArray(index: number): boolean {
    return (this.types[index] ?? 0) >= ARRAY;
  }

  isFragment(index: number): boolean {
    return this.types[index] === BINXML;
  }

  span(index: number): Span {
    return { start: this.starts[index] as number, size: this.sizes[index] as number };
  }

  /** The elements of the embedded BinXML in slot `index`; read once. */
  fragment(index: number): readonly Placed[] {
    const known = this.#fragments?.get(index);
    if (known !== undefined) return known;
    const placed = this.#readFragment(this.span(index), this.nesting + 1);
    this.#fragments ??= new Map();
    this.#fragments.set(index, placed);
    return placed;
  }

  /** The same values, with one member of the array in slot `index` instead of the array. */
  pick(index: number, item: Span): Scope {
    const picked = new Scope(this.bytes, this.nesting, this.#readFragment);
    for (let at = 0; at < this.types.length; at++) {
      const type = this.types[at] as number;
      picked.types.push(at === index ? type & ~ARRAY : type);
      picked.starts.push(at === index ? item.start : (this.starts[at] as number));
      picked.sizes.push(at === index ? item.size : (this.sizes[at] as number));
      if (at !== index && type >= ARRAY) picked.hasArrays = true;
    }
    picked.#fragments = this.#fragments;
    return picked;
  }
}
