const STEP = 0x9e3779b97f4a7c15n;

/** Choices that a seed decides (SplitMix64), where a generator makes hundreds of lines that need no shrinking. */
export class Drawn {
  #state: bigint;

  constructor(seed: number) {
    this.#state = BigInt.asUintN(64, BigInt(seed) * STEP);
  }

  /** A number below `count`. */
  below(count: number): number {
    this.#state = BigInt.asUintN(64, this.#state + STEP);
    let mixed = this.#state;
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    return Number((mixed ^ (mixed >> 31n)) >> 33n) % count;
  }

  /** True so many times in a hundred. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<One>(all: readonly One[]): One {
    return all[this.below(all.length)] as One;
  }

  some<One>(all: readonly One[], percent: number): One[] {
    return all.filter(() => this.chance(percent));
  }

  /** So many of what `make` makes, at least one. */
  several<One>(most: number, make: () => One): One[] {
    return Array.from({ length: 1 + this.below(most) }, make);
  }
}
