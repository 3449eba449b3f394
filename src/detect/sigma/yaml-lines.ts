import type { Place } from "./refusal.ts";
import type { YamlEntry, YamlMap, YamlScalar, YamlTree } from "./yaml-nodes.ts";
import {
  COLON,
  DASH,
  isBreakOrSpace,
  isPlainStart,
  isQuote,
  plainValue,
  quotedText,
  SPACE,
  Unusual,
  unusual,
} from "./yaml-scalars.ts";

type Limits = { readonly depth: number; readonly nodes: number; readonly keyUnits: number };

/** Tabs, carriage returns, control characters, other line ends, byte-order marks; directives and the ends of documents. */
const UNUSUAL =
  /[\t\r\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|^(?:\.\.\.|%|---)|\n(?:\.\.\.|---)/;

/**
 * Reads an ordinary YAML document quickly, with the very tree that readYaml makes of it: block maps and lists, and scalars that are plain,
 * quoted on one line, or literal blocks. Undefined for whatever is out of the ordinary (flow, anchors, tags, folded blocks, values that are
 * left out, unusual numbers and characters, equal keys, errors, limits): then the thorough reader has the word.
 */
export function readOrdinaryYaml(text: string, firstLine: number, limits: Limits): YamlTree | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    return new LineReader(text, firstLine, limits).document();
  } catch (error) {
    if (error instanceof Unusual) return undefined;
    throw error;
  }
}

const HASH = 0x23;
const BAR = 0x7c;
const NOT_FOUND = -1;

/** Stands on one line that is neither blank nor only a comment, until there is none. */
class LineReader {
  readonly #text: string;
  readonly #limits: Limits;
  #nodes = 0;
  #line: number;
  #start = 0;
  /** Where the line's first sign that is no space stands, and where the line ends. */
  #content = 0;
  #end = 0;

  constructor(text: string, firstLine: number, limits: Limits) {
    this.#text = text;
    this.#line = firstLine;
    this.#limits = limits;
    this.#standOn(0);
  }

  document(): YamlTree {
    if (this.#isDone() || this.#indent() !== 0) return unusual();
    const tree = this.#map(0, this.#content, 0);
    return this.#isDone() ? tree : unusual();
  }

  #isDone(): boolean {
    return this.#start > this.#text.length;
  }

