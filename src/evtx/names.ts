import { formatJson, utf8 } from "../lib/index.ts";
import { Damage } from "./damage.ts";
import { NAMES_MAX } from "./limits.ts";
import { uint16 } from "./little-endian.ts";
import type { Name } from "./tree.ts";
import { stringText } from "./value-text.ts";

/** Bytes of a name before its characters: the next name's offset, which is never followed, the hash and the count (libevtx EVTX §5.1.9). */
const HEAD_BYTES = 8;

/** One Name for each text, kept from chunk to chunk. */
export class Lexicon {
  #names = new Map<string, Name>();

  nameOf(text: string): Name {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    if (this.#names.size >= NAMES_MAX) this.#names = new Map();
    const name = { text, key: utf8(`${formatJson(text.toWellFormed())}:`) };
    this.#names.set(text, name);
    return name;
  }
}

/** The names of one chunk, by offset. */
export class ChunkNames {
  readonly #bytes: Uint8Array;
  readonly #lexicon: Lexicon;
  readonly #names = new Map<number, Name>();

  constructor(bytes: Uint8Array, lexicon: Lexicon) {
    this.#bytes = bytes;
    this.#lexicon = lexicon;
  }

  /** True when a name may stand at `offset`: in the chunk, not empty, closed by a NUL. */
  standsAt(offset: number): boolean {
    const end = offset + this.lengthAt(offset);
    return end - offset > HEAD_BYTES + 2 && end <= this.#bytes.length && uint16(this.#bytes, end - 2) === 0;
  }

  /** Bytes that the name at `offset` takes, its closing NUL included. */
  lengthAt(offset: number): number {
    return HEAD_BYTES + 2 * uint16(this.#bytes, offset + 6) + 2;
  }

  /** The name at `offset`; throws Damage, with where it was asked for, when none is there. */
  nameAt(offset: number, askedAt: number): Name {
    const known = this.#names.get(offset);
    if (known !== undefined) return known;
    if (!this.standsAt(offset)) throw new Damage("no name stands where one should", askedAt);
    const size = this.lengthAt(offset) - HEAD_BYTES - 2;
    const name = this.#lexicon.nameOf(stringText(this.#bytes, { start: offset + HEAD_BYTES, size }));
    this.#names.set(offset, name);
    return name;
  }
}
