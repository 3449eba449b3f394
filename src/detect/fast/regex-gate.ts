import { tableOf } from "../../lib/index.ts";
import { fold } from "../sigma/fold.ts";

/** Folded texts that must be met before something can hold: one, all of several conditions, or any of them. `all` of none is no condition. */
export type Gate =
  | { readonly op: "met"; readonly text: string }
  | { readonly op: "all" | "any"; readonly parts: readonly Gate[] };

/** What every text has met. */
export const OPEN: Gate = { op: "all", parts: [] };

/** Alternative writings of one run of characters, at most. */
const WRITINGS_MAX = 32;
const DEPTH_MAX = 50;

/**
 * What a text must contain for `source` (RE2 syntax) to be found in it, read from the pattern's outside: runs of characters and of small
 * classes, alternatives, groups that cannot be left out. Only ever too little: what it does not know counts as anything.
 */
export function regexGate(source: string): Gate {
  const reader = new GateReader(source);
  const gate = reader.alternatives(0);
  return reader.isSound() ? gate : OPEN;
}

/** A gate for texts that contain `text`, folded: its parts in ASCII. */
export function textGate(text: string): Gate {
  const parts = fold(text)
    .split(/[^\0-\x7f]+/)
    .filter((part) => part !== "");
  return all(parts.map((part) => ({ op: "met", text: part })));
}

function all(parts: readonly Gate[]): Gate {
  const needed = parts.filter((part) => part !== OPEN);
  if (needed.length === 0) return OPEN;
  return needed.length === 1 ? (needed[0] as Gate) : { op: "all", parts: needed };
}

function any(parts: readonly Gate[]): Gate {
  if (parts.includes(OPEN)) return OPEN;
  return parts.length === 1 ? (parts[0] as Gate) : { op: "any", parts };
}

const SPACES = ["\t", "\n", "\f", "\r", " "];
const DIGITS = [..."0123456789"];
const CONTROLS = tableOf({ n: "\n", t: "\t", r: "\r", f: "\f" });

/** What one piece of a pattern is: some characters to choose from, a condition, or anything. */
type Piece =
  | { readonly kind: "choice"; readonly characters: readonly string[] }
  | { readonly kind: "gate"; readonly gate: Gate }
  | { readonly kind: "nothing" };

const ANYTHING: Piece = { kind: "gate", gate: OPEN };
const NOTHING: Piece = { kind: "nothing" };

class GateReader {
  readonly #source: string;
  #at = 0;
  #unknown = false;

  constructor(source: string) {
    this.#source = source;
  }

  isSound(): boolean {
    return !this.#unknown && this.#at === this.#source.length;
  }

  alternatives(depth: number): Gate {
    if (depth > DEPTH_MAX) return this.#giveUp();
    const parts = [this.#sequence(depth)];
    while (this.#source[this.#at] === "|") {
      this.#at++;
      parts.push(this.#sequence(depth));
    }
    return any(parts);
  }

  #giveUp(): Gate {
    this.#unknown = true;
    this.#at = this.#source.length;
    return OPEN;
  }

  #sequence(depth: number): Gate {
    const gates: Gate[] = [];
    let run = [""];
    const flush = (): void => {
      if (run[0] !== "") gates.push(any(run.map((text) => textGate(text))));
      run = [""];
    };
    while (this.#at < this.#source.length && this.#source[this.#at] !== "|" && this.#source[this.#at] !== ")") {
      const piece = this.#piece(depth);
      const times = this.#times();
      if (piece.kind === "nothing") {
        if (times.several) return this.#giveUp(); // behind flags it counts what stands before them
        continue;
      }
      if (times.least === 0) flush();
      else if (piece.kind === "gate") {
        flush();
        gates.push(piece.gate);
      } else {
        if (run.length * piece.characters.length > WRITINGS_MAX) flush();
        if (piece.characters.length > WRITINGS_MAX) continue;
        run = run.flatMap((text) => piece.characters.map((character) => text + character));
        if (times.several) flush();
      }
    }
    flush();
    return all(withoutWeak(gates));
  }

