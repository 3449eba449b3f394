import { type Instruction, OP, PLACE, type Program } from "./regex-program.ts";

/** A deterministic automaton that says whether an expression is found anywhere in a text of ASCII. */
export type RegexAutomaton = {
  /** The class of each character. */
  readonly classOf: Uint8Array;
  /** Classes, the end of the text, class 0, counted. */
  readonly classes: number;
  /** The next state for each state and class; it starts in state 0 and has found it once in state FOUND. */
  readonly next: Uint16Array;
};

/** The state of having found it; it leads to itself. */
const FOUND = 1;

const ASCII = 128;
const NEWLINE = 10;
const END = -1;
/** Beyond these the library itself is asked. */
const STATES_MAX = 2_048;
const INSTRUCTIONS_MAX = 1_000;
const WORK_MAX = 300_000;

/** What stands before a place, as far as expressions ask. */
const BEFORE = { nothing: 0, newline: 1, word: 2, other: 3 } as const;

/** Makes the automaton of a program; undefined where it is too large, or asks what is not known here. */
export function automatonOf(program: Program): RegexAutomaton | undefined {
  const { instructions } = program;
  if (instructions.length > INSTRUCTIONS_MAX || instructions.some(({ op }) => op > OP.anyButNewline)) return undefined;
  return new Building(program).build();
}

/** The automaton that finds so many characters without a newline between them; undefined beyond what is made here. */
export function lengthAutomaton(least: number): RegexAutomaton | undefined {
  if (least < 1 || least >= STATES_MAX) return undefined;
  const [end, newline, other] = [0, 1, 2];
  const classes = 3;
  const classOf = new Uint8Array(ASCII).fill(other);
  classOf[NEWLINE] = newline;
  const next = new Uint16Array((least + 1) * classes);
  next.fill(FOUND, FOUND * classes, (FOUND + 1) * classes);
  // State 0 has read none, state n + 1 has read n of them.
  for (let read = 0; read < least; read++) {
    const row = (read === 0 ? 0 : read + 1) * classes;
    next[row + end] = 0;
    next[row + newline] = 0;
    next[row + other] = read + 1 === least ? FOUND : read + 2;
  }
  return { classOf, classes, next };
}

/** Says whether the automaton finds its expression in `text`; undefined when the text is not ASCII. */
export function finds({ classOf, classes, next }: RegexAutomaton, text: string): boolean | undefined {
  let state = 0;
  let units = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    units |= unit;
    state = next[state * classes + (classOf[unit & 0x7f] as number)] as number;
  }
  if (units >= ASCII) return undefined;
  return next[state * classes] === FOUND;
}

/** The subsets of Rabin and Scott (1959), each with what stands before it, where expressions ask that. */
class Building {
  readonly #program: Program;
  readonly #asked: number;
  readonly #classOf = new Uint8Array(ASCII);
  /** A character of each class. */
  readonly #characters: number[] = [END];
  readonly #numbers = new Map<string, number>();
  readonly #states: { readonly places: readonly number[]; readonly before: number }[] = [];
  readonly #next: number[] = [];
  readonly #stamps: Int32Array;
  #stamp = 0;
  #work = 0;

  constructor(program: Program) {
    this.#program = program;
    this.#asked = program.instructions.reduce((bits, { op, arg }) => (op === OP.empty ? bits | arg : bits), 0);
    this.#stamps = new Int32Array(program.instructions.length);
    this.#sortCharacters();
  }

