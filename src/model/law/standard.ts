/** How well something is proved, weakest first. docs/law.md §Standards says which court practice each stands for. */
export const STANDARDS = ["scintilla", "reasonable", "preponderance", "clear", "conclusive"] as const;
export type Standard = (typeof STANDARDS)[number];

/** True when `reached` is at least `asked`; nothing reaches no standard. */
export function reaches(reached: Standard | null, asked: Standard): boolean {
  return reached !== null && STANDARDS.indexOf(reached) >= STANDARDS.indexOf(asked);
}

/** The weaker of the two; null when one of them is. */
export function weakerOf(a: Standard | null, b: Standard | null): Standard | null {
  if (a === null || b === null) return null;
  return STANDARDS[Math.min(STANDARDS.indexOf(a), STANDARDS.indexOf(b))] ?? null;
}
