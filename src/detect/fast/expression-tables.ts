import type { LazyRegex } from "../sigma/regex.ts";
import type { RegexAutomaton } from "../sigma/regex-automaton.ts";
import type { ScannerModule } from "./module.ts";

const CLASSES_AT = 8;
const CHARACTERS = 128;
/** In rows a state has this many bytes, and classes, which are bytes themselves, count them. */
const STATE_BYTES = 2;
const CLASSES_MAX = 128;
/** Together in one module. */
const BYTES_MAX = 16_777_216;

/** Automata of regular expressions in the module's memory, one for each expression (assembly/expressions.ts). */
export class ExpressionTables {
  readonly #module: ScannerModule;
  readonly #addresses = new Map<string, number>();
  #bytes = 0;

  constructor(module: ScannerModule) {
    this.#module = module;
  }

  /** Where the automaton of an expression stands; 0 when it has none, or there is no room. */
  addressOf(expression: LazyRegex): number {
    const key = `${expression.flags} ${expression.source}`;
    let address = this.#addresses.get(key);
    if (address === undefined) {
      const automaton = expression.automaton();
      address = automaton === undefined || automaton.classes >= CLASSES_MAX ? 0 : this.#put(automaton);
      this.#addresses.set(key, address);
    }
    return address;
  }

  #put({ classOf, classes, next }: RegexAutomaton): number {
    this.#bytes += next.byteLength;
    if (this.#bytes > BYTES_MAX) return 0;
    const address = this.#module.reserve(CLASSES_AT + CHARACTERS);
    const rows = this.#module.reserve(next.byteLength);
    if (address === 0 || rows === 0) return 0;
    const { buffer } = this.#module.memory;
    new Uint32Array(buffer, address, 2).set([rows, classes * STATE_BYTES]);
    new Uint8Array(buffer, address + CLASSES_AT, CHARACTERS).set(classOf.map((one) => one * STATE_BYTES));
    new Uint16Array(buffer, rows, next.length).set(next);
    return address;
  }
}
