/** Thrown when a diagram would cost more than was allowed; always caught by the solver, which then gives bounds and says so. */
export class TooManySteps extends Error {}

/** Counts down over everything that one answer costs. */
export class Steps {
  left: number;
  constructor(steps: number) {
    this.left = steps;
  }
  take(): void {
    if (--this.left < 0) throw new TooManySteps("steps");
  }
}

export const FALSE = 0;
export const TRUE = 1;
const LEAF_LEVEL = 0x7fffffff;

/** Shared nodes (level, low, high) of decision diagrams; 0 and 1 are the leaves. Bryant 1986; Minato 1993 for families of sets. */
export class Diagram {
  readonly level: number[] = [LEAF_LEVEL, LEAF_LEVEL];
  readonly low: number[] = [0, 1];
  readonly high: number[] = [0, 1];
  readonly steps: Steps;
  #table = new Int32Array(1 << 12);
  #mask = (1 << 12) - 1;
  readonly #memo = new Map<string, Map<number, number>>();

  constructor(steps: Steps) {
    this.steps = steps;
  }

  get size(): number {
    return this.level.length;
  }

  /** The node with these parts: the same number for the same parts. */
  make(level: number, low: number, high: number): number {
    let slot = hash(level, low, high) & this.#mask;
    for (;;) {
      const node = this.#table[slot] as number;
      if (node === 0) break;
      if (this.level[node] === level && this.low[node] === low && this.high[node] === high) return node;
      slot = (slot + 1) & this.#mask;
    }
    this.steps.take();
    const made = this.level.length;
    this.level.push(level);
    this.low.push(low);
    this.high.push(high);
    this.#table[slot] = made;
    if (made * 2 > this.#mask) this.#grow();
    return made;
  }

  /** Remembers what an operation gave for a pair. */
  memo(name: string): Map<number, number> {
    const known = this.#memo.get(name);
    if (known !== undefined) return known;
    const fresh = new Map<number, number>();
    this.#memo.set(name, fresh);
    return fresh;
  }

  levelOf(node: number): number {
    return this.level[node] as number;
  }

  /** The part of a node below `level` where that variable is false, and where it is true; itself when it does not ask for it. */
  lowAt(node: number, level: number): number {
    return this.level[node] === level ? (this.low[node] as number) : node;
  }

  highAt(node: number, level: number): number {
    return this.level[node] === level ? (this.high[node] as number) : node;
  }

  #grow(): void {
    const table = new Int32Array((this.#mask + 1) * 4);
    this.#mask = table.length - 1;
    for (let node = 2; node < this.level.length; node++) {
      let slot = hash(this.level[node] as number, this.low[node] as number, this.high[node] as number) & this.#mask;
      while (table[slot] !== 0) slot = (slot + 1) & this.#mask;
      table[slot] = node;
    }
    this.#table = table;
  }
}

/** One key for two nodes: exact below 2^26 nodes. */
export function pair(left: number, right: number): number {
  return left * 0x4000000 + right;
}

function hash(level: number, low: number, high: number): number {
  let mixed = Math.imul(level, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b) ^ Math.imul(high, 0xc2b2ae35);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
