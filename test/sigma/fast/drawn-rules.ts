import { stringify } from "yaml";
import type { Drawn } from "./drawn.ts";
import type { DrawnFormat } from "./drawn-formats.ts";

const REGEXES: readonly string[] = [
  ..."^c:.*exe$ .{120,} (?i)k+ernel \\bab\\b \\{.*\\{ x|\u212a (?s)a.b (?m)^x$ ^$ ^ $ \\Aevil\\z [^a] (a|b)*abb (evil|good|dead)+".split(
    " ",
  ),
  ...'\\w+\\W\\d \\Bb\\B [[:alpha:]]{3} \\x41 \\x{212a} (?i)\u017f (?i)SYSTEM (?i:CMD)\\.exe a{2}b (ab){2,} \\. \\\\ " \\n x{0}'.split(
    " ",
  ),
  ..."x{0,3} ab?x* ab??x*? (?:k|K)(?:e|E)rnel e.il [e-v]{2}il \\pL+ [\\s\\S]evil evil| (|x)good e(?:vil)? (?U)a+ .*evil.*".split(
    " ",
  ),
  ..."^.{3}$ (a|aa)+$ (.){3} (.){2,5} [^\\x00-\\x7f] (cmd|kernel)(\\.exe|\\b) /|-enc [/-]enc \\$\\z evil(?i)* x{1|b{2}c".split(
    " ",
  ),
  " [0-7]{3,5}",
  "[-/\u2013][Ee^]{1,2}[ncodema^]*\\s[A-Za-z0-9+/=]{5,}",
  ":[^ \\\\]",
  "\\s[a-f0-9]{4}\\s",
];
/** Texts that may have wildcards; those in `WHOLE` mean something only as whole values. */
const TEXTS: readonly unknown[] = [
  ..."evil EVIL cmd -enc /enc \\system32\\ \\\\srv kernel \u212aernel \u017fystem \u00e9t\u00e9 \u00df \u1e9e \u0130d id \u03c3\u03c2".split(
    " ",
  ),
  ..."* ? ?? *ab?x* a*b ?b a? x* *x \\* \\? \\\\ c: .exe 13 10 0 true abcdef0123456789abcdef0123456789 \u{1f600} \u{10400} ss s k".split(
    " ",
  ),
  ..."Medium S-1-16-8192 aab abab good a/b -- - /-/ \u2013 [1] {x{ u0041 dead ::1 4688".split(" "),
  " ",
  "\t",
  "\ud800",
  13,
  4688,
  0,
  true,
];
const WHOLE: readonly unknown[] = [...TEXTS, null, "", "*", 9007199254740993n, "9007199254740993"];
const NETWORKS =
  "10.0.0.0/8 10.1.2.3 192.168.0.0/16 0.0.0.0/0 ::/0 fe80::/10 ::ffff:10.0.0.0/104 10.1.2.0/25 8.0.0.0/6 ::1".split(" ");
const ENCODED = ["base64offset|contains", "base64|contains", "wide|base64offset|contains", "utf16|base64|contains"];

type Item = readonly [name: string, value: unknown];
/** How often, field and what it asks. */
const ITEMS: readonly (readonly [weight: number, (draw: Drawn, field: string, fields: readonly string[]) => Item])[] = [
  [14, (draw, field) => [field, draw.pick(WHOLE)]],
  [
    30,
    (draw, field) => {
      const more = [
        ...draw.some(["windash"], 25),
        ...draw.some(["cased"], 20),
        ...draw.some(["all"], 20),
        ...draw.some(["neq"], 10),
      ];
      return [
        [field, draw.pick(["contains", "startswith", "endswith"]), ...more].join("|"),
        draw.several(4, () => draw.pick(TEXTS)),
      ];
    },
  ],
  [5, (draw, field) => [`${field}|${draw.pick(["cased", "windash", "neq", "windash|cased"])}`, draw.pick(TEXTS)]],
  [
    18,
    (draw, field) => [`${field}|re${draw.pick(["", "", "|i", "|m", "|s", "|i|m|s"])}`, draw.several(3, () => draw.pick(REGEXES))],
  ],
  [6, (draw, field) => [`${field}|cidr`, draw.several(2, () => draw.pick(NETWORKS))]],
  [5, (draw, field) => [`${field}|${draw.pick(["lt", "lte", "gt", "gte"])}`, draw.pick([0, 5, 13, 13.5, -1, 4688, 1e9])]],
  [4, (draw, field) => [`${field}|exists`, draw.chance(50)]],
  [
    10,
    (draw, field, fields) => [
      `${field}|fieldref${draw.pick(["", "", "", "|contains", "|startswith", "|endswith", "|cased", "|neq"])}`,
      draw.pick(fields),
    ],
  ],
  [4, (draw, field) => [`${field}|${draw.pick(ENCODED)}`, draw.pick(["evil", "ABC", "cmd"])]],
  [2, (draw, field) => [`${field}|${draw.pick(["hour", "minute", "year", "day|gt"])}`, draw.pick([4, 5, 2026, 23])]],
  [1, (_, field) => [`${field}|expand`, "%nobody%"]],
];
const WEIGHED = ITEMS.flatMap(([weight, make]) => Array.from({ length: weight }, () => make));
const CONDITIONS = [
  "sa",
  "sa and sb",
  "all of s*",
  "sa and not sb",
  "not sa",
  "sa or sb",
  "not sa and not sb",
  "1 of s*",
  "2 of them",
];

/** A rule without an id, as YAML; one in twenty looks for keywords. */
export function drawnRule(draw: Drawn, { fields, logsources }: DrawnFormat): string {
  const map = (): Record<string, unknown> =>
    Object.fromEntries(draw.several(2, () => draw.pick(WEIGHED)(draw, draw.pick(fields), fields)));
  const selection = (): unknown => {
    if (draw.chance(3)) return draw.several(3, () => draw.pick(TEXTS));
    return draw.chance(10) ? draw.several(2, map) : map();
  };
  const condition = draw.pick(draw.chance(60) ? CONDITIONS.slice(0, 4) : CONDITIONS);
  return stringify({
    title: "a rule",
    logsource: draw.pick(logsources),
    detection: { sa: selection(), sb: selection(), condition },
  });
}

/** Texts that rules look for, to be put into lines. */
export function textsIn(rules: readonly unknown[]): string[] {
  return rules.flatMap((part) => {
    if (typeof part === "string") return part.length < 60 ? [part.replaceAll(/[*?]/g, "x")] : [];
    return typeof part === "object" && part !== null ? textsIn(Object.values(part)) : [];
  });
}
