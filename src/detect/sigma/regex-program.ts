import type { RE2JS } from "re2js";

/** One instruction of a compiled expression, of the machine of Thompson (1968) as RE2 has it. */
export type Instruction = {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  readonly matchRune: (rune: number) => boolean;
};

/** A compiled expression: where it starts, and its instructions. */
export type Program = { readonly start: number; readonly instructions: readonly Instruction[] };

/** The operations of `Instruction.op`. */
export const OP = {
  alternative: 1,
  alternativeMatch: 2,
  capture: 3,
  empty: 4,
  fail: 5,
  match: 6,
  nothing: 7,
  rune: 8,
  oneRune: 9,
  anyRune: 10,
  anyButNewline: 11,
} as const;

/** What an instruction `empty` asks of the place between two characters, as bits of its `arg`. */
export const PLACE = { beginLine: 1, endLine: 2, beginText: 4, endText: 8, wordBoundary: 16, noWordBoundary: 32 } as const;

/**
 * The program that the library made of an expression. It is not part of what the library promises, so that its form is looked at first;
 * undefined when it is another one. test: the automata made of it say what the library says.
 */
export function programOf(compiled: RE2JS): Program | undefined {
  const { re2Input } = compiled as unknown as { readonly re2Input?: { readonly prog?: unknown } };
  const prog = re2Input?.prog as { readonly start?: unknown; readonly inst?: unknown } | undefined;
  if (typeof prog?.start !== "number" || !Array.isArray(prog.inst)) return undefined;
  const instructions = prog.inst as readonly unknown[];
  return instructions.every(isInstruction) ? { start: prog.start, instructions } : undefined;
}

function isInstruction(found: unknown): found is Instruction {
  const { op, out, arg, matchRune } = (found ?? {}) as Partial<Record<keyof Instruction, unknown>>;
  return typeof op === "number" && typeof out === "number" && typeof arg === "number" && typeof matchRune === "function";
}