  #piece(depth: number): Piece {
    const unit = this.#source[this.#at] as string;
    this.#at++;
    if (unit === "(") return this.#group(depth);
    if (unit === "[") return this.#class();
    if (unit === ".") return ANYTHING;
    if (unit === "^" || unit === "$") return NOTHING;
    if (unit === "\\") return this.#escape();
    const point = String.fromCodePoint(this.#source.codePointAt(this.#at - 1) as number);
    this.#at += point.length - 1;
    return { kind: "choice", characters: [point] };
  }

  #group(depth: number): Piece {
    const flags = /^\?[imsU]+(?<end>[):])/.exec(this.#source.slice(this.#at, this.#at + 8));
    if (flags !== null) {
      this.#at += flags[0].length;
      if (flags.groups?.["end"] === ")") return NOTHING;
    } else if (this.#source.startsWith("?:", this.#at)) this.#at += 2;
    else if (this.#source[this.#at] === "?") return { kind: "gate", gate: this.#giveUp() };
    const gate = this.alternatives(depth + 1);
    if (this.#source[this.#at] !== ")") return { kind: "gate", gate: this.#giveUp() };
    this.#at++;
    return { kind: "gate", gate };
  }

  /** A class of a few plain characters, else anything. */
  #class(): Piece {
    const end = classEnd(this.#source, this.#at);
    if (end < 0) return { kind: "gate", gate: this.#giveUp() };
    const inside = this.#source.slice(this.#at, end);
    this.#at = end + 1;
    if (!/^[A-Za-z0-9`'" _,;:@#%&=<>~!{}()+.*|/^$-]+$/.test(inside) || inside.startsWith("^") || /.-./.test(inside))
      return ANYTHING;
    return { kind: "choice", characters: [...new Set(fold(inside))] };
  }

  #escape(): Piece {
    const letter = this.#source[this.#at] ?? "";
    this.#at++;
    if (letter === "s") return { kind: "choice", characters: SPACES };
    if (letter === "d") return { kind: "choice", characters: DIGITS };
    if (letter === "b" || letter === "B" || letter === "A" || letter === "z") return NOTHING;
    if (letter === "D" || letter === "w" || letter === "W" || letter === "S") return ANYTHING;
    const control = CONTROLS.get(letter);
    if (control !== undefined) return { kind: "choice", characters: [control] };
    if (letter === "" || /[A-Za-z0-9]|[^\0-\x7f]/.test(letter)) return { kind: "gate", gate: this.#giveUp() };
    return { kind: "choice", characters: [letter] };
  }

  /** How often what stands before the cursor must be there at least, and whether it may be there more than once. */
  #times(): { readonly least: number; readonly several: boolean } {
    let least = 1;
    let several = false;
    for (;;) {
      const unit = this.#source[this.#at];
      const counted = unit === "{" ? /^\{(\d{1,4})(?:,\d{0,4})?\}/.exec(this.#source.slice(this.#at, this.#at + 12)) : null;
      if (counted !== null) {
        if (Number(counted[1]) === 0) least = 0;
        this.#at += counted[0].length;
      } else if (unit === "*" || unit === "?") {
        if (unit === "*" || !several) least = 0; // a "?" after another one only says how much to take
        this.#at++;
      } else if (unit === "+") this.#at++;
      else return { least, several };
      several = true;
    }
  }
}

function classEnd(source: string, from: number): number {
  let at = from;
  if (source[at] === "^") at++;
  if (source[at] === "]") at++;
  for (; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === "[") return -1;
    else if (source[at] === "]") return at;
  }
  return -1;
}

/** Single letters, digits and spaces stand in nearly every text: to meet them says nothing. */
function withoutWeak(gates: readonly Gate[]): readonly Gate[] {
  return gates.filter((gate) => !isWeak(gate));
}

function isWeak(gate: Gate): boolean {
  return gate.op === "any" ? gate.parts.some(isWeak) : gate.op === "met" && /^[a-z0-9\t\n\f\r ]$/.test(gate.text);
}
