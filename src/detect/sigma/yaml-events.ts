import { COLLECTION_STYLE, EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE } from "js-yaml";
import type { Place } from "./refusal.ts";
import type { YamlEntry, YamlScalar, YamlTree } from "./yaml-nodes.ts";

type ScalarEvent = Extract<Event, { readonly type: 4 }>;
type Limits = { readonly depth: number; readonly nodes: number; readonly keyUnits: number };

/** Characters that the two parsers need not treat alike, and what would end the document early. */
const UNUSUAL =
  /[\t\r\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|^(?:\.\.\.|%|---)|\n(?:\.\.\.|---)/;
/** Plain texts that are numbers in YAML's core schema. */
const NUMBER =
  /^(?:0o[0-7]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0x[0-9a-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const PLAIN_INTEGER = /^(?:0|[1-9][0-9]{0,14})$/;
/** How a plain text that is no text may start. */
const MAY_BE_VALUE = "0123456789+-.~nNtTfF";
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
]);

/**
 * Reads an ordinary YAML document quickly, with the very tree that readYaml makes of it; undefined for whatever is out of the ordinary
 * (anchors, tags, unusual numbers and characters, equal keys, errors, limits): then the thorough reader has the word.
 */
export function readOrdinaryYaml(text: string, firstLine: number, limits: Limits): YamlTree | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    return new EventReader(text, parseEvents(text, { maxDepth: limits.depth + 1 }), firstLine, limits).document();
  } catch {
    return undefined; // the thorough reader says what is wrong, if anything is
  }
}

class Unusual extends Error {}

function fail(): never {
  throw new Unusual();
}

class EventReader {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #limits: Limits;
  #at = 0;
  #nodes = 0;
  #line: number;
  #lineStart = 0;
  #placed = 0;
  /** Where the last token ended. */
  #end = 0;

  constructor(text: string, events: readonly Event[], firstLine: number, limits: Limits) {
    this.#text = text;
    this.#events = events;
    this.#line = firstLine;
    this.#limits = limits;
  }

  document(): YamlTree {
    const start = this.#events[this.#at++];
    if (start?.type !== EVENT_ID.DOCUMENT || start.explicitStart || start.explicitEnd || start.directives.length > 0) fail();
    if (this.#events[this.#at]?.type !== EVENT_ID.MAPPING) fail();
    const tree = this.#node(0);
    if (this.#at !== this.#events.length - 1) throw new Unusual();
    return tree;
  }

  #next(): Event {
    const event = this.#events[this.#at++];
    if (event === undefined) throw new Unusual();
    return event;
  }

  /** Offsets only grow, so lines are counted once. */
  #place(offset: number): Place {
    if (offset < this.#placed) throw new Unusual();
    for (let at = this.#text.indexOf("\n", this.#placed); at !== -1 && at < offset; at = this.#text.indexOf("\n", at + 1)) {
      this.#line++;
      this.#lineStart = at + 1;
      this.#placed = at + 1;
    }
    this.#placed = Math.max(this.#placed, offset);
    return { line: this.#line, column: offset - this.#lineStart + 1 };
  }

  #node(depth: number): YamlTree {
    if (++this.#nodes > this.#limits.nodes || depth > this.#limits.depth) throw new Unusual();
    const event = this.#next();
    if (event.type === EVENT_ID.SCALAR) return this.#scalar(event);
    if (event.type !== EVENT_ID.SEQUENCE && event.type !== EVENT_ID.MAPPING) throw new Unusual();
    if (event.anchorStart !== -1 || event.tagStart !== -1 || event.style === COLLECTION_STYLE.FLOW) fail();
    const place = this.#place(event.start);
    if (event.type === EVENT_ID.MAPPING) return { kind: "map", entries: this.#entries(depth), place };
    const items: YamlTree[] = [];
    while (!this.#closes()) items.push(this.#node(depth + 1));
    return { kind: "list", items, place };
  }

  #closes(): boolean {
    if (this.#events[this.#at]?.type !== EVENT_ID.POP) return false;
    this.#at++;
    return true;
  }

  #entries(depth: number): YamlEntry[] {
    const entries: YamlEntry[] = [];
    const seen = new Set<string>();
    while (!this.#closes()) {
      const event = this.#next();
      if (event.type !== EVENT_ID.SCALAR) throw new Unusual();
      const { value, source, place } = this.#scalar(event);
      const key = typeof value === "string" ? value : source;
      if (key.length > this.#limits.keyUnits || key === "<<" || key === "" || seen.has(key)) throw new Unusual();
      seen.add(key);
      entries.push({ key, keyPlace: place, value: this.#node(depth + 1) });
    }
    return entries;
  }

  #scalar(event: ScalarEvent): YamlScalar {
    if (event.anchorStart !== -1 || event.tagStart !== -1) throw new Unusual();
    const place = this.#place(this.#scalarStart(event));
    this.#end = event.valueEnd;
    const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    // Text right after a closing quote is an error that is easily overlooked.
    if (isQuoted && !/^:?(?:\s|$)/.test(this.#text.slice(event.valueEnd + 1, event.valueEnd + 3))) fail();
    if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && this.#text.slice(event.valueStart, event.valueEnd).includes("\n")) fail();
    const text = event.fast ? this.#text.slice(event.valueStart, event.valueEnd) : getScalarValue(this.#text, event);
    if (event.style !== SCALAR_STYLE.PLAIN) return { kind: "scalar", value: text, source: text, place };
    return { kind: "scalar", value: plainValue(text), source: text, place };
  }

  #scalarStart(event: ScalarEvent): number {
    if (event.style === SCALAR_STYLE.PLAIN) return event.valueStart;
    if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED) return event.valueStart - 1;
    for (let at = this.#end; at < event.valueStart; at++) {
      const unit = this.#text[at];
      // A header that states its indentation, or keeps empty lines, is out of the ordinary.
      if (unit === "|" || unit === ">") return /^-?\s/.test(this.#text.slice(at + 1, at + 3)) ? at : fail();
      if (unit !== " " && unit !== ":" && unit !== "-" && unit !== "\n" && unit !== "'" && unit !== '"') break;
    }
    throw new Unusual();
  }
}

function plainValue(text: string): string | number | boolean | null {
  if (text !== "" && !MAY_BE_VALUE.includes(text[0] as string)) return text;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (PLAIN_INTEGER.test(text)) return Number(text);
  if (NUMBER.test(text)) throw new Unusual();
  return text;
}
