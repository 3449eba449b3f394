import { utf8 } from "../lib/index.ts";
import { elementsOf, hasElement, hasText, onlyText, textOf } from "./content.ts";
import { STEP_COST } from "./limits.ts";
import { isContainerName } from "./shape.ts";
import { type Attribute, ELEMENT, type Element, LITERAL, type Node, type Placed, type Scope, SLOT, TEXT } from "./tree.ts";
import type { Utf8Out } from "./utf8-out.ts";
import { writeValue, writeValueText } from "./value-json.ts";

const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMA = 0x2c;
const COLON = 0x3a;
const QUOTE = 0x22;
const TEXT_KEY = utf8('"#text":');
const COMMA_TEXT_KEY = utf8(',"#text":');
const ATTRIBUTES_OPEN = utf8('"#attributes":{');
const NULL_TEXT = utf8("null");
const EMPTY_TEXT = utf8('""');

/**
 * Writes elements as JSON in the shape of `evtx_dump -o jsonl` (omerbenamram/evtx 0.8 to 0.12): attributes under "#attributes", text
 * beside elements under "#text", `<Data Name="x">` of EventData and UserData as "x", the nth element of one name with "_n−1" behind it.
 * Where evtx_dump would write one key twice, which hides a value from every reader, the values stand in one list.
 */
export class JsonWriter {
  readonly #out: Utf8Out;
  readonly #spend: (work: number, at?: number) => void;

  constructor(out: Utf8Out, spend: (work: number, at?: number) => void) {
    this.#out = out;
    this.#spend = spend;
  }

  /** The object that holds the root element alone. */
  root({ element, scope }: Placed): void {
    this.#out.byte(OPEN);
    this.#out.raw(element.name.key);
    this.#value(element, scope, false);
    this.#out.byte(CLOSE);
  }

