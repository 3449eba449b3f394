/** A boolean function in a `Decisions`; equal numbers are equal functions. 0 never holds, 1 always. */
export type Decision = number;

export const NEVER: Decision = 0;
export const ALWAYS: Decision = 1;

/** Thrown when functions grow beyond what is worth knowing; whoever asks then claims nothing. */
export class TooManyDecisions extends Error {}

const NODES_MAX = 20_000;

/** Three numbers of at most NODES_MAX as one: 2^43 at most. */
function packed(first: number, second: number, third: number): number {
  return (first * (NODES_MAX + 1) + second) * (NODES_MAX + 1) + third;
}

/**
 * Reduced ordered binary decision diagrams (Bryant 1986): each boolean function of numbered questions has one node, so "holds always", "holds
 * never" and "says the same" are comparisons of numbers. Bounded: throws TooManyDecisions.
 */
export class Decisions {
  readonly #question: number[] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  readonly #no: Decision[] = [NEVER, ALWAYS];
  readonly #yes: Decision[] = [NEVER, ALWAYS];
  readonly #unique = new Map<number, Decision>();
  readonly #known = new Map<number, Decision>();

  /** The function that is the answer to one question. */
  answer(question: number): Decision {
    return this.#node(question, NEVER, ALWAYS);
  }

  not(of: Decision): Decision {
    return this.choose(of, NEVER, ALWAYS);
  }

  and(left: Decision, right: Decision): Decision {
    return this.choose(left, right, NEVER);
  }

  or(left: Decision, right: Decision): Decision {
    return this.choose(left, ALWAYS, right);
  }

  /** At least `count` of the parts hold. */
  some(count: number, parts: readonly Decision[]): Decision {
    let reached: Decision[] = [ALWAYS, ...Array.from({ length: count }, () => NEVER)];
    for (const part of parts)
      reached = reached.map((before, index) =>
        index === 0 ? ALWAYS : this.choose(part, reached[index - 1] as Decision, before),
      );
    return reached[count] as Decision;
  }

  /** `yes` where `test` holds, else `no`. */
  choose(test: Decision, yes: Decision, no: Decision): Decision {
    if (test === ALWAYS) return yes;
    if (test === NEVER) return no;
    if (yes === no) return yes;
    if (yes === ALWAYS && no === NEVER) return test;
    const key = packed(test, yes, no);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const first = Math.min(this.#question[test] as number, this.#question[yes] as number, this.#question[no] as number);
    const made = this.#node(
      first,
      this.choose(this.#branch(test, first, false), this.#branch(yes, first, false), this.#branch(no, first, false)),
      this.choose(this.#branch(test, first, true), this.#branch(yes, first, true), this.#branch(no, first, true)),
    );
    this.#known.set(key, made);
    return made;
  }

  #branch(of: Decision, question: number, taken: boolean): Decision {
    if (this.#question[of] !== question) return of;
    return (taken ? this.#yes[of] : this.#no[of]) as Decision;
  }

  #node(question: number, no: Decision, yes: Decision): Decision {
    if (no === yes) return no;
    const key = packed(question, no, yes);
    const known = this.#unique.get(key);
    if (known !== undefined) return known;
    if (this.#question.length >= NODES_MAX) throw new TooManyDecisions();
    this.#question.push(question);
    this.#no.push(no);
    this.#yes.push(yes);
    this.#unique.set(key, this.#question.length - 1);
    return this.#question.length - 1;
  }
}
