import { HAND_OVER, type Judge, type Token } from "../../../src/detect/fast/judge.ts";
import { readJsonLine } from "../../../src/lib/index.ts";

/** A scanner without any cleverness: it parses the line and asks the judge as the real one does. It remembers nothing. */
export class PlainScanner {
  readonly #judge: Judge;
  readonly #memory: Uint8Array;
  readonly #from: number;
  /** Tests beside the judge's own: runs `anyLiteral`. */
  readonly #anyLiteral: (table: number, line: string) => boolean;

  constructor(judge: Judge, memory: Uint8Array, from: number, anyLiteral: (table: number, line: string) => boolean) {
    this.#judge = judge;
    this.#memory = memory;
    this.#from = from;
    this.#anyLiteral = anyLiteral;
  }

  /** "none": no rule fires on the line; "read": one may; "unsure": it cannot be told. */
  judge(line: string): "none" | "read" | "unsure" {
    const tokens = this.#tokens(line);
    if (tokens === undefined) return "unsure";
    const judge = this.#judge;
    for (const { path, text } of judge.requires) {
      const token = tokens.get(path);
      if (token === undefined || (text && this.#memory[token.at] !== 0x22)) return "unsure";
    }
    const partition = judge.route(judge.routing.map((path) => tokens.get(path)));
    if (partition === HAND_OVER) return "unsure";
    const table = judge.anywhere(partition);
    if (table !== 0 && this.#anyLiteral(table, line)) return "read";
    const columns = judge.columns(partition);
    if (columns.length === 0) return judge.verdict(partition, new Int32Array(0)) ? "read" : "none";
    const values = new Int32Array(columns.length);
    for (const [column, path] of columns.entries()) {
      const token = tokens.get(path);
      if (token === undefined) continue;
      const value = judge.value(partition, column, token);
      if (value === HAND_OVER) return "unsure";
      values[column] = value;
    }
    return judge.verdict(partition, values) ? "read" : "none";
  }

  #tokens(line: string): Map<string, Token> | undefined {
    const map = readJsonLine(line);
    if (map === undefined || Array.isArray(map)) return undefined;
    const tokens = new Map<string, Token>();
    let at = this.#from;
    let fault = false;
    const note = (path: string, value: unknown, inList: boolean): void => {
      const interest = this.#judge.asks(path);
      const routes = this.#judge.routing.includes(path);
      if (interest === "ignore" && !routes) return;
      fault ||= interest === "hand over" || inList || tokens.has(path);
      const bytes = new TextEncoder().encode(JSON.stringify(value));
      this.#memory.set(bytes, at);
      tokens.set(path, { at, length: bytes.length });
      at += bytes.length;
    };
    const walk = (value: unknown, path: string, inList: boolean): void => {
      if (Array.isArray(value) && value.some((item) => typeof item === "object" && item !== null)) {
        fault ||= this.#judge.asks(path) !== "ignore";
        for (const item of value) walk(item, path, true);
      } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
        fault ||= Object.keys(value).length === 0 && this.#judge.asks(path) !== "ignore";
        for (const [name, inner] of Object.entries(value)) {
          fault ||= !this.#judge.dotted && name.includes(".");
          walk(inner, path === "" ? name : `${path}.${name}`, inList);
        }
      } else note(path, value, inList);
    };
    walk(map, "", false);
    return fault ? undefined : tokens;
  }
}
