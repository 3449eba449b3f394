const FIRST = 1024;

type Numbers = Int32Array | Float64Array | Uint8Array;

/** A column of numbers that grows at its end: a typed array, doubled when it is full. */
export class Column<Kind extends Numbers> {
  values: Kind;
  size = 0;
  readonly #make: (length: number) => Kind;

  constructor(make: (length: number) => Kind) {
    this.#make = make;
    this.values = make(FIRST);
  }

  push(value: number): void {
    if (this.size === this.values.length) this.#grow(this.size * 2);
    this.values[this.size++] = value;
  }

  /** Appends bytes or numbers as they are. */
  append(more: ArrayLike<number>): void {
    while (this.size + more.length > this.values.length) this.#grow(this.values.length * 2);
    this.values.set(more, this.size);
    this.size += more.length;
  }

  at(index: number): number {
    return this.values[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.values[index] = value;
  }

  /** Memory held, in bytes. */
  get bytes(): number {
    return this.values.byteLength;
  }

  #grow(length: number): void {
    const wider = this.#make(length);
    wider.set(this.values);
    this.values = wider;
  }
}

export const int32Column = (): Column<Int32Array> => new Column((length) => new Int32Array(length));
export const float64Column = (): Column<Float64Array> => new Column((length) => new Float64Array(length));
export const uint8Column = (): Column<Uint8Array> => new Column((length) => new Uint8Array(length));
