import { parseAsHost } from "./host-json.ts";

/** What tells a reader the kind of an event and its time: without them a line is another line, not the same with another value. */
const KEPT = new Set([
  "@timestamp",
  "Channel",
  "EventID",
  "EventReceivedTime",
  "EventTime",
  "EventType",
  "Name",
  "Provider",
  "ProviderGuid",
  "Provider_Name",
  "SourceName",
  "SystemTime",
  "TimeCreated",
  "UtcTime",
  "xmlns",
]);
/** Smaller numbers are codes, such as a logon type. */
const CODES_BELOW = 1_000;
const MARK_BASE = 36;
/** So that each mark has eight characters, and each number ten digits. */
const FIRST_MARK = MARK_BASE ** 7;
const FIRST_NUMBER = 10 ** 9;

/** Writes JSON objects again with some of their values replaced by ones that stand nowhere else. */
export class Varier {
  readonly #share: number;
  #state: number;
  #made = 0;

  /** `share` of the texts, and of the numbers from 1,000 up, become new; chosen by a generator that starts with `seed`. */
  constructor({ share, seed }: { readonly share: number; readonly seed: number }) {
    this.#share = share;
    this.#state = seed;
  }

  /** The object as one line. */
  line(json: string): string {
    return JSON.stringify(parseAsHost(json, (name, value: unknown) => (KEPT.has(name) ? value : this.#varied(value))));
  }

  #varied(value: unknown): unknown {
    if (typeof value === "string" && this.#chosen()) {
      const mark = (FIRST_MARK + this.#made++).toString(MARK_BASE);
      const middle = value.length >> 1; // both ends stay, so that rules fire as before
      return value.slice(0, middle) + mark + value.slice(middle);
    }
    if (typeof value === "number" && value >= CODES_BELOW && this.#chosen()) return FIRST_NUMBER + this.#made++;
    return value;
  }

  /** Numerical Recipes' generator: plenty for a choice. */
  #chosen(): boolean {
    if (this.#share >= 1) return true;
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state < this.#share * 2 ** 32;
  }
}

const NEXT_VOWEL: Readonly<Record<string, string>> = {
  a: "e",
  e: "i",
  i: "o",
  o: "u",
  u: "a",
  A: "E",
  E: "I",
  I: "O",
  O: "U",
  U: "A",
};

/** Ends of values stay, for a program that does not end in .exe is suspicious by itself. */
const END = 5;

/** The object with each vowel in its texts but for their ends replaced by the next one; what is kept above stays. */
export function otherWords(json: string): string {
  const changed = (name: string, value: unknown): unknown =>
    typeof value === "string" && !KEPT.has(name)
      ? value.slice(0, -END).replace(/[aeiou]/gi, (vowel) => NEXT_VOWEL[vowel] ?? vowel) + value.slice(-END)
      : value;
  return JSON.stringify(parseAsHost(json, changed));
}
