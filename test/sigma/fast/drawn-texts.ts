import type { Drawn } from "./drawn.ts";

/** What is found in texts of attackers: case that folds oddly, dashes, escapes, addresses, halves of characters, what looks like JSON. */
const WORDS: readonly string[] = [
  ..."cmd CMD.exe -enc /enc \\system32\\ \\\\srv\\c$ kernel KERNEL System id ss a/b \\ \\\\ * ? % x ab aab abab : . - / = 0 1 13".split(
    " ",
  ),
  ..."4688 10.1.2.3 192.168.0.1 ::1 fe80::1%eth0 ::ffff:10.1.2.3 2001:db8::5 010.1.2.3 2026-11-23T04:05:06Z true null evil".split(
    " ",
  ),
  ..."good dead abcdef0123456789abcdef0123456789 QUJDREVG ZXZpbA== {x{ [1] k s K S INFO Medium S-1-16-8192 __proto__".split(" "),
  ..."\u2013enc \u2014x \u2015-/ \u212aernel \u017fystem \u0130d \u0131d \u00df \u1e9e \u03c2\u03c3\u03a3 \u00e9t\u00e9 \u00c9T\u00c9".split(
    " ",
  ),
  ..."\u{1f600} \u{10400} \u{10428} \ud800 \udc00x \ufeff \u0000 \u0001 \u007f \u0080 \u2028".split(" "),
  "\n",
  "\r\n",
  "\t",
  "\b",
  '"',
  "'",
  " ",
  "  ",
  "EventType: CreateKey",
  "e\u0000v\u0000i\u0000l\u0000",
  "\u00a0",
];
const FILLERS = ["x", "ab", "aab ", "kernel", "\u00e9", "\n", "0"];
/** Longer than one strand of the walk over long texts (assembly/automaton.ts), and than what is remembered. */
const LONG = [300, 700, 2_100, 5_000];

/** A text, mostly with one of the rules' own texts in it; some so long that they are walked in strands, with what counts near their borders. */
function drawnText(draw: Drawn, ofRules: readonly string[]): string {
  if (draw.chance(5)) return "";
  const own = (): string => (draw.chance(50) && ofRules.length > 0 ? draw.pick(ofRules) : draw.pick(WORDS));
  let text = draw.several(4, own).join("");
  if (draw.chance(15)) text = draw.chance(50) ? text.toUpperCase() : text.toLowerCase();
  if (!draw.chance(4)) return text;
  const units = draw.pick(LONG);
  const filler = draw.pick(FILLERS).repeat(units).slice(0, units);
  const border = Math.floor((units * draw.below(5)) / 4) + draw.below(40) - 20;
  return filler.slice(0, Math.max(0, border)) + text + filler.slice(Math.max(0, border));
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};

/** JSON of a text; `percent` of its characters are written with \u, slashes perhaps with a backslash. */
export function jsonText(draw: Drawn, text: string, percent = 0): string {
  let json = "";
  for (const point of text) {
    const code = point.charCodeAt(0);
    const isHalf = point.length === 1 && code >= 0xd800 && code < 0xe000;
    if (isHalf || draw.chance(percent) || (code < 0x20 && SHORT[point] === undefined))
      json += point.replaceAll(/[^]/g, (unit) => escaped(draw, unit));
    else if (point === "/" && draw.chance(10)) json += "\\/";
    else json += Object.hasOwn(SHORT, point) ? SHORT[point] : point;
  }
  return `"${json}"`;
}

function escaped(draw: Drawn, unit: string): string {
  const digits = unit.charCodeAt(0).toString(16).padStart(4, "0");
  return `\\u${draw.chance(50) ? digits : digits.toUpperCase()}`;
}

const NUMBERS: readonly string[] = [
  ..."0 -0 1 5 -5 12 13 13.0 1e1 1E+1 14 17 100 4688 4688.0 0.5 0.0 1e-7 0.1e1 1e400 -1e400 123456789012345 1234567890123456".split(
    " ",
  ),
  ..."9007199254740991 9007199254740992 9007199254740993 -9007199254740993 123456789012345678901234567890 true false null".split(
    " ",
  ),
  "1".repeat(40),
  "1".repeat(41),
];

/** JSON of any value. */
export function drawnValue(draw: Drawn, ofRules: readonly string[], depth = 0): string {
  const scalar = (): string =>
    draw.chance(85) ? jsonText(draw, drawnText(draw, ofRules), draw.chance(80) ? 0 : draw.pick([15, 100])) : draw.pick(NUMBERS);
  const kind = draw.below(100);
  if (kind < 92 || depth > 2) return scalar();
  if (kind < 96) return `[${draw.several(3, scalar).join()}]`;
  if (kind < 98) return draw.pick(["{}", "[]", "[[]]", "[{}]", "null"]);
  const name = draw.pick(["x", "b", "name", "", "#text", "#attributes", "rrname", "a.b"]);
  const inner = `{"${name}":${drawnValue(draw, ofRules, depth + 1)}}`;
  return draw.chance(50) ? inner : `[${inner}]`;
}
