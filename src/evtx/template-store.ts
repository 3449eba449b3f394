import { Damage } from "./damage.ts";
import { TEMPLATE_BYTES_MAX } from "./limits.ts";
import { uint16, uint32 } from "./little-endian.ts";
import type { ChunkNames } from "./names.ts";
import type { Element } from "./tree.ts";

/** A name that a definition uses: where its offset stands, and the offset. */
export type NameUse = { readonly at: number; readonly offset: number; readonly text: string };

/** What was noticed while a definition was read. */
export type Trace = {
  readonly names: NameUse[];
  /** True when what was read rests on more than its bytes and names: it is not kept. */
  isOdd: boolean;
};

/** `start` and `end` of a definition's fragment in the bytes of its chunk. */
export type Place = { readonly bytes: Uint8Array; readonly start: number; readonly end: number };

type Kept = {
  readonly element: Element;
  readonly bytes: Uint8Array;
  /** 0 for bytes that differ from chunk to chunk: offsets of names, and the links between names. */
  readonly mask: Uint8Array;
  readonly uses: readonly { readonly at: number; readonly within: number | undefined; readonly text: string }[];
};

/** Templates from chunk to chunk: each chunk repeats the definitions that its records use, with names at offsets of its own. */
export class TemplateStore {
  #kept = new Map<string, Kept[]>();
  #bytes = 0;

  /** The element of a definition that reads as this one does, byte by byte and name by name. */
  find(identifier: number, place: Place, names: ChunkNames): Element | undefined {
    const candidates = this.#kept.get(keyOf(identifier, place));
    return candidates?.find((kept) => isSame(kept, place, names))?.element;
  }

  /** Keeps `element`, which was read at `place`. */
  keep(identifier: number, place: Place, { names, isOdd }: Trace, element: Element): void {
    if (isOdd) return;
    const bytes = place.bytes.slice(place.start, place.end);
    this.#bytes += 2 * bytes.length;
    if (this.#bytes > TEMPLATE_BYTES_MAX) {
      this.#kept = new Map();
      this.#bytes = 2 * bytes.length;
    }
    const mask = new Uint8Array(bytes.length).fill(1);
    const uses = names.map(({ at, offset, text }) => {
      const isWithin = offset >= place.start && offset + NAME_BYTES + 2 * uint16(place.bytes, offset + 6) <= place.end;
      mask.fill(0, at - place.start, at - place.start + 4);
      if (isWithin) mask.fill(0, offset - place.start, offset - place.start + 4);
      return { at: at - place.start, within: isWithin ? offset - place.start : undefined, text };
    });
    const key = keyOf(identifier, place);
    this.#kept.set(key, [...(this.#kept.get(key) ?? []).slice(0, SAME_KEY_MAX - 1), { element, bytes, mask, uses }]);
  }
}

/** Bytes of a name beside its characters. */
const NAME_BYTES = 10;
/** Templates with one identifier and one length that are kept: more are hostile. */
const SAME_KEY_MAX = 4;

function keyOf(identifier: number, { start, end }: Place): string {
  return `${identifier} ${end - start}`;
}

function isSame(kept: Kept, { bytes, start }: Place, names: ChunkNames): boolean {
  const { length } = kept.bytes;
  for (let at = 0; at < length; at++) {
    if (kept.bytes[at] !== bytes[start + at] && kept.mask[at] === 1) return false;
  }
  return kept.uses.every(({ at, within, text }) => {
    const offset = uint32(bytes, start + at);
    return within === undefined ? nameText(names, offset) === text : offset === start + within;
  });
}

function nameText(names: ChunkNames, offset: number): string | undefined {
  try {
    return names.nameAt(offset, offset).text;
  } catch (error) {
    if (error instanceof Damage) return undefined;
    throw error;
  }
}
