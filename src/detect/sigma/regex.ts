import { RE2JS } from "re2js";

/** A regular expression in RE2 syntax that was found to be readable; it is compiled when it is first asked. */
export class LazyRegex {
  readonly source: string;
  /** Letters of re's sub-modifiers: i, m, s. */
  readonly flags: string;
  #compiled: RE2JS | undefined;

  constructor(source: string, flags: string) {
    this.source = source;
    this.flags = flags;
  }

  /** True when it is found anywhere in `text`. */
  test(text: string): boolean {
    this.#compiled ??= compileRegex(this.source, this.flags);
    return this.#compiled.test(text);
  }
}

/** Compiles RE2 syntax; throws RE2JSException for what cannot be read. */
export function compileRegex(source: string, flags: string): RE2JS {
  const bits =
    (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes("m") ? RE2JS.MULTILINE : 0) |
    (flags.includes("s") ? RE2JS.DOTALL : 0);
  return RE2JS.compile(source, bits);
}
