import { Cursor } from "./cursor.ts";
import { Damage } from "./damage.ts";
import { type ElementContext, readElement } from "./element-reader.ts";
import { CHUNK_WORK_MAX, NESTING_MAX, STEP_COST } from "./limits.ts";
import { uint32 } from "./little-endian.ts";
import { ChunkNames, type Lexicon } from "./names.ts";
import type { Place, TemplateStore, Trace } from "./template-store.ts";
import * as token from "./token.ts";
import { type Element, type Placed, type ReadFragment, Scope } from "./tree.ts";
import type { Span } from "./value-type.ts";

/** Bytes before the fragment of a template's definition: next definition, which is never followed, GUID and length (libevtx EVTX §5.1.19). */
const DEFINITION_HEAD_BYTES = 24;

/** Where its GUID stands there, whose first four bytes an instance repeats: after damage, another template may stand where it points. */
const GUID_OFFSET = 4;

/** What is kept from chunk to chunk. */
export type Library = { readonly lexicon: Lexicon; readonly templates: TemplateStore };

/** Reads the binary XML of one chunk. Its names and templates are read once, whichever record asks for them first. */
export class BinXml {
  readonly bytes: Uint8Array;
  readonly #names: ChunkNames;
  readonly #store: TemplateStore;
  readonly #templates = new Map<number, Element>();
  readonly #nothing: Scope;
  readonly #readFragment: ReadFragment = (span, nesting) => this.fragment(span, nesting);
  #work = CHUNK_WORK_MAX;

  constructor(bytes: Uint8Array, { lexicon, templates }: Library) {
    this.bytes = bytes;
    this.#store = templates;
    this.#names = new ChunkNames(bytes, lexicon);
    this.#nothing = this.#scope(0);
  }

  /** Takes `work` from what this chunk may ask for; throws Damage when nothing is left. */
  readonly spend = (work: number, at = 0): void => {
    this.#work -= work;
    if (this.#work < 0) throw new Damage(`its chunk asks for more than ${CHUNK_WORK_MAX} steps of work`, at);
  };

  /** The elements of the fragment in `span`: one in all that Windows writes. Throws Damage. (libevtx EVTX §5.1.1) */
  fragment(span: Span, nesting: number): readonly Placed[] {
    if (nesting > NESTING_MAX) throw new Damage(`fragments nested deeper than ${NESTING_MAX}`, span.start);
    const cursor = new Cursor(this.bytes, span.start, span.start + span.size);
    const elements: Placed[] = [];
    while (cursor.peek() !== undefined) {
      const at = cursor.at;
      this.spend(STEP_COST, at);
      const next = cursor.uint8();
      if (next === token.END) break;
      if (next === token.FRAGMENT) cursor.skip(3);
      else if (next === token.INSTANCE) elements.push(this.#instance(cursor, nesting));
      else if (next === token.OPEN || next === token.OPEN_WITH_ATTRIBUTES) {
        const element = readElement(cursor, next === token.OPEN_WITH_ATTRIBUTES, this.#context(nesting));
        elements.push({ element, scope: this.#nothing });
      } else if (next === token.INSTRUCTION_TARGET) this.#passInstruction(cursor);
      else throw new Damage("an unknown token where a fragment begins", at);
    }
    return elements;
  }

  // Before and after the element; evtx_dump's JSON has no place for it.
  #passInstruction(cursor: Cursor): void {
    const offset = cursor.uint32();
    if (offset === cursor.at) cursor.skip(this.#names.lengthAt(offset));
    if (cursor.peek() !== token.INSTRUCTION_DATA) return;
    cursor.skip(1);
    cursor.skip(2 * cursor.uint16());
  }

  /** An instance whose token was taken: its template and its values (libevtx EVTX §5.1.18 to §5.1.21). */
  #instance(cursor: Cursor, nesting: number): Placed {
    cursor.skip(1);
    const at = cursor.at;
    const identifier = cursor.uint32();
    const offset = cursor.uint32();
    const element = this.#template(offset, at);
    if (uint32(this.bytes, offset + GUID_OFFSET) !== identifier)
      throw new Damage("another template stands where its own should", at);
    if (offset === cursor.at) cursor.skip(this.#definition(offset, at).end - offset);
    return { element, scope: this.#values(cursor, nesting) };
  }

  #values(cursor: Cursor, nesting: number): Scope {
    const count = cursor.uint32();
    const descriptors = new Cursor(this.bytes, cursor.skip(4 * count), cursor.at);
    const scope = this.#scope(nesting);
    for (let index = 0; index < count; index++) {
      const size = descriptors.uint16();
      const type = descriptors.uint8();
      descriptors.skip(1);
      scope.add(type, cursor.skip(size), size);
    }
    this.spend(count, cursor.at);
    return scope;
  }

  /** The element that the template defines whose definition stands at `offset`, wherever in the chunk that is. */
  #template(offset: number, askedAt: number): Element {
    const known = this.#templates.get(offset);
    if (known !== undefined) return known;
    const cursor = this.#definition(offset, askedAt);
    const place = { bytes: this.bytes, start: cursor.at, end: cursor.end };
    const identifier = uint32(this.bytes, offset + GUID_OFFSET);
    this.spend(place.end - place.start, offset);
    const element = this.#store.find(identifier, place, this.#names) ?? this.#readTemplate(identifier, place);
    this.#templates.set(offset, element);
    return element;
  }

  #readTemplate(identifier: number, place: Place): Element {
    const cursor = new Cursor(place.bytes, place.start, place.end);
    if (cursor.peek() === token.FRAGMENT) cursor.skip(4);
    const next = cursor.uint8();
    if (next !== token.OPEN && next !== token.OPEN_WITH_ATTRIBUTES) {
      throw new Damage("an unknown token where the element of a template begins", cursor.at - 1);
    }
    const trace: Trace = { names: [], isOdd: false };
    const element = readElement(cursor, next === token.OPEN_WITH_ATTRIBUTES, this.#definitionContext(trace));
    this.#store.keep(identifier, place, trace, element);
    return element;
  }

  #definition(offset: number, askedAt: number): Cursor {
    if (offset + DEFINITION_HEAD_BYTES > this.bytes.length) throw new Damage("no template stands where its own should", askedAt);
    const head = new Cursor(this.bytes, offset + DEFINITION_HEAD_BYTES - 4, this.bytes.length);
    const size = head.uint32();
    if (size > head.end - head.at) throw new Damage("its template goes on past the end of its chunk", askedAt);
    return new Cursor(this.bytes, head.at, head.at + size);
  }

  #scope(nesting: number): Scope {
    return new Scope(this.bytes, nesting, this.#readFragment);
  }

  #context(nesting: number): ElementContext {
    return {
      names: this.#names,
      spend: this.spend,
      trace: undefined,
      valueOf: (type, span) => this.#scopeOf(type, span, nesting),
      nested: {
        instance: (cursor) => this.#instance(cursor, nesting + 1),
        fragment: (span) => this.fragment(span, nesting + 1),
      },
    };
  }

  #definitionContext(trace: Trace): ElementContext {
    return {
      names: this.#names,
      spend: this.spend,
      trace,
      valueOf: (type, span) => {
        trace.isOdd = true; // it would hold on to the bytes of its chunk
        return this.#scopeOf(type, span, 0);
      },
      nested: undefined,
    };
  }

  #scopeOf(type: number, { start, size }: Span, nesting: number): Scope {
    const scope = this.#scope(nesting);
    scope.add(type, start, size);
    return scope;
  }
}
