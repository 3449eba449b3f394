/** Over every way to fill in what is unknown: in all of them, in some, or in none. `possible` too where it was not settled. */
export type Certainty = "certain" | "possible" | "not";

/** From 0 to 1, both ends reached by some way to fill in what is unknown unless the result says that it is a bound. */
export type Degree = { readonly lo: number; readonly hi: number };

/** Counts answers over worlds. */
export class Tally {
  #yes = 0;
  #open = 0;
  #no = 0;

  add(answer: boolean | null): void {
    if (answer === null) this.#open++;
    else if (answer) this.#yes++;
    else this.#no++;
  }

  /** `whole`: were all worlds looked at? */
  certainty(whole: boolean): Certainty {
    if (!whole) return "possible";
    if (this.#yes === 0 && this.#open === 0) return "not";
    return this.#no === 0 && this.#open === 0 ? "certain" : "possible";
  }
}

/** The least and the most of a number over worlds. */
export class Span {
  #lo = 1;
  #hi = 0;
  #seen = false;

  add(lo: number, hi: number): void {
    this.#lo = Math.min(this.#lo, lo);
    this.#hi = Math.max(this.#hi, hi);
    this.#seen = true;
  }

  /** Of none: 0 to 0. Unless all worlds were looked at, anything from 0 to 1. */
  degree(whole: boolean): Degree {
    if (!whole) return { lo: 0, hi: 1 };
    return this.#seen ? { lo: this.#lo, hi: this.#hi } : { lo: 0, hi: 0 };
  }
}
