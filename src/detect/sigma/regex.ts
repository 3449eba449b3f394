import { RE2JS } from "re2js";
import { automatonOf, finds, lengthAutomaton, type RegexAutomaton } from "./regex-automaton.ts";
import { programOf } from "./regex-program.ts";

/** An expression that is asked so often gets an automaton. */
const ASKED_OFTEN = 16;
/** Nothing but a least number of characters other than newlines, and perhaps a greatest one, which no search minds. */
const LONG = /^(?:\.|\(\.\))\{([0-9]{1,4})(?:,[0-9]{0,4})?\}$/;

/** A regular expression in RE2 syntax that was found to be readable; it is compiled when it is first asked. */
export class LazyRegex {
  readonly source: string;
  /** Letters of re's sub-modifiers: i, m, s. */
  readonly flags: string;
  #compiled: RE2JS | undefined;
  #asked = 0;
  /** Null when there is none. */
  #automaton: RegexAutomaton | null | undefined;
  /** The least length, when it asks for nothing else. */
  readonly #least: number | undefined;

  constructor(source: string, flags: string) {
    this.source = source;
    this.flags = flags;
    const least = flags.includes("s") ? undefined : LONG.exec(source)?.[1];
    this.#least = least === undefined ? undefined : Number(least);
  }

  /** Its automaton over ASCII, made at the first call; undefined where there is none of a reasonable size. */
  automaton(): RegexAutomaton | undefined {
    if (this.#automaton === undefined) {
      this.#automaton = this.#makeAutomaton() ?? null;
    }
    return this.#automaton ?? undefined;
  }

  #makeAutomaton(): RegexAutomaton | undefined {
    if (this.#least !== undefined) return lengthAutomaton(this.#least);
    const program = programOf(this.#library());
    return program && automatonOf(program);
  }

  #library(): RE2JS {
    this.#compiled ??= compileRegex(this.source, this.flags);
    return this.#compiled;
  }

  /** True when it is found anywhere in `text`. */
  test(text: string): boolean {
    if (this.#least !== undefined) return hasLine(text, this.#least);
    if (++this.#asked > ASKED_OFTEN) {
      const automaton = this.automaton();
      const found = automaton && finds(automaton, text);
      if (found !== undefined) return found;
    }
    return this.#library().test(text);
  }
}

/** True when so many characters stand in `text` without a newline between them. */
function hasLine(text: string, least: number): boolean {
  if (text.length < least) return false;
  let run = 0;
  if (least === 0) return true;
  for (const point of text) {
    run = point === "\n" ? 0 : run + 1;
    if (run >= least) return true;
  }
  return false;
}

/** Compiles RE2 syntax; throws RE2JSException for what cannot be read. */
export function compileRegex(source: string, flags: string): RE2JS {
  const bits =
    (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes("m") ? RE2JS.MULTILINE : 0) |
    (flags.includes("s") ? RE2JS.DOTALL : 0);
  return RE2JS.compile(source, bits);
}
