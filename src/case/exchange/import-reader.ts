import { isoTime, type Json } from "../../lib/index.ts";
import { type ClockedSpan, type Noun, type NounId, nounId, nounShape, type Tlp } from "../../model/index.ts";
import { latestById, parseTimestamp, type StixBundle, type StixObject, stricterTlp, textOf, tlpOf } from "../../stix/index.ts";
import type { ImportOptions, KeptObject, Told } from "./import-types.ts";

/** An object of a bundle with its place in it. */
export type Placed = readonly [object: number, stix: StixObject];

/** What is gathered while the word of others is read. */
export class ForeignReader {
  readonly options: ImportOptions;
  readonly byId: ReadonlyMap<string, StixObject>;
  readonly nouns: Told[] = [];
  readonly kept: KeptObject[] = [];
  readonly stands = new Map<NounId, string>();
  readonly #bundle: StixBundle;
  readonly #nounOf = new Map<string, NounId>();
  readonly #records = new Map<string, NounId>();
  readonly #main: string;
  readonly #tlp: Tlp;

  constructor(bundle: StixBundle, objects: readonly Placed[], options: ImportOptions) {
    this.options = options;
    this.#bundle = bundle;
    this.byId = latestById(bundle.objects);
    this.#main = this.#mainProducer(objects);
    this.#tlp = objects.reduce<Tlp>((level, [, stix]) => stricterTlp(level, tlpOf(stix, this.byId) ?? options.tlp), "clear");
  }

  /** Enters a noun if it keeps the limits of its kind; else says in the list what did not. `stands`: the object tells it by itself. */
  add([object, stix]: Placed, noun: Noun, stands = true): NounId | undefined {
    const read = nounShape(noun, "noun");
    if (!read.ok) {
      this.keep([object, stix], `no room for it: ${read.fault.path} is not ${read.fault.expected}`);
      return undefined;
    }
    const id = nounId(read.value, this.options.sha256);
    this.nouns.push({ id, noun: read.value, object });
    if (stands) this.stands.set(id, stix.id);
    return id;
  }

  keep([object, { id, type }]: Placed, why: string): void {
    this.kept.push({ object, id, type, why });
  }

  /** Says which noun an object became, so that others can speak of it. */
  named(stix: StixObject, id: NounId | undefined): void {
    if (id !== undefined) this.#nounOf.set(stix.id, id);
  }

  nounOf(id: string | undefined): NounId | undefined {
    return id === undefined ? undefined : this.#nounOf.get(id);
  }

  /** The name of an object as its producer gives it. */
  nameOf(id: string | undefined): string {
    const object = id === undefined ? undefined : this.byId.get(id);
    return (object === undefined ? undefined : textOf(object, "name")) ?? id ?? "";
  }

  /** Who says it: the creator of the object, else of most of the bundle. */
  publisher(stix: StixObject): string {
    if (this.options.publisher !== undefined) return this.options.publisher;
    const creator = textOf(stix, "created_by_ref");
    return (creator === undefined ? this.#main : this.nameOf(creator)).slice(0, 300);
  }

  /** The bundle as a record of its publisher: the same publisher is one origin, however often it is sent round. */
  record(stix: StixObject): NounId {
    const publisher = this.publisher(stix);
    const held = this.#records.get(publisher);
    if (held !== undefined) return held;
    const { digest, title, url, at } = this.options;
    const noun: Noun = {
      noun: "record",
      place: { kept: "elsewhere", sha256: digest, title: title.slice(0, 1000), url: url ?? null } as Extract<
        Noun,
        { noun: "record" }
      >["place"],
      media: "application/stix+json;version=2.1",
      taken: { from: at, to: at, clock: null },
      origin: `publisher:${publisher}`,
      tlp: this.#tlp,
    };
    const id = nounId(noun, this.options.sha256);
    this.#records.set(publisher, id);
    this.nouns.push({ id, noun, object: -1 });
    this.stands.set(id, this.#bundle.id);
    return id;
  }

  /** A span from two times of an object; undefined when the first is none. */
  span(stix: StixObject, from: string, to: string): ClockedSpan | undefined {
    const first = this.time(stix[from]);
    const last = this.time(stix[to]) ?? first;
    return first === undefined || last === undefined || first > last ? undefined : { from: first, to: last, clock: null };
  }

  /** A time of STIX as ours, cut to milliseconds. */
  time(json: Json | undefined): string | undefined {
    const time = parseTimestamp(json);
    return time === undefined ? undefined : isoTime(Math.floor(time.ms));
  }

  #mainProducer(objects: readonly Placed[]): string {
    const counts = new Map<string, number>();
    for (const [, stix] of objects) {
      const creator = textOf(stix, "created_by_ref");
      if (creator !== undefined) counts.set(creator, (counts.get(creator) ?? 0) + 1);
    }
    const [most] = [...counts].sort(([left, many], [right, few]) => few - many || (left < right ? -1 : 1));
    return most === undefined ? "unnamed" : this.nameOf(most[0]);
  }
}
