/**
 * Keeps what works in small steps away from a moment in which nothing may be half done. Steps that take time enter and leave; a closed gate
 * waits until nobody is inside, does its work, and opens again.
 */
export class Gate {
  #inside = 0;
  #emptied: (() => void) | undefined;
  #closed: Promise<void> | undefined;

  /** Pending while the gate is closed; undefined while it is open, so that an open gate costs nothing. */
  get closed(): Promise<void> | undefined {
    return this.#closed;
  }

  /** Runs a step that takes time. Start it only through an open gate. */
  async inside<Value>(step: () => Promise<Value>): Promise<Value> {
    this.#inside++;
    try {
      return await step();
    } finally {
      if (--this.#inside === 0) this.#emptied?.();
    }
  }

  /** Closes, waits until nobody is inside, does `work`, and opens again, also when it fails. One at a time. */
  async closeFor(work: () => Promise<void>): Promise<void> {
    while (this.#closed !== undefined) await this.#closed;
    let open = (): void => undefined;
    this.#closed = new Promise((resolve) => {
      open = resolve;
    });
    try {
      if (this.#inside > 0) await new Promise<void>((resolve) => (this.#emptied = resolve));
      await work();
    } finally {
      this.#emptied = undefined;
      this.#closed = undefined;
      open();
    }
  }
}
