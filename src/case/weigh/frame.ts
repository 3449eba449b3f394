import { IMITATION, OTHER } from "../../model/index.ts";

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

/** One range for each column. Only differences between answers mean anything. */
export type Vector = { readonly lo: number[]; readonly best: number[]; readonly hi: number[] };

export function zeros(columns: number): Vector {
  const column = () => Array.from<number>({ length: columns }).fill(0);
  return { lo: column(), best: column(), hi: column() };
}

/** target += factor · vector, for a factor of 0 or more. */
export function addTo(target: Vector, vector: Vector, factor: number): void {
  for (let column = 0; column < target.best.length; column += 1) {
    target.lo[column] = (target.lo[column] ?? 0) + factor * (vector.lo[column] ?? 0);
    target.best[column] = (target.best[column] ?? 0) + factor * (vector.best[column] ?? 0);
    target.hi[column] = (target.hi[column] ?? 0) + factor * (vector.hi[column] ?? 0);
  }
}

/** How far apart the first `count` columns lie: by best estimate, and at the very most. */
export function spreadOf(vector: Vector, count: number): { best: number; most: number } {
  let [bestLo, bestHi, lo, hi] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let column = 0; column < count; column += 1) {
    const best = vector.best[column] ?? 0;
    bestLo = Math.min(bestLo, best);
    bestHi = Math.max(bestHi, best);
    lo = Math.min(lo, vector.lo[column] ?? 0);
    hi = Math.max(hi, vector.hi[column] ?? 0);
  }
  return { best: bestHi - bestLo, most: hi - lo };
}
