import { Cursor } from "./cursor.ts";
import { Damage } from "./damage.ts";
import { DEPTH_MAX, STEP_COST } from "./limits.ts";
import type { ChunkNames } from "./names.ts";
import { shapeOf } from "./shape.ts";
import type { Trace } from "./template-store.ts";
import * as token from "./token.ts";
import {
  type Attribute,
  ELEMENT,
  type Element,
  INSTRUCTION,
  LITERAL,
  type Name,
  type Node,
  PLACED,
  type Placed,
  type Scope,
  SLOT,
  TEXT,
} from "./tree.ts";
import { stringText } from "./value-text.ts";
import { BINXML, fixedBytes, type Span, STRING } from "./value-type.ts";

/** What an element needs beside its bytes. */
export type ElementContext = {
  readonly names: ChunkNames;
  /** Throws Damage when the chunk has used up its work. */
  readonly spend: (work: number, at: number) => void;
  /** Where the names of a definition are noted, to know it again in another chunk. */
  readonly trace: Trace | undefined;
  /** A scope of one value. */
  readonly valueOf: (type: number, span: Span) => Scope;
  /** Reads an instance whose token was taken, or an embedded fragment; undefined in the definition of a template, which has no values. */
  readonly nested:
    | { readonly instance: (cursor: Cursor) => Placed; readonly fragment: (span: Span) => readonly Placed[] }
    | undefined;
};

/** Reads one element, whose opening token was taken, to its end. Throws Damage. (libevtx EVTX §5.1.3 to §5.1.24) */
export function readElement(cursor: Cursor, hasAttributes: boolean, context: ElementContext): Element {
  return new ElementReader(cursor, context).element(hasAttributes, 0);
}

class ElementReader {
  readonly #cursor: Cursor;
  readonly #context: ElementContext;

  constructor(cursor: Cursor, context: ElementContext) {
    this.#cursor = cursor;
    this.#context = context;
  }

