import { utf8 } from "../lib/index.ts";
import { attributesCost, elementsOf, hasElement, hasText, onlyText, textOf } from "./content.ts";
import { KeysUsed, RESERVED_KEYS } from "./keys-used.ts";
import { STEP_COST } from "./limits.ts";
import { isContainerName } from "./shape.ts";
import { ELEMENT, type Element, LITERAL, type Name, type Node, type Placed, type Scope, SLOT, TEXT } from "./tree.ts";
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
    this.#look(element);
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
      const used = new KeysUsed(RESERVED_KEYS);
      if (at.isContainer) this.#container(elements, from, used);
      else this.#members(elements, from, used);
    }
    out.byte(CLOSE);
  }

  /** Pays for looking through `element`, and for what only its XML shows. */
  #look({ shape }: Element): void {
    this.#spend(STEP_COST + shape.nodes + shape.unwritten);
  }

  /** Pays for reading the value in slot `index`, which may be long and show little: NULs are left out. */
  #paid(scope: Scope, index: number): Scope {
    this.#spend(scope.sizes[index] ?? 0);
    return scope;
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
    const used = shape.hasTwins ? new KeysUsed() : undefined;
    for (const { name, content } of attributes) {
      this.#spend(STEP_COST);
      if (!hasText(content, scope)) continue;
      this.#separate(from);
      this.#nameKey(name, used);
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
  #members(elements: readonly Placed[], from: number, used: KeysUsed): void {
    for (const { element, scope } of elements) {
      this.#separate(from);
      this.#nameKey(element.name, used);
      this.#value(element, scope, isContainerName(element.name.text));
    }
  }

  #nameKey({ text, key }: Name, used: KeysUsed | undefined): void {
    const taken = used?.take(text) ?? text;
    if (taken === text) this.#out.raw(key);
    else this.#key(taken);
  }

  #key(name: string): void {
    this.#out.byte(QUOTE);
    this.#out.jsonText(name);
    this.#out.byte(QUOTE);
    this.#out.byte(COLON);
  }

  /** EventData or UserData: `Data` by their own names, those without a name in one list. */
  #container(elements: readonly Placed[], from: number, used: KeysUsed): void {
    const byName = new Map<string, Placed[]>();
    const unnamed: Placed[] = [];
    for (const placed of elements) {
      if (placed.element.name.text !== "Data") continue;
      const name = this.#nameOf(placed);
      const same = name === undefined ? unnamed : byName.get(name);
      if (same !== undefined) same.push(placed);
      else if (name !== undefined) byName.set(name, [placed]);
    }
    for (const [name, same] of byName) {
      this.#separate(from);
      this.#key(used.take(name));
      this.#list(same);
    }
    if (unnamed.length > 0) this.#unnamed(unnamed, from, used);
    this.#members(
      elements.filter(({ element }) => element.name.text !== "Data"),
      from,
      used,
    );
  }

  #unnamed(data: readonly Placed[], from: number, used: KeysUsed): void {
    this.#separate(from);
    this.#key(used.take("Data"));
    this.#out.ascii('{"#text":');
    this.#list(data);
    this.#out.byte(CLOSE);
  }

  /** The name of a `Data` by its attribute; undefined when it has none, or an empty one. */
  #nameOf({ element, scope }: Placed): string | undefined {
    const attribute = element.attributes.find(({ name }) => name.text === "Name");
    if (attribute === undefined || !hasText(attribute.content, scope)) return undefined;
    this.#spend(attributesCost(element, scope));
    return textOf(attribute.content, scope);
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
    this.#look(element);
    const { children, attributes } = element;
    if (attributes.length > 0) this.#spend(attributesCost(element, scope));
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
    if (only?.kind === SLOT) return writeValue(out, this.#paid(scope, only.index), only.index);
    if (only?.kind === LITERAL) return writeValue(out, only.scope, 0);
    out.byte(QUOTE);
    for (const node of nodes) {
      if (node.kind === TEXT) out.jsonText(node.text);
      else if (node.kind === SLOT) writeValueText(out, this.#paid(scope, node.index), node.index);
      else if (node.kind === LITERAL) writeValueText(out, node.scope, 0);
    }
    out.byte(QUOTE);
  }
}
