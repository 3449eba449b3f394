import { present } from "../../lib/index.ts";
import type { PatternFault } from "./syntax.ts";
import type { Token } from "./tokens.ts";

/** Carries a fault out of the parser; parsePattern turns it into a value. */
export class PatternRefusal extends Error {
  readonly fault: PatternFault;
  constructor(at: number, expected: string, kind: PatternFault["kind"] = "bad-pattern") {
    super(expected);
    this.fault = { kind, at, expected };
  }
}

/** A place in a list of tokens. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  #next = 0;
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get token(): Token {
    return present(this.#tokens[this.#next], "the last token is `end`, which nothing steps over");
  }

  /** True when the next token is this keyword or mark. */
  at(text: string): boolean {
    const { kind, text: own } = this.token;
    return (kind === "word" || kind === "mark") && own === text;
  }

  /** Steps over the token, whatever it is but the end. */
  take(): Token {
    const { token } = this;
    if (token.kind !== "end") this.#next++;
    return token;
  }

  /** Steps over this keyword or mark when it comes next. */
  skip(text: string): boolean {
    if (!this.at(text)) return false;
    this.#next++;
    return true;
  }

  expect(text: string): void {
    if (!this.skip(text)) throw new PatternRefusal(this.token.at, text);
  }
}
