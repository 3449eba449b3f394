import { sayMeant } from "./nearest-word.ts";
import { type Place, refuse } from "./refusal.ts";

/** A condition with "1 of …" already resolved to the search identifiers it means. */
export type Condition =
  | { readonly op: "name"; readonly name: string }
  | { readonly op: "and" | "or"; readonly parts: readonly Condition[] }
  | { readonly op: "not"; readonly part: Condition }
  | { readonly op: "some"; readonly count: number; readonly names: readonly string[] };

const TOKEN = /[()|]|[^\s()|]+/g;
const TOKENS_MAX = 2_000;
const DEPTH_MAX = 64;
/** Names that all "1 of …" of a condition may mean together. */
const MEANT_MAX = 20_000;

/**
 * Reads a condition (Sigma rules specification 2.1, "Condition"): or < and < not < "x of" < brackets. Words are case-insensitive, names are not.
 * A pattern matches whole names, "*" anywhere in it; `them` leaves out names that start with "_". `names` are the rule's search identifiers.
 */
export function readCondition(text: string, names: readonly string[], place: Place): Condition {
  const tokens: readonly string[] = text.match(TOKEN) ?? [];
  if (tokens.length > TOKENS_MAX) refuse("condition too long", `more than ${TOKENS_MAX} words`, place);
  if (tokens.includes("|")) refuse("aggregation in the condition", "use a correlation document instead of |", place);
  const reader = new ConditionReader(tokens, names, place);
  return reader.whole();
}

class ConditionReader {
  readonly #tokens: readonly string[];
  readonly #names: readonly string[];
  readonly #known: ReadonlySet<string>;
  readonly #place: Place;
  #at = 0;
  #meantCount = 0;

  constructor(tokens: readonly string[], names: readonly string[], place: Place) {
    this.#tokens = tokens;
    this.#names = names;
    this.#known = new Set(names);
    this.#place = place;
  }

  whole(): Condition {
    const condition = this.#or(0);
    const left = this.#tokens[this.#at];
    return left === undefined ? condition : this.#bad(`expected "and", "or" or the end, got "${left}"`);
  }

  #bad(detail: string): never {
    return refuse("condition cannot be read", detail, this.#place);
  }

  #isWord(word: string, ahead = 0): boolean {
    return this.#tokens[this.#at + ahead]?.toLowerCase() === word;
  }

  #or(depth: number): Condition {
    if (depth > DEPTH_MAX) this.#bad(`more than ${DEPTH_MAX} brackets`);
    return this.#chain("or", () => this.#chain("and", () => this.#not(depth)));
  }

  #chain(op: "and" | "or", readPart: () => Condition): Condition {
    const first = readPart();
    if (!this.#isWord(op)) return first;
    const parts = [first];
    while (this.#isWord(op)) {
      this.#at++;
      parts.push(readPart());
    }
    return { op, parts };
  }

  #not(depth: number): Condition {
    if (!this.#isWord("not")) return this.#primary(depth);
    if (depth > DEPTH_MAX) this.#bad(`more than ${DEPTH_MAX} times "not"`);
    this.#at++;
    return { op: "not", part: this.#not(depth + 1) };
  }

  #primary(depth: number): Condition {
    const token = this.#tokens[this.#at++];
    if (token === undefined) return this.#bad("expected a name, got the end");
    if (token === "(") {
      const inner = this.#or(depth + 1);
      if (this.#tokens[this.#at++] !== ")") this.#bad('expected ")"');
      return inner;
    }
    if (this.#isWord("of")) return this.#some(token.toLowerCase());
    if (!this.#known.has(token))
      return refuse("condition names what is not there", `"${token}"${sayMeant(token, this.#names)}`, this.#place);
    return { op: "name", name: token };
  }

  /** `quantity of pattern`; the cursor stands on "of". */
  #some(quantity: string): Condition {
    this.#at++;
    const pattern = this.#tokens[this.#at++];
    if (pattern === undefined || pattern === "(" || pattern === ")") return this.#bad('expected a name after "of"');
    const names = this.#meant(pattern);
    if (names.length === 0) return refuse("condition names what is not there", `nothing fits "${pattern}"`, this.#place);
    this.#meantCount += names.length;
    if (this.#meantCount > MEANT_MAX)
      refuse("condition too long", `its patterns mean more than ${MEANT_MAX} names together`, this.#place);
    if (quantity === "all") return { op: "some", count: names.length, names };
    const count = quantity === "any" ? 1 : /^[1-9][0-9]{0,3}$/.test(quantity) ? Number(quantity) : 0;
    return count > 0
      ? { op: "some", count, names }
      : this.#bad(`expected a number, "any" or "all" before "of", got "${quantity}"`);
  }

  #meant(pattern: string): readonly string[] {
    if (pattern.toLowerCase() === "them") return this.#names.filter((name) => !name.startsWith("_"));
    const runs = pattern.split("*");
    return this.#names.filter((name) => fitsRuns(runs, name));
  }
}

/** True when `name` is the runs in order with anything between; the first and last are tied to the ends. */
function fitsRuns(runs: readonly string[], name: string): boolean {
  const head = runs[0] as string;
  if (runs.length === 1) return name === head;
  const tail = runs[runs.length - 1] as string;
  let at = head.length;
  if (!name.startsWith(head) || !name.endsWith(tail)) return false;
  for (const run of runs.slice(1, -1)) {
    at = name.indexOf(run, at);
    if (at === -1) return false;
    at += run.length;
  }
  return at <= name.length - tail.length;
}
