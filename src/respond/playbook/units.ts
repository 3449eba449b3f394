import { tableOf } from "../../lib/index.ts";
import { LEVELS } from "../../model/index.ts";
import type { Cursor } from "./cursor.ts";
import type { Bound, Compare, LevelBound } from "./playbook.ts";

const UNIT_MS: ReadonlyMap<string, number> = tableOf({ s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 });
const DURATION = /^([1-9][0-9]{0,6})([smhd])$/;
/** What blocks somebody longer than this is a person's decision, taken again. */
const DURATION_MAX_MS = 30 * 86_400_000;
const BOUND = /^(>=|<=|>|<|=) ?([0-9]{1,4}(?:\.[0-9]{1,6})?)$/;
const LEVEL_BOUND = /^(?:(>=|<=|>|<|=) ?)?([a-z]{1,20})$/;

/** `10m`, `4h`, `1d`: a number and one of s, m, h, d, at most 30 days. In milliseconds. */
export function readDuration(node: Cursor): number {
  const [, digits = "", unit = ""] = DURATION.exec(node.text(20)) ?? node.refuse("a time such as 10m, 4h or 1d");
  const ms = Number(digits) * (UNIT_MS.get(unit) as number);
  return ms <= DURATION_MAX_MS ? ms : node.refuse("at most 30d");
}

/** The shortest text that readDuration reads as this. */
export function durationText(ms: number): string {
  const unit = ["d", "h", "m"].find((candidate) => ms % (UNIT_MS.get(candidate) as number) === 0) ?? "s";
  return `${ms / (UNIT_MS.get(unit) as number)}${unit}`;
}

/** `>= 0.7`. */
export function readBound(node: Cursor): Bound {
  const [, compare, value] = BOUND.exec(node.text(40)) ?? node.refuse("a comparison such as >= 4");
  return { compare: compare as Compare, value: Number(value) };
}

/** `>= high`; a bare level is that level and no other. */
export function readLevelBound(node: Cursor): LevelBound {
  const [, compare, word] = LEVEL_BOUND.exec(node.text(40)) ?? node.refuse("a comparison such as >= high");
  const value = LEVELS.find((level) => level === word);
  return value === undefined ? node.refuse(`a level: ${LEVELS.join(", ")}`) : { compare: (compare ?? "=") as Compare, value };
}

/** Whether `left compare right`. */
export function holds(left: number, compare: Compare, right: number): boolean {
  switch (compare) {
    case ">=":
      return left >= right;
    case ">":
      return left > right;
    case "<=":
      return left <= right;
    case "<":
      return left < right;
    case "=":
      return left === right;
  }
}

export function boundText({ compare, value }: Bound | LevelBound): string {
  return `${compare} ${value}`;
}
