/** An exact decimal number: itself when it is a safe integer, else the bigint that is 10^40 times as large. */
export type Decimal = number | bigint;

const DIGITS_MAX = 40;
const ONE = 10n ** BigInt(DIGITS_MAX);
const DECIMAL = /^([+-]?)([0-9]{1,40})(?:\.([0-9]{1,40}))?$/;
const PIECE = 15;
const WHOLE_UNITS_MAX = 15;

/** The number that a decimal text is, as `lt` reads it; undefined for all other texts. */
export function decimalOf(text: string): Decimal | undefined {
  const parts = DECIMAL.exec(text);
  if (parts === null) return undefined;
  const [, sign, whole = "", fraction = ""] = parts;
  if (fraction === "" && whole.length <= WHOLE_UNITS_MAX) return sign === "-" ? 0 - Number(whole) : Number(whole);
  const scaled = integerOf(whole) * ONE + integerOf(fraction.padEnd(DIGITS_MAX, "0"));
  return reduced(sign === "-" ? -scaled : scaled);
}

function integerOf(digits: string): bigint {
  let value = 0n;
  for (let at = 0; at < digits.length; at += PIECE) {
    const piece = digits.slice(at, at + PIECE);
    value = value * 10n ** BigInt(piece.length) + BigInt(Number(piece));
  }
  return value;
}

/** Whole numbers as plain ones where they are safe, so that most sums never see a bigint. */
function reduced(scaled: bigint): Decimal {
  if (scaled % ONE !== 0n) return scaled;
  const whole = Number(scaled / ONE);
  return Number.isSafeInteger(whole) ? whole : scaled;
}

function scaledOf(value: Decimal): bigint {
  return typeof value === "number" ? BigInt(value) * ONE : value;
}

/** The exact sum. */
export function plus(left: Decimal, right: Decimal): Decimal {
  if (typeof left === "number" && typeof right === "number") {
    const sum = left + right;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return reduced(scaledOf(left) + scaledOf(right));
}

/** The value with its sign turned. */
export function minus(value: Decimal): Decimal {
  return typeof value === "number" ? 0 - value : -value;
}

/** The exact product with a whole number. */
export function times(value: Decimal, count: number): Decimal {
  if (typeof value === "number" && Number.isSafeInteger(value * count)) return value * count;
  return reduced(scaledOf(value) * BigInt(count));
}

/** Below, at or above 0 as `left` is less than, equal to or greater than `right`. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  const difference = scaledOf(left) - scaledOf(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
