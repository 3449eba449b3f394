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
const BEFORES = 4;

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

/** A set of places, ascending, and what stands before them, as far as expressions ask. */
type State = { readonly places: readonly number[]; readonly before: number };

/** The subsets of Rabin and Scott (1959), each with what stands before it, where expressions ask that. */
class Building {
  readonly #program: Program;
  readonly #asked: number;
  readonly #classOf = new Uint8Array(ASCII);
  /** A character of each class. */
  readonly #characters: number[] = [END];
  /** For each instruction, class by class, 1 where it reads the characters of that class. */
  readonly #reads: Uint8Array;
  readonly #numbers = new Map<string, number>();
  readonly #states: State[] = [];
  readonly #next: number[] = [];
  readonly #stamps: Int32Array;
  #stamp = 0;
  #work = 0;

  constructor(program: Program) {
    this.#program = program;
    this.#asked = program.instructions.reduce((bits, { op, arg }) => (op === OP.empty ? bits | arg : bits), 0);
    this.#stamps = new Int32Array(program.instructions.length);
    this.#sortCharacters();
    this.#reads = this.#whatIsRead();
  }

  build(): RegexAutomaton | undefined {
    this.#stateOf([], BEFORE.nothing);
    this.#states.push({ places: [], before: BEFORE.other }); // FOUND
    for (let number = 0; number < this.#states.length; number++) {
      if (number === FOUND) for (const _ of this.#characters) this.#next.push(FOUND);
      else this.#putSteps(this.#states[number] as State);
      if (this.#states.length > STATES_MAX || this.#work > WORK_MAX) return undefined;
    }
    return { classOf: this.#classOf, classes: this.#characters.length, next: Uint16Array.from(this.#next) };
  }

  /** Characters that no instruction tells apart are of one class: those of one that an instruction does tell apart become two. */
  #sortCharacters(): void {
    const classOf = new Int32Array(ASCII);
    for (let character = 0; character < ASCII; character++) classOf[character] = this.#after(character);
    let classes = BEFORES;
    for (const instruction of this.#program.instructions)
      if (instruction.op >= OP.rune) classes = split(classOf, classes, instruction);
    const numbers = new Map<number, number>();
    for (const [character, found] of classOf.entries()) {
      let known = numbers.get(found);
      if (known === undefined) {
        known = this.#characters.push(character) - 1;
        numbers.set(found, known);
      }
      this.#classOf[character] = known;
    }
  }

  #whatIsRead(): Uint8Array {
    const { instructions } = this.#program;
    const classes = this.#characters.length;
    const table = new Uint8Array(instructions.length * classes);
    for (const [place, instruction] of instructions.entries())
      for (let number = 1; number < classes; number++)
        if (reads(instruction, this.#characters[number] as number)) table[place * classes + number] = 1;
    return table;
  }

  /** What stands before the place behind this character, as far as this expression asks. */
  #after(character: number): number {
    if (character === NEWLINE && (this.#asked & (PLACE.beginLine | PLACE.endLine)) !== 0) return BEFORE.newline;
    if (isWord(character) && (this.#asked & (PLACE.wordBoundary | PLACE.noWordBoundary)) !== 0) return BEFORE.word;
    return BEFORE.other;
  }

  /** Puts the next state for each class. What is reached differs only where the next character decides what holds of the place. */
  #putSteps({ places, before }: State): void {
    const known = new Map<number, readonly number[] | undefined>();
    for (const [number, character] of this.#characters.entries()) {
      const bits = placeBits(before, character) & this.#asked;
      if (!known.has(bits)) known.set(bits, this.#reached(places, bits));
      const reached = known.get(bits);
      this.#work += reached?.length ?? 0;
      this.#next.push(
        reached === undefined ? FOUND : character === END ? 0 : this.#step(reached, number, this.#after(character)),
      );
    }
  }

  /** The state that these reading instructions, in the order of where they lead, lead to by a character of the class. */
  #step(reached: readonly number[], number: number, before: number): number {
    const classes = this.#characters.length;
    const next: number[] = [];
    for (const place of reached) {
      if (this.#reads[place * classes + number] === 0) continue;
      const { out } = this.#instruction(place);
      if (out !== next.at(-1)) next.push(out);
    }
    return this.#stateOf(next, before);
  }

  #instruction(place: number): Instruction {
    return this.#program.instructions[place] as Instruction;
  }

  /** The reading instructions that are reached from these places, and from the start, without reading, by where they lead; undefined: the end is. */
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
    return reading.sort((left, right) => this.#instruction(left).out - this.#instruction(right).out);
  }

  #stateOf(places: readonly number[], before: number): number {
    const key = String.fromCharCode(before, ...places); // a place is less than INSTRUCTIONS_MAX
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#states.push({ places, before }) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}

/** Gives those characters of each class that the instruction reads a class of their own; gives how many classes there are then. */
function split(classOf: Int32Array, classes: number, instruction: Instruction): number {
  const halves = new Int32Array(2 * classes).fill(-1);
  let count = 0;
  for (let character = 0; character < ASCII; character++) {
    const half = 2 * (classOf[character] as number) + (reads(instruction, character) ? 1 : 0);
    if (halves[half] === -1) halves[half] = count++;
    classOf[character] = halves[half] as number;
  }
  return count;
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
