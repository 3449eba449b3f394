import { type Checked, formatJson, no, parseJson, type Shaped, shape, yes } from "../../lib/index.ts";
import type { ToolFault } from "./pack.ts";
import { type BaseRate, baseRate } from "./strength.ts";

const TRAITS_MAX = 2_000_000;
export const HOUR_MS = 3_600_000;

const backgroundShape = shape.record({
  format: shape.word("meridian-tool-background/1"),
  /** What it was counted from, in words: whose telemetry, which hosts, when, and how it is known to be benign. */
  corpus: shape.text(1000),
  windowMs: shape.count,
  /** Windows that had any observation: a place in a stretch of `windowMs`. */
  windows: shape.count,
  observations: shape.count,
  /** Windows in which each trait was seen, by its key; one not named was looked for and not seen. */
  seen: shape.dictionary(shape.count),
  /** The traits that were looked for, sorted: of any other nothing is known. */
  looked: shape.list(shape.pattern(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits"), TRAITS_MAX),
});
/** How often traits show in telemetry that is taken to be benign. */
export type Background = Shaped<typeof backgroundShape>;

/** Reads what formatBackground wrote. Input is untrusted. */
export function readBackground(text: string): Checked<Background, ToolFault> {
  const json = parseJson(text);
  if (!json.ok) return no({ kind: "bad-tools", where: "background", expected: "JSON" });
  const read = backgroundShape(json.value, "background");
  if (!read.ok) return no({ kind: "bad-tools", where: read.fault.path, expected: read.fault.expected });
  const { windowMs, windows, seen } = read.value;
  if (windowMs === 0) return no({ kind: "bad-tools", where: "background.windowMs", expected: "1 or more" });
  const beyond = Object.keys(seen).find((key) => (seen[key] ?? 0) > windows);
  if (beyond !== undefined) return no({ kind: "bad-tools", where: `background.seen.${beyond}`, expected: `at most ${windows}` });
  return read;
}

/** A background as one line of canonical JSON. */
export function formatBackground(background: Background): string {
  return `${formatJson(background)}\n`;
}

/** Counts windows. The same observations in any order give the same background. */
export class WindowCount {
  readonly #windowMs: number;
  readonly #all = new Set<string>();
  readonly #seen = new Map<string, Set<string>>();
  #observations = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(at: { readonly place: string; readonly atMs: number }, keys: readonly string[]): void {
    const window = `${Math.floor(at.atMs / this.#windowMs)} ${at.place}`;
    this.#observations++;
    this.#all.add(window);
    for (const key of keys) {
      const windows = this.#seen.get(key);
      if (windows === undefined) this.#seen.set(key, new Set([window]));
      else windows.add(window);
    }
  }

  get windows(): number {
    return this.#all.size;
  }

  /** What was counted, as a background for `looked`, the keys of all traits that were tested. */
  background(corpus: string, looked: readonly string[]): Background {
    const seen: Record<string, number> = Object.create(null);
    for (const key of [...this.#seen.keys()].sort()) seen[key] = this.#seen.get(key)?.size ?? 0;
    return {
      format: "meridian-tool-background/1",
      corpus,
      windowMs: this.#windowMs,
      windows: this.#all.size,
      observations: this.#observations,
      seen,
      looked: [...new Set(looked)].sort(),
    };
  }
}

/**
 * Two backgrounds of corpora that share no window, such as two sites, as one. Of what only one of them looked for, nothing is
 * known together.
 */
export function addBackgrounds(one: Background, other: Background): Checked<Background, ToolFault> {
  if (one.windowMs !== other.windowMs)
    return no({ kind: "bad-tools", where: "background.windowMs", expected: `${one.windowMs}, as in the other` });
  const both = new Set(other.looked);
  const looked = one.looked.filter((key) => both.has(key));
  const seen: Record<string, number> = Object.create(null);
  for (const key of looked) {
    const windows = (one.seen[key] ?? 0) + (other.seen[key] ?? 0);
    if (windows > 0) seen[key] = windows;
  }
  return yes({
    ...one,
    corpus: [one.corpus, other.corpus].sort().join("; "),
    windows: one.windows + other.windows,
    observations: one.observations + other.observations,
    seen,
    looked,
  });
}

/** Looks base rates up: of one background, for a case in which `searched` windows were looked at. */
export function baseRates(background: Background | null, searched: number): (key: string) => BaseRate {
  if (background === null) return () => ({ known: false, why: "no corpus of benign telemetry was given" });
  if (background.windows === 0) return () => ({ known: false, why: "the corpus is empty" });
  const looked = new Set(background.looked);
  return (key) =>
    looked.has(key)
      ? baseRate(background.corpus, { k: background.seen[key] ?? 0, of: background.windows }, searched)
      : { known: false, why: "the corpus was counted before this trait was known" };
}
