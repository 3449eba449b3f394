const TEXT_UNITS_MAX = 1024;

/** Texts kept once and named by a number; 0 is the empty text. Longer ones are cut at 1,024 UTF-16 units, with "…". */
export class TextPool {
  readonly #numbers = new Map<string, number>([["", 0]]);
  readonly #texts: string[] = [""];

  put(text: string): number {
    const found = this.#numbers.get(text);
    if (found !== undefined) return found;
    if (text.length > TEXT_UNITS_MAX) return this.put(`${text.slice(0, TEXT_UNITS_MAX - 1)}…`);
    const number = this.#texts.length;
    this.#texts.push(text);
    this.#numbers.set(text, number);
    return number;
  }

  get(number: number): string {
    return this.#texts[number] ?? "";
  }

  /** The number of a text that is kept already. */
  find(text: string): number | undefined {
    return this.#numbers.get(text);
  }

  get size(): number {
    return this.#texts.length;
  }
}
