/** Lines over time, in steps that grow with the time that they cover; the same for any order of adding. */
export type Activity = {
  readonly stepMs: number;
  /** In order of time; `atMs` is where the step begins. */
  readonly steps: readonly { readonly atMs: number; readonly passed: number; readonly held: number }[];
};

const STEPS_MAX = 96;
const STEP_MS_MIN = 1000;

/** Counts lines in at most 96 steps: when there are more, two become one. */
export class ActivityMeter {
  #stepMs = STEP_MS_MIN;
  #steps = new Map<number, { passed: number; held: number }>();

  add(atMs: number, isHeld: boolean): void {
    const index = Math.floor(atMs / this.#stepMs);
    let step = this.#steps.get(index);
    if (step === undefined) {
      step = { passed: 0, held: 0 };
      this.#steps.set(index, step);
    }
    if (isHeld) step.held++;
    else step.passed++;
    while (this.#steps.size > STEPS_MAX) this.#widen();
  }

  read(): Activity {
    const steps = [...this.#steps].map(([index, counts]) => ({ atMs: index * this.#stepMs, ...counts }));
    return { stepMs: this.#stepMs, steps: steps.sort((left, right) => left.atMs - right.atMs) };
  }

  /** Steps stand on multiples of their width, so that joining them loses nothing of the order. */
  #widen(): void {
    const wider = new Map<number, { passed: number; held: number }>();
    for (const [index, { passed, held }] of this.#steps) {
      const at = Math.floor(index / 2);
      const known = wider.get(at);
      if (known === undefined) wider.set(at, { passed, held });
      else {
        known.passed += passed;
        known.held += held;
      }
    }
    this.#steps = wider;
    this.#stepMs *= 2;
  }
}
