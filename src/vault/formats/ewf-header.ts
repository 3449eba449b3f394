import { textOf } from "../../lib/index.ts";

/** The columns of a header's table that we show (libewf, EWF specification §3.3 and §3.4). */
const COLUMNS = {
  c: "case",
  n: "evidence",
  a: "description",
  e: "examiner",
  m: "acquired",
} as const;

type Shown = { [Name in (typeof COLUMNS)[keyof typeof COLUMNS]]?: string };

/** Who acquired an image, out of an inflated header (ASCII) or header2 (UTF-16); nothing where it cannot be read. */
export function readEwfHeader(type: "header" | "header2", inflated: Uint8Array | undefined): Shown {
  if (inflated === undefined) return {};
  const text = type === "header" ? asciiText(inflated) : utf16Text(inflated);
  // Line 1 counts categories; "main" is the first; then its columns' names and their values, by tab.
  const [, category, names, values] = text.split(/\r?\n/);
  if (category !== "main" || names === undefined || values === undefined) return {};
  const shown: Shown = {};
  const parts = values.split("\t");
  for (const [at, name] of names.split("\t").entries()) {
    const value = parts[at];
    if (Object.hasOwn(COLUMNS, name) && value !== undefined && value !== "") shown[COLUMNS[name as keyof typeof COLUMNS]] = value;
  }
  if (shown.acquired !== undefined) shown.acquired = timeText(shown.acquired);
  return shown;
}

/** header2 has seconds since 1970, header "2026 11 22 12 0 0" in the examiner's own zone. */
function timeText(text: string): string {
  if (/^[0-9]{1,11}$/.test(text)) return new Date(Number(text) * 1000).toISOString();
  return `${text} (local time)`;
}

function asciiText(bytes: Uint8Array): string {
  return textOf(bytes) ?? String.fromCharCode(...bytes.subarray(0, 4096));
}

function utf16Text(bytes: Uint8Array): string {
  return new TextDecoder("utf-16le").decode(bytes);
}
