import { IMITATION, OTHER, type Range } from "../../model/index.ts";

/** An actor and who passes for it, as places in the list of answers. */
export type Disguise = { readonly actor: number; readonly imitator: number };

/** The answers as columns 0 … m−1, and after them one column for each disguise: how far the actor lies above its imitator. */
export type Frame = {
  readonly answers: readonly string[];
  readonly column: ReadonlyMap<string, number>;
  /** The ground that all others are placed against. −1 when the question has none. */
  readonly other: number;
  readonly disguises: readonly Disguise[];
  readonly columns: number;
};

export function frameOf(answers: readonly string[]): Frame {
  const column = new Map(answers.map((answer, index) => [answer, index]));
  const disguises = answers.flatMap((answer, imitator) => {
    const actor = answer.startsWith(IMITATION) ? column.get(answer.slice(IMITATION.length)) : undefined;
    return actor === undefined ? [] : [{ actor, imitator }];
  });
  return { answers, column, other: column.get(OTHER) ?? -1, disguises, columns: answers.length + disguises.length };
}

/** One range for each column: all lows, then all bests, then all highs. Only differences between answers mean anything. */
export type Vector = Float64Array;

export function zeros(columns: number): Vector {
  return new Float64Array(3 * columns);
}

export function rangeAt(vector: Vector, column: number): Range {
  const columns = vector.length / 3;
  return { lo: vector[column] ?? 0, best: bestAt(vector, column), hi: vector[2 * columns + column] ?? 0 };
}

export function bestAt(vector: Vector, column: number): number {
  return vector[vector.length / 3 + column] ?? 0;
}

export function setRange(vector: Vector, column: number, { lo, best, hi }: Range): void {
  const columns = vector.length / 3;
  vector[column] = lo;
  vector[columns + column] = best;
  vector[2 * columns + column] = hi;
}

/** target += factor · vector, for a factor of 0 or more; of a list of vectors the one in a row. */
export function addTo(target: Vector, vectors: Vector | readonly number[], factor: number, row = 0): void {
  const from = row * target.length;
  for (let cell = 0; cell < target.length; cell += 1) target[cell] = (target[cell] ?? 0) + factor * (vectors[from + cell] ?? 0);
}

/** How far apart the first `count` columns lie: by best estimate, and at the very most. */
export function spreadOf(vector: Vector, count: number): { best: number; most: number } {
  const columns = vector.length / 3;
  let [bestLo, bestHi, lo, hi] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let column = 0; column < count; column += 1) {
    const best = vector[columns + column] ?? 0;
    if (best < bestLo) bestLo = best;
    if (best > bestHi) bestHi = best;
    lo = Math.min(lo, vector[column] ?? 0);
    hi = Math.max(hi, vector[2 * columns + column] ?? 0);
  }
  return { best: bestHi - bestLo, most: hi - lo };
}
