import type { Scope } from "./scope.ts";

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
export type TextNode = { readonly kind: typeof TEXT; readonly text: string; readonly mark: "text" | "cdata" | "reference" };
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

export type Element = { readonly name: Name; readonly attributes: readonly Attribute[]; readonly children: readonly Node[] };

/** An element and the values that its slots stand for. */
export type Placed = { readonly element: Element; readonly scope: Scope };