  build(): RegexAutomaton | undefined {
    this.#stateOf([], BEFORE.nothing);
    this.#states.push({ places: [], before: BEFORE.other }); // FOUND
    for (let number = 0; number < this.#states.length; number++) {
      for (const character of this.#characters) this.#next.push(number === FOUND ? FOUND : this.#step(number, character));
      if (this.#states.length > STATES_MAX || this.#work > WORK_MAX) return undefined;
    }
    return { classOf: this.#classOf, classes: this.#characters.length, next: Uint16Array.from(this.#next) };
  }

  /** Characters that no instruction tells apart are of one class. */
  #sortCharacters(): void {
    const classes = new Map<string, number>();
    const reading = this.#program.instructions.filter(({ op }) => op >= OP.rune);
    for (let character = 0; character < ASCII; character++) {
      const key = reading.map((instruction) => (reads(instruction, character) ? "1" : "0")).join("") + this.#after(character);
      let known = classes.get(key);
      if (known === undefined) {
        known = this.#characters.push(character) - 1;
        classes.set(key, known);
      }
      this.#classOf[character] = known;
    }
  }

  /** What stands before the place behind this character, as far as this expression asks. */
  #after(character: number): number {
    if (character === NEWLINE && (this.#asked & (PLACE.beginLine | PLACE.endLine)) !== 0) return BEFORE.newline;
    if (isWord(character) && (this.#asked & (PLACE.wordBoundary | PLACE.noWordBoundary)) !== 0) return BEFORE.word;
    return BEFORE.other;
  }

  #step(number: number, character: number): number {
    const { places, before } = this.#states[number] as { places: readonly number[]; before: number };
    const reached = this.#reached(places, placeBits(before, character));
    if (reached === undefined) return FOUND;
    if (character === END) return 0;
    const next = reached
      .filter((place) => reads(this.#instruction(place), character))
      .map((place) => this.#instruction(place).out);
    this.#work += reached.length;
    return this.#stateOf(next, this.#after(character));
  }

  #instruction(place: number): Instruction {
    return this.#program.instructions[place] as Instruction;
  }

  /** The reading instructions that are reached from these places, and from the start, without reading; undefined: the end is. */
  #reached(places: readonly number[], bits: number): readonly number[] | undefined {
    const stack = [...places, this.#program.start];
    const reading: number[] = [];
    this.#stamp++;
    for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
      if (this.#stamps[place] === this.#stamp) continue;
      this.#stamps[place] = this.#stamp;
      this.#work++;
      const { op, out, arg } = this.#instruction(place);
      if (op === OP.match) return undefined;
      if (op >= OP.rune) reading.push(place);
      else if (op === OP.alternative || op === OP.alternativeMatch) stack.push(arg, out);
      else if (op === OP.capture || op === OP.nothing || (op === OP.empty && (arg & ~bits) === 0)) stack.push(out);
    }
    return reading;
  }

  #stateOf(places: readonly number[], before: number): number {
    const sorted = [...new Set(places)].sort((left, right) => left - right);
    const key = `${before} ${sorted.join()}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#states.push({ places: sorted, before }) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}

function reads(instruction: Instruction, character: number): boolean {
  if (instruction.op === OP.anyRune) return true;
  if (instruction.op === OP.anyButNewline) return character !== NEWLINE;
  return (instruction.op === OP.rune || instruction.op === OP.oneRune) && instruction.matchRune(character);
}

/** Word characters of \b: ASCII letters, digits and the low line. */
function isWord(character: number): boolean {
  const isLetter = (character >= 0x41 && character <= 0x5a) || (character >= 0x61 && character <= 0x7a);
  return isLetter || (character >= 0x30 && character <= 0x39) || character === 0x5f;
}

/** What holds of the place between what stands before and the next character. */
function placeBits(before: number, next: number): number {
  let bits = 0;
  if (before === BEFORE.nothing) bits |= PLACE.beginText | PLACE.beginLine;
  if (before === BEFORE.newline) bits |= PLACE.beginLine;
  if (next === END) bits |= PLACE.endText | PLACE.endLine;
  if (next === NEWLINE) bits |= PLACE.endLine;
  const isBetween = (before === BEFORE.word) !== (next !== END && isWord(next));
  return bits | (isBetween ? PLACE.wordBoundary : PLACE.noWordBoundary);
}
