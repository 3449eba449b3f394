import { fold } from "./fold.ts";

/**
 * A folded text that every match of `source` (RE2 syntax) contains, the longest that is easy to see; "" when none is. Only an aid to speed, so it
 * gives up on anything it does not know: alternatives outside brackets, escapes with digits, character class names, inline flags that set x.
 */
export function neededLiteral(source: string): string {
  const reader = new RunReader(source);
  return reader.read() ? fold(reader.longest) : "";
}

const CLASS_ESCAPES = "dDwWsSbBAzntrfv";
const QUANTIFIERS = "*+?{";
const COUNT = /^\{[0-9]{1,4}(?:,[0-9]{0,4})?\}/;

class RunReader {
  longest = "";
  readonly #source: string;
  #at = 0;
  #run = "";

  constructor(source: string) {
    this.#source = source;
  }

  /** False when the pattern holds something unknown. */
  read(): boolean {
    while (this.#at < this.#source.length) if (!this.#step()) return false;
    this.#end();
    return true;
  }

  #end(): void {
    if (this.#run.length > this.longest.length) this.longest = this.#run;
    this.#run = "";
  }

  #step(): boolean {
    const unit = this.#source[this.#at] as string;
    if (unit === "|" || unit === ")" || unit === "]" || unit === "}") return false;
    if (unit === "[") return this.#breakAfter(this.#skipClass());
    if (unit === "(") return this.#breakAfter(this.#skipGroup());
    if (unit === "." || unit === "^" || unit === "$") return this.#breakAfter(this.#at + 1);
    if (QUANTIFIERS.includes(unit)) return this.#quantifier(unit);
    if (unit === "\\") return this.#escape();
    this.#run += unit;
    this.#at++;
    return true;
  }

  #breakAfter(end: number): boolean {
    this.#end();
    if (end < 0) return false;
    this.#at = end;
    return true;
  }

  /** What a quantifier follows may be absent, except under "+"; astral characters are two units, so those runs are dropped whole. */
  #quantifier(unit: string): boolean {
    if (unit !== "+") this.#run = /[\ud800-\udfff]$/.test(this.#run) ? "" : this.#run.slice(0, -1);
    const counted = unit === "{" ? COUNT.exec(this.#source.slice(this.#at, this.#at + 12))?.[0] : unit;
    return counted === undefined ? false : this.#breakAfter(this.#at + counted.length); // another "{" is plain
  }

  #escape(): boolean {
    const next = this.#source[this.#at + 1] ?? "";
    if (next !== "" && CLASS_ESCAPES.includes(next)) return this.#breakAfter(this.#at + 2);
    if (next === "" || /[A-Za-z0-9]/.test(next)) return false;
    this.#run += next;
    this.#at += 2;
    return true;
  }

  /** The place after the class that starts here; -1 when it holds something unknown. */
  #skipClass(from = this.#at): number {
    let at = from + 1;
    if (this.#source[at] === "^") at++;
    if (this.#source[at] === "]") at++;
    for (; at < this.#source.length; at++) {
      if (this.#source[at] === "\\") at++;
      else if (this.#source[at] === "[") return -1;
      else if (this.#source[at] === "]") return at + 1;
    }
    return -1;
  }

  /**
   * The place after the group that starts here. A flag group such as (?i) is empty, and a quantifier behind it is about what stands before it:
   * that gives up, as does one that sets x.
   */
  #skipGroup(): number {
    const flags = /^\(\?[imsU-]+\)/.exec(this.#source.slice(this.#at, this.#at + 16))?.[0];
    if (flags !== undefined) {
      const end = this.#at + flags.length;
      return QUANTIFIERS.includes(this.#source[end] ?? " ") ? -1 : end;
    }
    let depth = 0;
    for (let at = this.#at; at < this.#source.length; at++) {
      const unit = this.#source[at];
      if (unit === "\\") at++;
      else if (unit === "[") {
        at = this.#skipClass(at) - 1;
        if (at < 0) return -1;
      } else if (unit === "(") depth++;
      else if (unit === ")" && --depth === 0) return at + 1;
    }
    return -1;
  }
}
