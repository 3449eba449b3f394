import { textOf, utf8 } from "../../../lib/index.ts";
import { damaged } from "./expressions.ts";
import { joined } from "./key.ts";

/** In which order this host writes the bytes of a number; a cache goes from one host to another never. */
const ORDER_MARK = 0x01020304;
/** The mark, and how many rows, texts, lists, members of lists and numbers beside the rows there are. */
const HEAD_NUMBERS = 6;
const NUMBER_BYTES = Uint32Array.BYTES_PER_ELEMENT;

/** Rows of numbers, most of which stand for a text or a list of texts; equal ones have one number. 0 stands for nothing. */
export class TableWriter {
  readonly #columns: number;
  readonly #rows: number[] = [];
  readonly #texts = new Map<string, number>();
  readonly #lists = new Map<string, number>();
  readonly #listEnds: number[] = [];
  readonly #members: number[] = [];
  readonly #beside: number[] = [];

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** Adds a row of as many numbers as there are columns, from 0 to 2^32−1. */
  row(numbers: readonly number[]): void {
    this.#rows.push(...numbers);
  }

  /** Adds numbers that are in no row; gives how many there are by now. */
  beside(...numbers: readonly number[]): number {
    return this.#beside.push(...numbers);
  }

  text(text: string | null | undefined): number {
    if (text === null || text === undefined) return 0;
    if (!text.isWellFormed()) throw new Error("a text with lone surrogates cannot be kept");
    const known = this.#texts.get(text) ?? this.#texts.size + 1;
    this.#texts.set(text, known);
    return known;
  }

  list(texts: readonly string[]): number {
    if (texts.length === 0) return 0;
    const members = texts.map((text) => this.text(text));
    const known = this.#lists.get(members.join());
    if (known !== undefined) return known;
    this.#members.push(...members);
    this.#listEnds.push(this.#members.length);
    this.#lists.set(members.join(), this.#listEnds.length);
    return this.#listEnds.length;
  }

  /** Numbers, then texts one after the other; and how many bytes the first are. */
  bytes(): { readonly bytes: Uint8Array; readonly numberBytes: number } {
    const ends: number[] = [];
    let end = 0;
    for (const text of this.#texts.keys()) ends.push((end += text.length));
    const rest = [ends, this.#listEnds, this.#members, this.#beside];
    const head = [ORDER_MARK, this.#rows.length / this.#columns, ...rest.map(({ length }) => length)];
    const numbers = Uint32Array.from([...head, ...this.#rows, ...rest.flat()]);
    const whole = joined([new Uint8Array(numbers.buffer), utf8([...this.#texts.keys()].join(""))]);
    return { bytes: whole, numberBytes: numbers.byteLength };
  }
}

const NO_TEXTS: readonly string[] = [];

/** Gives again what a TableWriter wrote. Texts are cut out when asked for. Throws Damaged. */
export class Table {
  readonly count: number;
  readonly #columns: number;
  readonly #rows: Uint32Array;
  readonly #textEnds: Uint32Array;
  readonly #listEnds: Uint32Array;
  readonly #members: Uint32Array;
  readonly #beside: Uint32Array;
  readonly #text: string;
  readonly #texts: (string | undefined)[];
  readonly #lists: (readonly string[] | undefined)[];

  constructor(bytes: Uint8Array, numberBytes: number, columns: number) {
    if (numberBytes % NUMBER_BYTES !== 0 || numberBytes < HEAD_NUMBERS * NUMBER_BYTES || numberBytes > bytes.length) damaged();
    // A copy: numbers must stand at a multiple of their size.
    const numbers = new Uint32Array(Uint8Array.from(bytes.subarray(0, numberBytes)).buffer);
    const [order, count = 0, texts = 0, lists = 0, members = 0, beside = 0] = numbers;
    const expected = HEAD_NUMBERS + count * columns + texts + lists + members + beside;
    if (order !== ORDER_MARK || expected !== numbers.length) damaged();
    let at = HEAD_NUMBERS;
    const taken = (size: number): Uint32Array => numbers.subarray(at, (at += size));
    this.count = count;
    this.#columns = columns;
    this.#rows = taken(count * columns);
    this.#textEnds = taken(texts);
    this.#listEnds = taken(lists);
    this.#members = taken(members);
    this.#beside = taken(beside);
    this.#text = textOf(bytes.subarray(numberBytes)) ?? damaged();
    if (this.#text.length !== (this.#textEnds.at(-1) ?? 0)) damaged();
    this.#texts = new Array<string | undefined>(texts);
    this.#lists = new Array<readonly string[] | undefined>(lists);
  }

  number(row: number, column: number): number {
    return this.#rows[row * this.#columns + column] ?? damaged();
  }

  beside(at: number): number {
    return this.#beside[at] ?? damaged();
  }

  text(number: number): string {
    const known = this.#texts[number - 1];
    if (known !== undefined) return known;
    const text = this.#text.slice(number === 1 ? 0 : this.#textEnds[number - 2], this.#textEnds[number - 1] ?? damaged());
    this.#texts[number - 1] = text;
    return text;
  }

  textOrNull(number: number): string | null {
    return number === 0 ? null : this.text(number);
  }

  list(number: number): readonly string[] {
    if (number === 0) return NO_TEXTS;
    const known = this.#lists[number - 1];
    if (known !== undefined) return known;
    const members = this.#members.subarray(
      number === 1 ? 0 : this.#listEnds[number - 2],
      this.#listEnds[number - 1] ?? damaged(),
    );
    const list = Array.from(members, (member) => this.text(member));
    this.#lists[number - 1] = list;
    return list;
  }
}
