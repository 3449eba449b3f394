/** Keys that an object of JSON needs for itself. */
export const RESERVED_KEYS: readonly string[] = ["#attributes", "#text"];

/** The keys of one object of JSON: none twice, because readers keep the last and never show the first. */
export class KeysUsed {
  readonly #next = new Map<string, number>();

  constructor(reserved: readonly string[] = []) {
    for (const key of reserved) this.#next.set(key, 1);
  }

  /** The key for the next member named `name`: the name, or with "_1", "_2" … behind it where that was used. */
  take(name: string): string {
    let count = this.#next.get(name);
    let key = name;
    if (count !== undefined) {
      for (key = `${name}_${count}`; this.#next.has(key); key = `${name}_${count}`) count++;
      this.#next.set(name, count + 1);
    }
    this.#next.set(key, 1);
    return key;
  }
}
