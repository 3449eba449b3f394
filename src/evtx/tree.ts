import { ANSI, ARRAY, arrayItems, BINXML, NULL, type Span, STRING } from "./value-type.ts";

/** A name of an element, attribute or entity, and the same as a JSON string with its colon, ready to be written. */
export type Name = { readonly text: string; readonly key: Uint8Array };

export const TEXT = 0;
export const LITERAL = 1;
export const SLOT = 2;
export const ELEMENT = 3;
export const PLACED = 4;
export const INSTRUCTION = 5;

/** What an element or attribute holds, in order (libevtx EVTX §5.1). */
export type Node = TextNode | LiteralNode | SlotNode | ElementNode | PlacedNode | InstructionNode;

/** Value text, CDATA, and references to characters and entities, as they read; `mark` says how XML writes them. */
export type TextNode = { readonly kind: typeof TEXT; readonly text: string; readonly mark: "text" | "cdata" };
/** A value of another type than text that stands in the stream itself: `slot` of its own one-value scope. */
export type LiteralNode = { readonly kind: typeof LITERAL; readonly scope: Scope };
/** A substitution: the value `index` of the instance, whatever its template declares. */
export type SlotNode = { readonly kind: typeof SLOT; readonly index: number };
export type ElementNode = { readonly kind: typeof ELEMENT; readonly element: Element };
/** An element with values of its own, from an instance within the content. */
export type PlacedNode = { readonly kind: typeof PLACED; readonly placed: Placed };
/** A processing instruction; `data` is empty when it has none. */
export type InstructionNode = { readonly kind: typeof INSTRUCTION; readonly target: string; readonly data: string };

export type Attribute = { readonly name: Name; readonly content: readonly Node[] };

export type Element = {
  readonly name: Name;
  readonly attributes: readonly Attribute[];
  readonly children: readonly Node[];
  readonly shape: Shape;
};

/** An element and the values that its slots stand for. */
export type Placed = { readonly element: Element; readonly scope: Scope };

/** What is known of an element before any values are: found once for each template, used for every record. */
export type Shape = {
  /** `"#attributes":{…}` when no attribute has a slot; no bytes when none has text either. Undefined: it depends on the values. */
  readonly attributes: Uint8Array | undefined;
  /** The key of a `<Data Name="…">` whose name has no slot. */
  readonly dataKey: Uint8Array | undefined;
  /** The slot that is all the element holds, or −1. */
  readonly onlySlot: number;
  /** True when it holds elements and nothing else, all of different names. */
  readonly isPlain: boolean;
  /** True when it holds `Data` and nothing else, all with different names known here. */
  readonly isPlainData: boolean;
  readonly isContainer: boolean;
  /** True when its attributes cannot all be keys of JSON as they stand: two have one name. */
  readonly hasTwins: boolean;
  /** Nodes right in it and in its attributes: what looking through it costs. */
  readonly nodes: number;
  /** Characters of its instructions, which JSON leaves out and XML does not. */
  readonly unwritten: number;
};

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
    this.sizes.push(type === ANSI && this.bytes.subarray(start, start + size).every(isNul) ? 0 : size);
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
    this.#fragments ??= new Map();
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

function isNul(byte: number): boolean {
  return byte === 0;
}
