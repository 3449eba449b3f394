import type { Range } from "../../model/index.ts";

/** Two digits after the point and always a sign; never −0.00. */
export function signed(value: number): string {
  const text = value.toFixed(2);
  if (text === "-0.00" || text === "0.00") return "+0.00";
  return value > 0 ? `+${text}` : text;
}

/** Bans as "+1.20 (+0.80 to +1.50)". */
export function signedRange({ lo, best, hi }: Range): string {
  return `${signed(best)} (${signed(lo)} to ${signed(hi)})`;
}

/** A chance as "73 % (58 % to 79 %)". Never 0 or 100: evidence does not reach there. */
export function chanceRange({ lo, best, hi }: Range): string {
  return `${percent(best)} (${percent(lo)} to ${percent(hi)})`;
}

function percent(chance: number): string {
  if (chance > 0.99) return "over 99 %";
  return chance < 0.01 ? "under 1 %" : `${(chance * 100).toFixed(0)} %`;
}

/** "1 source", "2 sources". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
