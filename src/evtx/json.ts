import { elementsOf, hasElement, hasText, isText } from "./content.ts";
import { STEP_COST } from "./limits.ts";
import type { Scope } from "./scope.ts";
import { type Attribute, type Element, LITERAL, type Node, type Placed, SLOT, TEXT } from "./tree.ts";
import type { Utf8Out } from "./utf8-out.ts";
import { plainValueText, valueText } from "./value-text.ts";
import { ANSI, isBare, NULL, STRING, XML } from "./value-type.ts";

const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMA = 0x2c;
const COLON = 0x3a;
const QUOTE = 0x22;

/**
 * Writes elements as JSON in the shape of `evtx_dump -o jsonl` (omerbenamram/evtx 0.12): attributes under "#attributes", text beside
 * elements under "#text", `<Data Name="x">` of EventData and UserData as "x", the nth element of one name with "_n-1" behind it. Where
 * evtx_dump would write one key twice, which hides a value from every reader, the values stand in one list.
 */
export class JsonWriter {
  readonly #out: Utf8Out;
  readonly #spend: (work: number, at: number) => void;

  constructor(out: Utf8Out, spend: (work: number, at: number) => void) {
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

  #step(): void {
    this.#spend(STEP_COST, 0);
  }

  #value(element: Element, scope: Scope, isContainer: boolean): void {
    this.#step();
    const { children } = element;
    const [text, elements] = [hasText(children, scope), hasElement(children, scope)];
    const attributes = element.attributes.length > 0 && element.attributes.some(({ content }) => hasText(content, scope));
    if (elements || attributes) this.#body(element, scope, { isContainer, text, attributes });
    else if (text) this.#content(children, scope);
    else this.#out.ascii("null");
  }

  #body(
    element: Element,
    scope: Scope,
    shown: { readonly isContainer: boolean; readonly text: boolean; readonly attributes: boolean },
  ): void {
    const out = this.#out;
    out.byte(OPEN);
    const from = out.length;
    if (shown.attributes) this.#attributes(element.attributes, scope);
    if (shown.text) {
      this.#separate(from);
      out.ascii('"#text":');
      this.#content(element.children, scope);
    }
    if (shown.isContainer) this.#container(element, scope, from);
    else this.#members([...this.#elements(element, scope)], from);
    out.byte(CLOSE);
  }

  #elements(element: Element, scope: Scope): Iterable<Placed> {
    return elementsOf(element.children, scope, (work) => this.#spend(work, 0));
  }

  #separate(from: number): void {
    if (this.#out.length > from) this.#out.byte(COMMA);
  }

  #attributes(attributes: readonly Attribute[], scope: Scope): void {
    this.#out.ascii('"#attributes":{');
    const from = this.#out.length;
    for (const { name, content } of attributes) {
      this.#step();
      if (!hasText(content, scope)) continue;
      this.#separate(from);
      this.#out.raw(name.key);
      this.#content(content, scope);
    }
    this.#out.byte(CLOSE);
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
      else this.#numbered(text, before);
      this.#value(element, scope, text === "EventData" || text === "UserData");
    }
  }

  #numbered(name: string, number: number): void {
    this.#out.byte(QUOTE);
    this.#out.jsonText(`${name}_${number}`);
    this.#out.byte(QUOTE);
    this.#out.byte(COLON);
  }

  /** EventData or UserData: `Data` by their own names, or in one list when none has a name. */
  #container(element: Element, scope: Scope, from: number): void {
    const others: Placed[] = [];
    const data: Placed[] = [];
    for (const placed of this.#elements(element, scope)) (placed.element.name.text === "Data" ? data : others).push(placed);
    const named = data.filter((placed) => nameOf(placed) !== undefined);
    if (named.length > 0) this.#named(named, from);
    else if (data.length > 0) {
      this.#separate(from);
      this.#out.ascii('"Data":{"#text":');
      this.#list(data);
      this.#out.byte(CLOSE);
    }
    this.#members(others, from);
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
      this.#out.byte(QUOTE);
      this.#out.jsonText(name);
      this.#out.byte(QUOTE);
      this.#out.byte(COLON);
      this.#list(same);
    }
  }

  #list(data: readonly Placed[]): void {
    const [first] = data;
    if (first !== undefined && data.length === 1) return this.#datum(first);
    this.#out.ascii("[");
    const from = this.#out.length;
    for (const each of data) {
      this.#separate(from);
      this.#datum(each);
    }
    this.#out.ascii("]");
  }

  /** The value of a `Data`, without its attributes; an empty one is "". */
  #datum({ element, scope }: Placed): void {
    this.#step();
    const { children } = element;
    const text = hasText(children, scope);
    if (hasElement(children, scope)) this.#body(element, scope, { isContainer: false, text, attributes: false });
    else if (text) this.#content(children, scope);
    else this.#out.ascii('""');
  }

  /** The text of `nodes`: a number or boolean when that is all there is, else a string. */
  #content(nodes: readonly Node[], scope: Scope): void {
    const out = this.#out;
    const only = onlyText(nodes, scope);
    if (only !== undefined) {
      const [values, index] = only.kind === SLOT ? [scope, only.index] : only.kind === LITERAL ? [only.scope, 0] : [undefined, 0];
      if (values !== undefined && isBare(values.types[index] as number)) return this.#bare(values, index);
    }
    out.byte(QUOTE);
    for (const node of nodes) this.#text(node, scope);
    out.byte(QUOTE);
  }

  #bare(scope: Scope, index: number): void {
    const text = plainValueText(scope.bytes, scope.types[index] as number, scope.span(index), 6);
    // A value of a strange length reads as hexadecimal digits, which are no number.
    if (isNumberOrBoolean(text, scope.sizes[index] as number)) this.#out.ascii(text);
    else {
      this.#out.byte(QUOTE);
      this.#out.ascii(text);
      this.#out.byte(QUOTE);
    }
  }

  #text(node: Node, scope: Scope): void {
    if (node.kind === TEXT) this.#out.jsonText(node.text);
    else if (node.kind === SLOT && !scope.isEmpty(node.index)) this.#slot(scope, node.index);
    else if (node.kind === LITERAL && !node.scope.isEmpty(0)) this.#slot(node.scope, 0);
  }

  #slot(scope: Scope, index: number): void {
    const type = scope.types[index] as number;
    const [start, size] = [scope.starts[index] as number, scope.sizes[index] as number];
    if (type === STRING || type === XML) this.#out.jsonUtf16(scope.bytes, start, size);
    else if (type === ANSI) this.#out.jsonText(valueText(scope.bytes, type, { start, size }, 6));
    else if (type !== NULL && !scope.isFragment(index)) this.#out.ascii(plainValueText(scope.bytes, type, { start, size }, 6));
  }
}