  element(hasAttributes: boolean, depth: number): Element {
    const cursor = this.#cursor;
    this.#context.spend(STEP_COST, cursor.at);
    if (depth >= DEPTH_MAX) throw new Damage(`elements nested deeper than ${DEPTH_MAX}`, cursor.at);
    if (this.#hasDependency()) cursor.skip(2);
    cursor.skip(4); // the element's length: its tokens say where it ends
    const name = this.#name();
    const attributes: Attribute[] = [];
    if (hasAttributes) {
      cursor.skip(4);
      while (isAttribute(cursor.peek())) attributes.push(this.#attribute());
    }
    const at = cursor.at;
    const closing = cursor.uint8();
    if (closing === token.CLOSE_EMPTY) return withShape({ name, attributes, children: [] });
    if (closing !== token.CLOSE_START) throw new Damage("an unknown token where a start tag ends", at);
    return withShape({ name, attributes, children: this.#children(depth) });
  }

  /**
   * A dependency identifier stands before the length in the definitions of templates and nowhere else ([MS-EVEN6] §2.2.12.2), which not
   * every writer keeps to: where the name would not be one, the other form is tried.
   */
  #hasDependency(): boolean {
    const usual = this.#context.nested === undefined;
    const { bytes, at } = this.#cursor;
    const isName = (dependency: boolean): boolean => this.#context.names.standsAt(offsetAt(bytes, at + (dependency ? 6 : 4)));
    if (isName(usual) || !isName(!usual)) return usual;
    if (this.#context.trace !== undefined) this.#context.trace.isOdd = true;
    return !usual;
  }

  /** The name whose offset comes next; it may stand right behind the offset. */
  #name(): Name {
    const cursor = this.#cursor;
    const at = cursor.at;
    const offset = cursor.uint32();
    const name = this.#context.names.nameAt(offset, at);
    this.#context.trace?.names.push({ at, offset, text: name.text });
    if (offset === cursor.at) cursor.skip(this.#context.names.lengthAt(offset));
    return name;
  }

  #attribute(): Attribute {
    const cursor = this.#cursor;
    this.#context.spend(STEP_COST, cursor.at);
    cursor.skip(1);
    const name = this.#name();
    const content: Node[] = [];
    for (;;) {
      const next = cursor.peek();
      if (next === undefined || isAttribute(next) || next === token.CLOSE_START || next === token.CLOSE_EMPTY) break;
      const at = cursor.at;
      const node = this.#content(cursor.uint8(), at);
      if (node === undefined) throw new Damage("an unknown token in an attribute", at);
      content.push(node);
    }
    return { name, content };
  }

  #children(depth: number): Node[] {
    const cursor = this.#cursor;
    const children: Node[] = [];
    for (;;) {
      const at = cursor.at;
      const next = cursor.uint8();
      if (next === token.END_ELEMENT) return children;
      if (next === token.OPEN || next === token.OPEN_WITH_ATTRIBUTES) {
        children.push({ kind: ELEMENT, element: this.element(next === token.OPEN_WITH_ATTRIBUTES, depth + 1) });
      } else if (next === token.INSTANCE) children.push({ kind: PLACED, placed: this.#instance(at) });
      else if (next === token.INSTRUCTION_TARGET) children.push(this.#instruction());
      else if (next === token.VALUE && cursor.peek() === BINXML) children.push(...this.#embedded(at));
      else children.push(this.#content(next, at) ?? unknownToken(at));
    }
  }

  /** What may stand in elements and attributes alike; undefined for another token. */
  #content(next: number, at: number): Node | undefined {
    this.#context.spend(STEP_COST, at);
    switch (next & ~token.MORE) {
      case token.VALUE:
        return this.#value(at);
      case token.CDATA:
        return { kind: TEXT, text: this.#text(), mark: "cdata" };
      case token.CHARACTER:
        return { kind: TEXT, text: characterText(this.#cursor.uint16()), mark: "text" };
      case token.ENTITY:
        return entityNode(this.#name().text);
      case token.SUBSTITUTION:
      case token.OPTIONAL_SUBSTITUTION:
        return next < token.MORE ? this.#slot(at) : undefined;
      default:
        return undefined;
    }
  }

  #value(at: number): Node {
    const cursor = this.#cursor;
    const type = cursor.uint8();
    if (type === STRING) return { kind: TEXT, text: this.#text(), mark: "text" };
    const size = fixedBytes(type);
    if (size === undefined) throw new Damage("a value without a length", at);
    return { kind: LITERAL, scope: this.#context.valueOf(type, { start: cursor.skip(size), size }) };
  }

  #slot(at: number): Node {
    if (this.#context.nested !== undefined) throw new Damage("a substitution outside a template", at);
    const index = this.#cursor.uint16();
    this.#cursor.skip(1); // the declared type: the value says its own
    return { kind: SLOT, index };
  }

  /** Text with its count of characters before it (libevtx EVTX §5.1.22). */
  #text(): string {
    const size = 2 * this.#cursor.uint16();
    return stringText(this.#cursor.bytes, { start: this.#cursor.skip(size), size });
  }

  #instruction(): Node {
    const target = this.#name().text;
    if (this.#cursor.peek() !== token.INSTRUCTION_DATA) return { kind: INSTRUCTION, target, data: "" };
    this.#cursor.skip(1);
    return { kind: INSTRUCTION, target, data: this.#text() };
  }

  #instance(at: number): Placed {
    const { nested } = this.#context;
    if (nested === undefined) throw new Damage("an instance of a template in the definition of one", at);
    return nested.instance(this.#cursor);
  }

  #embedded(at: number): Node[] {
    const { nested } = this.#context;
    if (nested === undefined) throw new Damage("embedded BinXML in the definition of a template", at);
    this.#cursor.skip(1);
    const size = this.#cursor.uint16();
    const placed = nested.fragment({ start: this.#cursor.skip(size), size });
    return placed.map((each) => ({ kind: PLACED, placed: each }));
  }
}

function withShape(parts: Omit<Element, "shape">): Element {
  return { ...parts, shape: shapeOf(parts) };
}

function offsetAt(bytes: Uint8Array, at: number): number {
  return at + 4 <= bytes.length ? new Cursor(bytes, at, bytes.length).uint32() : 0;
}

function isAttribute(next: number | undefined): boolean {
  return next === token.ATTRIBUTE || next === token.LAST_ATTRIBUTE;
}

function unknownToken(at: number): never {
  throw new Damage("an unknown token in an element", at);
}

/** A UTF-16 code unit by its number: half of a pair stays the reference that it is. */
function characterText(unit: number): string {
  return unit >= 0xd800 && unit <= 0xdfff ? `&#${unit};` : String.fromCharCode(unit);
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

/** XML's own five entities as their characters; any other stays a reference. */
function entityNode(name: string): Node {
  return { kind: TEXT, text: ENTITIES.get(name) ?? `&${name};`, mark: "text" };
}
