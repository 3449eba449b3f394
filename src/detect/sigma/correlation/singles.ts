import type { Event, Reason } from "../../../model/index.ts";
import { Entry, type Grounds, isList, isSameWhy, type Subject } from "./entry.ts";
import { EventPacker } from "./event-pack.ts";
import { Slab } from "./slab.ts";

const FIRST_CAPACITY = 256;
/** Pieces larger than this are kept as they are. */
const PACKED_BYTES_MAX = 1 << 16;

/** What a single is made of. */
export type SingleEntry = Pick<Entry, "atMs" | "order" | "subject" | "grounds" | "why" | "weight">;

type Kind = { readonly subject: Subject; readonly why: readonly Reason[] };
type Columns = { times: Float64Array; orders: Float64Array; places: Float64Array; sizes: Uint32Array; weights: Uint32Array };

/**
 * Groups that have counted one event and cannot fire by it alone: what a flood of forged names leaves behind. Side by side in a few
 * arrays, their events packed, they take a fraction of what objects would. Places are dense: what is removed is replaced by the last.
 */
export class Singles {
  readonly keys: string[] = [];
  /** What was counted and why: mostly the same for one after the other, and then kept once. */
  readonly #kinds: Kind[] = [];
  /** What could not be packed, by key. */
  readonly #whole = new Map<string, Grounds>();
  readonly #packer = new EventPacker();
  #slab = new Slab();
  #columns = grown(undefined);

  get size(): number {
    return this.keys.length;
  }

  /** Adds one; gives its place. */
  add(key: string, entry: SingleEntry): number {
    const at = this.keys.push(key) - 1;
    if (at === this.#columns.times.length) this.#columns = grown(this.#columns);
    this.#kinds.push(this.#kindOf(at, entry));
    const { times, orders, places, sizes, weights } = this.#columns;
    times[at] = entry.atMs;
    orders[at] = entry.order;
    weights[at] = key.length + entry.weight;
    // A ledger knows where a record stands by the very object: an event that has records is kept as it is, or no detection could cite it.
    const isPlain = !isList(entry.grounds) && entry.grounds.records.length === 0;
    const packed = isPlain ? this.#packer.pack(entry.grounds) : undefined;
    const isPacked = packed !== undefined && packed.length <= PACKED_BYTES_MAX;
    if (!isPacked) this.#whole.set(key, entry.grounds);
    places[at] = isPacked ? this.#slab.add(packed) : -1;
    sizes[at] = isPacked ? packed.length : 0;
    return at;
  }

  timeOf(at: number): number {
    return this.#columns.times[at] as number;
  }

  /** About the bytes that it keeps, its key included. */
  weightOf(at: number): number {
    return this.#columns.weights[at] as number;
  }

  entryAt(at: number): Entry {
    const grounds = this.#whole.get(this.keys[at] as string) ?? this.#unpacked(at);
    const { subject, why } = this.#kinds[at] as Kind;
    return new Entry({ atMs: this.timeOf(at), order: this.#columns.orders[at] as number, grounds, why }, subject);
  }

  /** Removes the one at a place. Gives the key that stands there now, if any: that of the last. */
  remove(at: number): string | undefined {
    const { times, orders, places, sizes, weights } = this.#columns;
    const last = this.keys.length - 1;
    if (places[at] === -1) this.#whole.delete(this.keys[at] as string);
    else this.#slab.remove(places[at] as number, sizes[at] as number);
    for (const column of [times, orders, places, sizes, weights]) column[at] = column[last] as number;
    for (const list of [this.#kinds, this.keys]) takeOut(list, at);
    if (this.#slab.isSparse) this.#moveTogether();
    return this.keys[at];
  }

  #unpacked(at: number): Event {
    const { places, sizes } = this.#columns;
    // What was packed here can be unpacked here.
    return this.#packer.unpack(this.#slab.read(places[at] as number, sizes[at] as number)) as Event;
  }

  #kindOf(at: number, { subject, why }: Kind): Kind {
    const before = this.#kinds[at - 1];
    const isSame = before?.subject === subject && isSameWhy(before.why, why);
    return isSame ? before : { subject, why };
  }

  #moveTogether(): void {
    const slab = new Slab();
    const { places, sizes } = this.#columns;
    for (let at = 0; at < this.keys.length; at++) {
      if (places[at] !== -1) places[at] = slab.add(this.#slab.read(places[at] as number, sizes[at] as number));
    }
    this.#slab = slab;
  }
}

function takeOut(list: unknown[], place: number): void {
  const last = list.pop();
  if (place < list.length) list[place] = last;
}

function grown(columns: Columns | undefined): Columns {
  const size = columns === undefined ? FIRST_CAPACITY : Math.ceil(columns.times.length * 1.5);
  const larger = {
    times: new Float64Array(size),
    orders: new Float64Array(size),
    places: new Float64Array(size),
    sizes: new Uint32Array(size),
    weights: new Uint32Array(size),
  };
  if (columns === undefined) return larger;
  larger.times.set(columns.times);
  larger.orders.set(columns.orders);
  larger.places.set(columns.places);
  larger.sizes.set(columns.sizes);
  larger.weights.set(columns.weights);
  return larger;
}
