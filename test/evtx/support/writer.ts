import { crc32 } from "node:zlib";

/** What may stand in an element or attribute. A string is value text. */
export type Content =
  | string
  | { readonly slot: number; readonly optional?: boolean }
  | { readonly cdata: string }
  | { readonly character: number }
  | { readonly entity: string }
  | { readonly instruction: readonly [target: string, data?: string] }
  | { readonly literal: number; readonly bytes: Uint8Array }
  | Element;

export type Element = {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, readonly Content[]>>;
  readonly children?: readonly Content[];
};

/** A value of an instance: its type (libevtx EVTX §5.3) and its bytes, or a fragment that is written where the value stands. */
export type Value = readonly [type: number, bytes: Uint8Array | Fragment];

/** A template, or the place of one that was written before or is written later, with its values; or an element without a template. */
export type Fragment =
  | { readonly template: Element; readonly values: readonly Value[]; readonly guid?: number }
  | { readonly element: Element };

/** A field that says where something is or how long it is: what a hostile file lies about. */
export type Field = { readonly at: number; readonly bytes: 2 | 4 | 8; readonly what: string };

const CHUNK_BYTES = 65_536;
const HEADER_BYTES = 4_096;

/** UTF-16LE. */
export function utf16(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "utf16le"));
}

/** Little-endian of `bytes` bytes. */
export function little(value: bigint | number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => Number((BigInt(value) >> BigInt(8 * index)) & 0xffn));
}

/** Writes one chunk of a log as Windows does: names and templates where they are first used, and by their offset from then on. */
export class ChunkWriter {
  readonly bytes: Uint8Array = new Uint8Array(CHUNK_BYTES);
  readonly fields: Field[] = [];
  /** Where each record begins. */
  readonly records: number[] = [];
  #at = 512;
  #firstId: bigint | undefined;
  #lastId = 0n;
  readonly #names = new Map<string, number>();
  readonly #templates = new Map<string, number>();

