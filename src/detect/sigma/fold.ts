const BEYOND_ASCII = /[\u0080-\uffff]/;
const DASHES = /[/\u2013\u2014\u2015]/g;
const DOTLESS_I = "\u0131";

/**
 * Folds case so that texts that differ only in case become equal: Unicode simple case folding (CaseFolding.txt, C and S), the same as
 * ECMAScript's /iu. Neither length nor position changes: "ß" stays one letter, final "ς" equals "σ", "İ" and "ı" equal only themselves.
 */
export function fold(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  let folded = "";
  for (const point of text) folded += foldPoint(point);
  return folded;
}

function foldPoint(point: string): string {
  if (point === DOTLESS_I) return point; // its upper case is "I", but it does not fold to "i"
  const upper = point.toUpperCase();
  const lower = (isOne(upper) ? upper : point).toLowerCase();
  return isOne(lower) ? lower : point;
}

function isOne(text: string): boolean {
  return text.length === 1 || (text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff);
}

/** Makes the five characters that `windash` holds to be the same into one: - / – (U+2013) — (U+2014) ― (U+2015). */
export function sameDashes(text: string): string {
  return text.replace(DASHES, "-");
}