  #indent(): number {
    return this.#content - this.#start;
  }

  #isBlank(): boolean {
    return this.#content === this.#end;
  }

  /** Stands on the next line with content. */
  #next(): void {
    this.#line++;
    this.#standOn(this.#end + 1);
  }

  /** Stands on the line that starts at `start`, or on the next one with content. */
  #standOn(start: number): void {
    this.#look(start);
    while (!this.#isDone() && (this.#isBlank() || this.#text.charCodeAt(this.#content) === HASH)) this.#below();
  }

  /** Stands on the next line, whatever it holds. */
  #below(): void {
    this.#line++;
    this.#look(this.#end + 1);
  }

  #look(start: number): void {
    this.#start = start;
    if (this.#isDone()) return;
    const found = this.#text.indexOf("\n", start);
    this.#end = found === NOT_FOUND ? this.#text.length : found;
    this.#content = this.#afterSpaces(start);
  }

  #afterSpaces(from: number): number {
    let at = from;
    while (at < this.#end && this.#text.charCodeAt(at) === SPACE) at++;
    return at;
  }

  #place(at: number): Place {
    return { line: this.#line, column: at - this.#start + 1 };
  }

  #count(depth: number): void {
    if (++this.#nodes > this.#limits.nodes || depth > this.#limits.depth) unusual();
  }

  /** The map whose first key stands at `first` of this line, and whose others stand at `indent`. */
  #map(indent: number, first: number, depth: number): YamlMap {
    this.#count(depth);
    const place = this.#place(first);
    const entries: YamlEntry[] = [];
    const seen = new Set<string>();
    let at = first;
    do {
      const colon = this.#colonOfKey(at);
      if (colon === NOT_FOUND) unusual();
      const key = this.#key(at, colon);
      if (seen.has(key)) unusual();
      seen.add(key);
      const keyPlace = this.#place(at);
      entries.push({ key, keyPlace, value: this.#value(indent, colon + 1, depth + 1) });
      at = this.#content;
    } while (this.#goesOn(indent));
    return { kind: "map", entries, place };
  }

  /** Whether this line is at `indent`; deeper ones would belong to what is over. */
  #goesOn(indent: number): boolean {
    if (this.#isDone()) return false;
    const own = this.#indent();
    return own > indent ? unusual() : own === indent;
  }

  /** Where the colon is that ends the key at `at`; NOT_FOUND when it is no key. */
  #colonOfKey(at: number): number {
    const text = this.#text;
    if (isQuote(text.charCodeAt(at))) {
      const after = quotedText(text, at, this.#end).end;
      return text.charCodeAt(after) === COLON && isBreakOrSpace(text, after + 1) ? after : NOT_FOUND;
    }
    // Never beyond the line: a long list of texts without colons would be gone through again for each.
    const line = text.slice(at, this.#end);
    const found = line.indexOf(": ");
    const colon = found === NOT_FOUND && line.endsWith(":") ? line.length - 1 : found;
    const comment = line.indexOf(" #");
    return colon === NOT_FOUND || (comment !== NOT_FOUND && comment < colon) ? NOT_FOUND : at + colon;
  }

  #key(at: number, colon: number): string {
    const isQuoted = isQuote(this.#text.charCodeAt(at));
    if (!isQuoted && (!isPlainStart(this.#text, at) || this.#text.charCodeAt(colon - 1) === SPACE)) unusual();
    const key = isQuoted ? quotedText(this.#text, at, this.#end).text : this.#text.slice(at, colon);
    return key === "" || key === "<<" || key.length > this.#limits.keyUnits ? unusual() : key;
  }

  /** What stands behind a key of a map at `indent`: on its line, or on the lines below. */
  #value(indent: number, from: number, depth: number): YamlTree {
    const at = this.#afterSpaces(from);
    if (at < this.#end && this.#text.charCodeAt(at) !== HASH) return this.#scalar(indent, at, depth);
    const below = this.#line + 1;
    this.#next();
    if (this.#isDone() || this.#indent() < indent) return unusual();
    if (this.#isDash(this.#content)) return this.#list(this.#indent(), depth);
    if (this.#indent() === indent) return unusual();
    if (this.#colonOfKey(this.#content) !== NOT_FOUND) return this.#map(this.#indent(), this.#content, depth);
    // The yaml package takes a text below a comment to go on further than it does.
    if (this.#line !== below || this.#text.charCodeAt(this.#content) === BAR) return unusual();
    return this.#scalar(indent, this.#content, depth);
  }

  #isDash(at: number): boolean {
    return this.#text.charCodeAt(at) === DASH && isBreakOrSpace(this.#text, at + 1);
  }

  #list(indent: number, depth: number): YamlTree {
    this.#count(depth);
    const place = this.#place(this.#content);
    const items: YamlTree[] = [];
    do items.push(this.#item(indent, this.#afterSpaces(this.#content + 1), depth + 1));
    while (this.#goesOn(indent) && this.#isDash(this.#content));
    return { kind: "list", items, place };
  }

  #item(indent: number, at: number, depth: number): YamlTree {
    if (at === this.#end || this.#text.charCodeAt(at) === HASH || this.#isDash(at)) unusual();
    const isMap = this.#colonOfKey(at) !== NOT_FOUND;
    return isMap ? this.#map(at - this.#start, at, depth) : this.#scalar(indent, at, depth);
  }

  /** The scalar at `at`, in a map or list at `indent`; stands on the next line then. */
  #scalar(indent: number, at: number, depth: number): YamlScalar {
    this.#count(depth);
    const place = this.#place(at);
    const code = this.#text.charCodeAt(at);
    if (code === BAR) {
      const text = this.#literal(indent, at);
      return { kind: "scalar", value: text, source: text, place };
    }
    if (isQuote(code)) {
      const { text, end } = quotedText(this.#text, at, this.#end);
      this.#nothingFrom(end);
      this.#next();
      return { kind: "scalar", value: text, source: text, place };
    }
    const source = this.#plain(indent, at);
    return { kind: "scalar", value: plainValue(source), source, place };
  }

  /** A plain text, with the lines below that go on with it. */
  #plain(indent: number, at: number): string {
    if (!isPlainStart(this.#text, at)) unusual();
    const line = this.#text.slice(at, this.#end);
    const comment = line.indexOf(" #");
    let text = plainPart(comment === NOT_FOUND ? line : line.slice(0, comment));
    for (;;) {
      const below = this.#end + 1;
      this.#next();
      if (comment !== NOT_FOUND || this.#start !== below || this.#isDone() || this.#indent() <= indent) return text;
      const more = this.#text.slice(this.#content, this.#end);
      text += ` ${more.includes(" #") ? unusual() : plainPart(more)}`;
    }
  }

  /** Behind a closing quote there may be a comment and nothing else. */
  #nothingFrom(from: number): void {
    const at = this.#afterSpaces(from);
    if (at < this.#end && (at === from || this.#text.charCodeAt(at) !== HASH)) unusual();
  }

  /** A literal block with the header at `at`, whose lines all end and whose first is not empty, without a stated indentation. */
  #literal(indent: number, at: number): string {
    const header = this.#text.slice(at, this.#end);
    if (header !== "|" && header !== "|-") unusual();
    this.#below();
    const own = this.#isDone() || this.#isBlank() ? indent : this.#indent();
    if (own <= indent) unusual();
    const lines: string[] = [];
    let filled = 0;
    for (; !this.#isDone() && (this.#isBlank() ? this.#indent() <= own : this.#indent() >= own); this.#below()) {
      lines.push(this.#text.slice(this.#start + own, this.#end));
      if (!this.#isBlank()) filled = lines.length;
    }
    this.#leaveLiteral(indent);
    return lines.slice(0, filled).join("\n") + (header === "|" ? "\n" : "");
  }

  /** Signs for a comment, spaces that may be text, and a last line that does not end are not worth a guess. */
  #leaveLiteral(indent: number): void {
    if (this.#isDone()) {
      if (!this.#text.endsWith("\n")) unusual();
      return;
    }
    if (this.#isBlank() || (this.#text.charCodeAt(this.#content) === HASH && this.#indent() > indent)) unusual();
    this.#standOn(this.#start);
  }
}

function plainPart(line: string): string {
  let end = line.length;
  // Spaces alone: trimEnd takes what is text to YAML, such as U+00A0.
  while (line.charCodeAt(end - 1) === SPACE) end--;
  const text = line.slice(0, end);
  return text.includes(": ") || text.endsWith(":") ? unusual() : text;
}
