import { type Diagram, FALSE, pair, TRUE } from "./diagram.ts";

/** The function that is one variable. */
export function variable(diagram: Diagram, level: number): number {
  return diagram.make(level, FALSE, TRUE);
}

/** Both. */
export function and(diagram: Diagram, left: number, right: number): number {
  if (left === FALSE || right === FALSE) return FALSE;
  if (left === TRUE || left === right) return right;
  if (right === TRUE) return left;
  return combine(diagram, "and", left, right);
}

/** Either. */
export function or(diagram: Diagram, left: number, right: number): number {
  if (left === TRUE || right === TRUE) return TRUE;
  if (left === FALSE || left === right) return right;
  if (right === FALSE) return left;
  return combine(diagram, "or", left, right);
}

/** At least `count` of them: one row of partial counts, as many as could still matter. */
export function atLeast(diagram: Diagram, count: number, functions: readonly number[]): number {
  let rows: number[] = [TRUE, ...Array.from({ length: count }, () => FALSE)];
  for (const one of functions)
    rows = rows.map((row, reached) => (reached === 0 ? TRUE : or(diagram, row, and(diagram, one, rows[reached - 1] as number))));
  return rows[count] as number;
}

function combine(diagram: Diagram, name: "and" | "or", left: number, right: number): number {
  const memo = diagram.memo(name);
  const key = left < right ? pair(left, right) : pair(right, left);
  const known = memo.get(key);
  if (known !== undefined) return known;
  diagram.steps.take();
  const apply = name === "and" ? and : or;
  const level = Math.min(diagram.levelOf(left), diagram.levelOf(right));
  const low = apply(diagram, diagram.lowAt(left, level), diagram.lowAt(right, level));
  const high = apply(diagram, diagram.highAt(left, level), diagram.highAt(right, level));
  const made = low === high ? low : diagram.make(level, low, high);
  memo.set(key, made);
  return made;
}