  /** Adds a record that holds `fragment`. */
  record(id: bigint | number, fileTime: bigint, fragment: Fragment): this {
    const start = this.#at;
    this.records.push(start);
    this.#put(0x2a, 0x2a, 0, 0);
    const size = this.#reserve(4, "record size");
    this.#number(BigInt(id), 8);
    this.#number(fileTime, 8);
    this.#fragment(fragment);
    this.#put(0);
    while ((this.#at - start + 4) % 8 !== 0) this.#put(0);
    this.fields.push({ at: this.#at, bytes: 4, what: "copy of record size" });
    this.#number(this.#at + 4 - start, 4);
    this.#patch(size, this.#at - start);
    this.#firstId ??= BigInt(id);
    this.#lastId = BigInt(id);
    return this;
  }

  /** The chunk with its header and checksums. */
  finish(): Uint8Array {
    const view = new DataView(this.bytes.buffer);
    this.bytes.set(Buffer.from("ElfChnk\0", "latin1"), 0);
    for (const [at, value] of [
      [8, this.#firstId ?? 1n],
      [16, this.#lastId],
      [24, this.#firstId ?? 1n],
      [32, this.#lastId],
    ] as const)
      view.setBigUint64(at, value, true);
    view.setUint32(40, 128, true);
    view.setUint32(44, this.records.at(-1) ?? 512, true);
    view.setUint32(48, this.#at, true);
    seal(this.bytes);
    return this.bytes;
  }

  #fragment(fragment: Fragment): void {
    this.#put(0x0f, 1, 1, 0);
    if ("element" in fragment) return this.#element(fragment.element, false);
    this.#put(0x0c, 1);
    const identifier = fragment.guid ?? 7;
    this.#number(identifier, 4);
    const key = `${identifier} ${JSON.stringify(fragment.template)}`;
    const known = this.#templates.get(key);
    const offset = this.#reserve(4, "template offset");
    this.#patch(offset, known ?? this.#at);
    if (known === undefined) {
      this.#templates.set(key, this.#at);
      this.#number(0, 4);
      this.#number(identifier, 4);
      this.#number(0, 12);
      const size = this.#reserve(4, "template size");
      const from = this.#at;
      this.#put(0x0f, 1, 1, 0);
      this.#element(fragment.template, true);
      this.#put(0);
      this.#patch(size, this.#at - from);
    }
    this.#values(fragment.values);
  }

  #values(values: readonly Value[]): void {
    this.fields.push({ at: this.#at, bytes: 4, what: "count of values" });
    this.#number(values.length, 4);
    const descriptors = values.map(([type]) => {
      const at = this.#reserve(2, "value size");
      this.#put(type, 0);
      return at;
    });
    for (const [index, [, value]] of values.entries()) {
      const from = this.#at;
      if (value instanceof Uint8Array) this.#put(...value);
      else {
        this.#fragment(value);
        this.#put(0);
      }
      new DataView(this.bytes.buffer).setUint16(descriptors[index] as number, this.#at - from, true);
    }
  }

  #element({ name, attributes = {}, children }: Element, isTemplate: boolean): void {
    const entries = Object.entries(attributes);
    this.#put(entries.length > 0 ? 0x41 : 0x01);
    if (isTemplate) this.#number(0xffff, 2);
    const size = this.#reserve(4, "element size");
    const from = this.#at;
    this.#name(name);
    if (entries.length > 0) {
      const listSize = this.#reserve(4, "attribute list size");
      const listFrom = this.#at;
      for (const [index, [attribute, content]] of entries.entries()) {
        this.#put(index === entries.length - 1 ? 0x06 : 0x46);
        this.#name(attribute);
        for (const each of content) this.#content(each, isTemplate);
      }
      this.#patch(listSize, this.#at - listFrom);
    }
    if (children === undefined) this.#put(0x03);
    else {
      this.#put(0x02);
      for (const each of children) this.#content(each, isTemplate);
      this.#put(0x04);
    }
    this.#patch(size, this.#at - from);
  }

  #content(content: Content, isTemplate: boolean): void {
    if (typeof content === "string") {
      this.#put(0x05, 0x01);
      return this.#text(content);
    }
    if ("slot" in content) {
      this.#put(content.optional === true ? 0x0e : 0x0d);
      this.fields.push({ at: this.#at, bytes: 2, what: "substitution" });
      this.#number(content.slot, 2);
      return this.#put(0x01);
    }
    if ("cdata" in content) {
      this.#put(0x07);
      return this.#text(content.cdata);
    }
    if ("character" in content) {
      this.#put(0x08);
      return this.#number(content.character, 2);
    }
    if ("entity" in content) {
      this.#put(0x09);
      return this.#name(content.entity);
    }
    if ("instruction" in content) return this.#instruction(content.instruction);
    if ("literal" in content) return this.#put(0x05, content.literal, ...content.bytes);
    return this.#element(content, isTemplate);
  }

  #instruction([target, data]: readonly [string, string?]): void {
    this.#put(0x0a);
    this.#name(target);
    if (data === undefined) return;
    this.#put(0x0b);
    this.#text(data);
  }

  #text(text: string): void {
    this.fields.push({ at: this.#at, bytes: 2, what: "count of characters" });
    this.#number(text.length, 2);
    this.#put(...utf16(text));
  }

  #name(name: string): void {
    const known = this.#names.get(name);
    const offset = this.#reserve(4, "name offset");
    this.#patch(offset, known ?? this.#at);
    if (known !== undefined) return;
    this.#names.set(name, this.#at);
    this.fields.push({ at: this.#at, bytes: 4, what: "next name" });
    this.#number(0, 4);
    this.#number(0, 2);
    this.fields.push({ at: this.#at, bytes: 2, what: "length of a name" });
    this.#number(name.length, 2);
    this.#put(...utf16(name), 0, 0);
  }

  #reserve(bytes: 2 | 4, what: string): number {
    const at = this.#at;
    this.fields.push({ at, bytes, what });
    this.#at += bytes;
    return at;
  }

  #patch(at: number, value: number): void {
    new DataView(this.bytes.buffer).setUint32(at, value, true);
  }

  #number(value: bigint | number, bytes: number): void {
    this.#put(...little(value, bytes));
  }

  #put(...bytes: readonly number[]): void {
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }
}

/** Computes the checksums of a chunk again, after it was changed. */
export function seal(chunk: Uint8Array): void {
  const view = new DataView(chunk.buffer, chunk.byteOffset);
  const free = Math.min(view.getUint32(48, true), chunk.length);
  view.setUint32(52, crc32(chunk.subarray(512, Math.max(512, free))), true);
  view.setUint32(124, crc32(chunk.subarray(128, 512), crc32(chunk.subarray(0, 120))), true);
}

/** A file of these chunks, closed in good order unless `flags` say otherwise. */
export function logFile(chunks: readonly Uint8Array[], flags = 0): Uint8Array {
  const file = new Uint8Array(HEADER_BYTES + CHUNK_BYTES * chunks.length);
  const view = new DataView(file.buffer);
  file.set(Buffer.from("ElfFile\0", "latin1"), 0);
  view.setBigUint64(16, BigInt(Math.max(0, chunks.length - 1)), true);
  view.setBigUint64(24, 1n, true);
  view.setUint32(32, 128, true);
  view.setUint16(36, 1, true);
  view.setUint16(38, 3, true);
  view.setUint16(40, HEADER_BYTES, true);
  view.setUint16(42, chunks.length, true);
  view.setUint32(120, flags, true);
  view.setUint32(124, crc32(file.subarray(0, 120)), true);
  for (const [index, chunk] of chunks.entries()) file.set(chunk, HEADER_BYTES + index * CHUNK_BYTES);
  return file;
}
