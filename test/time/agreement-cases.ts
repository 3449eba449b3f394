import type { Reading } from "../../src/time/index.ts";

/** What is agreed, ms relative to TRUTH, and who is blamed, one list a contradiction. */
export type Outcome = { readonly interval: readonly number[] | null; readonly blamed: readonly (readonly string[])[] };

/** The true moment of every round. */
export const TRUTH: number = Date.UTC(2026, 10, 22, 12);

export const reading = (name: string, fromMs: number, toMs: number, slackMs = 0): Reading => ({ name, fromMs, toMs, slackMs });
export const at = (name: string, from: number, to: number): Reading => reading(name, TRUTH + from, TRUTH + to);

export const A: Reading = at("a", -10, 10);
export const B: Reading = at("b", -5, 20);
const C = at("c", -20, 5);

export const TABLE: readonly (readonly [name: string, readings: readonly Reading[], Outcome])[] = [
  ["one clock is believed, for want of another", [A], { interval: [-10, 10], blamed: [] }],
  ["two that overlap", [A, B], { interval: [-5, 10], blamed: [] }],
  ["two that touch", [at("a", -10, 0), at("b", 0, 10)], { interval: [0, 0], blamed: [] }],
  ["two that do not: undecided, never the middle", [at("a", -10, -1), at("b", 1, 10)], { interval: null, blamed: [["a", "b"]] }],
  ["three that overlap: one may lie, so two must hold each moment", [A, B, C], { interval: [-10, 10], blamed: [] }],
  ["one of three elsewhere is named", [A, B, at("c", 900, 950)], { interval: [-5, 10], blamed: [["c"]] }],
  ["three apart", [at("a", 0, 1), at("b", 10, 11), at("c", 20, 21)], { interval: null, blamed: [["a", "b", "c"]] }],
  ["two against two", [A, B, at("c", 90, 95), at("d", 91, 99)], { interval: null, blamed: [["a", "b", "c", "d"]] }],
  [
    "a chain of three: who is wrong is undecided, and the bounds are wide",
    [at("a", 0, 4), at("b", 3, 8), at("c", 7, 9)],
    { interval: [3, 8], blamed: [["a", "c"]] },
  ],
  ["two liars of five, apart", [A, B, C, at("d", 800, 900), at("e", -900, -800)], { interval: [-5, 5], blamed: [["d"], ["e"]] }],
  ["two liars of five, together", [A, B, C, at("d", 800, 900), at("e", 850, 950)], { interval: [-5, 5], blamed: [["d"], ["e"]] }],
  ["a party with two clocks counts once", [A, at("d", 800, 900), at("d", 810, 890)], { interval: null, blamed: [["a", "d"]] }],
  ["slack is on the late side only", [A, reading("b", TRUTH - 90, TRUTH - 50, 45)], { interval: [-10, -5], blamed: [] }],
  ["nobody", [], { interval: null, blamed: [] }],
];