const WHOLE_SIZES: readonly number[] = [1, 2, 4, 8];

function isNumberOrBoolean(text: string, size: number): boolean {
  return text === "true" || text === "false" || WHOLE_SIZES.includes(size);
}

/** The only node that reads as text; undefined when there are more. */
function onlyText(nodes: readonly Node[], scope: Scope): Node | undefined {
  let only: Node | undefined;
  for (const node of nodes) {
    if (!isText(node, scope)) continue;
    if (only !== undefined) return undefined;
    only = node;
  }
  return only;
}

/** The attribute that names a `Data`; undefined when it has none, or an empty one. */
function nameOf({ element, scope }: Placed): Attribute | undefined {
  const attribute = element.attributes.find(({ name }) => name.text === "Name");
  return attribute !== undefined && hasText(attribute.content, scope) ? attribute : undefined;
}

/** The text of `nodes`. */
function textOf(nodes: readonly Node[], scope: Scope): string {
  let text = "";
  for (const node of nodes) {
    if (node.kind === TEXT) text += node.text;
    else if (node.kind === SLOT && !scope.isEmpty(node.index)) text += slotText(scope, node.index);
    else if (node.kind === LITERAL && !node.scope.isEmpty(0)) text += slotText(node.scope, 0);
  }
  return text;
}

function slotText(scope: Scope, index: number): string {
  return scope.isFragment(index) ? "" : valueText(scope.bytes, scope.types[index] as number, scope.span(index), 6);
}