  #value(element: Element, scope: Scope, isContainer: boolean): void {
    this.#spend(STEP_COST);
    const out = this.#out;
    const start = out.length;
    out.byte(OPEN);
    const hasAttributes = this.#attributes(element, scope);
    const { onlySlot, isPlain } = element.shape;
    if (isPlain || hasElement(element.children, scope)) return this.#body(element, scope, { start, isContainer });
    if (hasAttributes) {
      if (hasText(element.children, scope)) {
        out.raw(COMMA_TEXT_KEY);
        this.#content(element.children, scope);
      }
      out.byte(CLOSE);
      return;
    }
    out.length = start;
    if (onlySlot >= 0 ? !scope.isEmpty(onlySlot) : hasText(element.children, scope)) this.#content(element.children, scope);
    else out.raw(NULL_TEXT);
  }

  /** Goes on behind the brace at `start` and the attributes: the text and the elements, and the end. */
  #body(element: Element, scope: Scope, at: { readonly start: number; readonly isContainer: boolean }): void {
    const out = this.#out;
    const from = at.start + 1;
    const { isPlain, isPlainData } = element.shape;
    if (!isPlain && hasText(element.children, scope)) {
      this.#separate(from);
      out.raw(TEXT_KEY);
      this.#content(element.children, scope);
    }
    if (at.isContainer && isPlainData && !scope.hasArrays) this.#plainData(element.children, scope, from);
    else if (!at.isContainer && isPlain && !scope.hasArrays) this.#plainMembers(element.children, scope, from);
    else {
      const elements = elementsOf(element.children, scope, this.#spend);
      if (at.isContainer) this.#container(elements, from);
      else this.#members(elements, from);
    }
    out.byte(CLOSE);
  }

  #separate(from: number): void {
    if (this.#out.length > from) this.#out.byte(COMMA);
  }

  /** Writes `"#attributes":{…}`, or nothing and gives false when none has text. */
  #attributes({ attributes, shape }: Element, scope: Scope): boolean {
    const out = this.#out;
    if (shape.attributes !== undefined) {
      out.raw(shape.attributes);
      return shape.attributes.length > 0;
    }
    const start = out.length;
    out.raw(ATTRIBUTES_OPEN);
    const from = out.length;
    for (const { name, content } of attributes) {
      this.#spend(STEP_COST);
      if (!hasText(content, scope)) continue;
      this.#separate(from);
      out.raw(name.key);
      this.#content(content, scope);
    }
    if (out.length === from) {
      out.length = start;
      return false;
    }
    out.byte(CLOSE);
    return true;
  }

  #plainMembers(children: readonly Node[], scope: Scope, from: number): void {
    for (const node of children) {
      if (node.kind !== ELEMENT) continue;
      this.#separate(from);
      this.#out.raw(node.element.name.key);
      this.#value(node.element, scope, node.element.shape.isContainer);
    }
  }

  #plainData(children: readonly Node[], scope: Scope, from: number): void {
    for (const node of children) {
      if (node.kind !== ELEMENT || node.element.shape.dataKey === undefined) continue;
      this.#separate(from);
      this.#out.raw(node.element.shape.dataKey);
      this.#datum(node.element, scope);
    }
  }

  /** Elements by name; a name that was used gets a number. */
  #members(elements: readonly Placed[], from: number): void {
    const used = new Map<string, number>();
    for (const { element, scope } of elements) {
      const { text, key } = element.name;
      const before = used.get(text);
      used.set(text, (before ?? 0) + 1);
      this.#separate(from);
      if (before === undefined) this.#out.raw(key);
      else this.#key(`${text}_${before}`);
      this.#value(element, scope, isContainerName(text));
    }
  }

  #key(name: string): void {
    this.#out.byte(QUOTE);
    this.#out.jsonText(name);
    this.#out.byte(QUOTE);
    this.#out.byte(COLON);
  }

  /** EventData or UserData: `Data` by their own names, or in one list when none has a name. */
  #container(elements: readonly Placed[], from: number): void {
    const data = elements.filter(({ element }) => element.name.text === "Data");
    const named = data.filter((placed) => nameOf(placed) !== undefined);
    if (named.length > 0) this.#named(named, from);
    else if (data.length > 0) {
      this.#separate(from);
      this.#out.ascii('"Data":{"#text":');
      this.#list(data);
      this.#out.byte(CLOSE);
    }
    this.#members(
      elements.filter(({ element }) => element.name.text !== "Data"),
      from,
    );
  }

  #named(data: readonly Placed[], from: number): void {
    const byName = new Map<string, Placed[]>();
    for (const placed of data) {
      const name = textOf(nameOf(placed)?.content ?? [], placed.scope);
      const same = byName.get(name);
      if (same === undefined) byName.set(name, [placed]);
      else same.push(placed);
    }
    for (const [name, same] of byName) {
      this.#separate(from);
      this.#key(name);
      this.#list(same);
    }
  }

  #list(data: readonly Placed[]): void {
    const [first] = data;
    if (first !== undefined && data.length === 1) return this.#datum(first.element, first.scope);
    this.#out.ascii("[");
    const from = this.#out.length;
    for (const { element, scope } of data) {
      this.#separate(from);
      this.#datum(element, scope);
    }
    this.#out.ascii("]");
  }

  /** The value of a `Data`, without its attributes; an empty one is "". */
  #datum(element: Element, scope: Scope): void {
    this.#spend(STEP_COST);
    const { children } = element;
    if (hasElement(children, scope)) {
      this.#out.byte(OPEN);
      this.#body(element, scope, { start: this.#out.length - 1, isContainer: false });
    } else if (hasText(children, scope)) this.#content(children, scope);
    else this.#out.raw(EMPTY_TEXT);
  }

  /** The text of `nodes`: a number or boolean when that is all there is, else a string. */
  #content(nodes: readonly Node[], scope: Scope): void {
    const out = this.#out;
    const only = nodes.length === 1 ? nodes[0] : onlyText(nodes, scope);
    if (only?.kind === SLOT) return writeValue(out, scope, only.index);
    if (only?.kind === LITERAL) return writeValue(out, only.scope, 0);
    out.byte(QUOTE);
    for (const node of nodes) {
      if (node.kind === TEXT) out.jsonText(node.text);
      else if (node.kind === SLOT) writeValueText(out, scope, node.index);
      else if (node.kind === LITERAL) writeValueText(out, node.scope, 0);
    }
    out.byte(QUOTE);
  }
}

/** The attribute that names a `Data`; undefined when it has none, or an empty one. */
function nameOf({ element, scope }: Placed): Attribute | undefined {
  const attribute = element.attributes.find(({ name }) => name.text === "Name");
  return attribute !== undefined && hasText(attribute.content, scope) ? attribute : undefined;
}
