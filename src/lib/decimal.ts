import { type Checked, no, yes } from "./checked.ts";

const DECIMAL = /^(?:0|[1-9][0-9]{0,19})$/;
const UINT64_MAX = 18_446_744_073_709_551_615n;

/** ASCII decimal without leading zeroes, 0 … 2^64−1 (C2SP tlog-checkpoint). `BigInt()` alone takes "", " 7 " and "0x1f". */
export function parseUint64(text: string): Checked<bigint, { kind: "bad-decimal" }> {
  if (!DECIMAL.test(text)) return no({ kind: "bad-decimal" });
  const number = BigInt(text);
  return number <= UINT64_MAX ? yes(number) : no({ kind: "bad-decimal" });
}

/** As parseUint64, for what we count ourselves: refuses what a double cannot hold exactly. */
export function parseCount(text: string): Checked<number, { kind: "bad-decimal" }> {
  const wide = parseUint64(text);
  if (!wide.ok) return wide;
  return wide.value <= BigInt(Number.MAX_SAFE_INTEGER) ? yes(Number(wide.value)) : no({ kind: "bad-decimal" });
}
