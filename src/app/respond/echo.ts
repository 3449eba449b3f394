/** What was said lately, by name: so that an attack of a thousand lines is answered once. */
export class Echo {
  readonly #withinMs: number;
  readonly #said = new Map<string, number>();

  constructor(withinMs: number) {
    this.#withinMs = withinMs;
  }

  /** True when it was noted less than the span ago. */
  isEcho(name: string, nowMs: number): boolean {
    const saidMs = this.#said.get(name);
    return saidMs !== undefined && Math.abs(nowMs - saidMs) < this.#withinMs;
  }

  /** Notes that it was said; the oldest of too many is forgotten. */
  note(name: string, nowMs: number): void {
    this.#said.delete(name);
    this.#said.set(name, nowMs);
    if (this.#said.size <= NAMES_MAX) return;
    const [oldest = ""] = this.#said.keys();
    this.#said.delete(oldest);
  }
}

const NAMES_MAX = 50_000;
