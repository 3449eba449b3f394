import fc from "fast-check";

/** A regular expression in RE2 syntax and texts in which it should be found. */
export type Sample = { readonly source: string; readonly texts: readonly string[] };

const SAMPLES = 3;
const same = (source: string, text = source): Sample => ({ source, texts: Array.from({ length: SAMPLES }, () => text) });
const varied = (source: string, ...texts: readonly string[]): Sample => ({ source, texts });

/** Single characters: letters of three scripts, those whose case is odd, and all that means something in an expression. */
const letter = fc.constantFrom(..."aabBkKsxZ09 _-\u03c3\u017f\u212a\u0130\u00df\u{10400}").map((one) => same(one));
const special = fc.constantFrom(..."\\.+*?()[]{}|^$/%\"'`-").map((one) => same(`\\${one}`, one));
const word = fc
  .constantFrom("powershell", "Invoke", "reg add", "\\\\Temp\\\\", "%~", "--", "foo{bar", "a}")
  .map((one) => same(one, one.replaceAll("\\\\", "\\")));
const special2 = word.filter(({ source }) => !/[{}]/.test(source));

const classes = fc.constantFrom(
  varied("[abc]", "a", "b", "c"),
  varied("[^abc]", "d", "\n", "\u03c3"),
  varied("[a-c]", "a", "b", "c"),
  varied("[A-Z0-9]", "A", "Z", "7"),
  varied("[]a]", "]", "a", "]"),
  varied("[^]a]", "b", "[", "c"),
  varied("[a-]", "a", "-", "a"),
  varied("[+--]", "+", ",", "-"),
  varied("[a^]", "a", "^", "a"),
  varied("['\"`]", "'", '"', "`"),
  varied("[\\]\\-x]", "]", "-", "x"),
  varied("[|()]", "|", "(", ")"),
  varied("[[:alpha:]]", "a", "Z", "q"),
  varied("[\\d.]", "1", ".", "9"),
  varied("[k]", "k", "k", "k"),
  varied("\\d", "0", "5", "9"),
  varied("\\D", "a", " ", "\u03c3"),
  varied("\\w", "a", "_", "0"),
  varied("\\W", " ", "-", "\u03c3"),
  varied("\\s", " ", "\t", "\n"),
  varied("\\S", "a", "-", "0"),
  varied(".", "a", " ", "\u{10400}"),
  varied("\\x41", "A", "A", "A"),
  varied("\\x{3c3}", "\u03c3", "\u03c3", "\u03c3"),
  varied("\\pL", "a", "\u03c3", "Z"),
  varied("\\p{Lu}", "A", "\u03a3", "Z"),
  varied("\\Qa+b\\E", "a+b", "a+b", "a+b"),
  varied("\\n", "\n", "\n", "\n"),
  varied("\\t", "\t", "\t", "\t"),
);
const empties = fc.constantFrom("\\b", "^", "$", "(?i)", "(?s)", "(?:)", "()").map((source) => same(source, ""));

const TIMES: readonly (readonly [string, readonly number[]])[] = [
  ["*", [0, 1, 3]],
  ["+", [1, 1, 2]],
  ["?", [0, 1, 0]],
  ["*?", [0, 2, 1]],
  ["+?", [1, 2, 1]],
  ["??", [0, 1, 0]],
  ["{2}", [2, 2, 2]],
  ["{0,2}", [0, 1, 2]],
  ["{1,}", [1, 2, 1]],
  ["{0}", [0, 0, 0]],
  ["{2}?", [2, 2, 2]],
];

const { expression } = fc.letrec<{ expression: Sample; sequence: Sample; piece: Sample; atom: Sample; group: Sample }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    { weight: 4, arbitrary: tie("sequence") },
    { weight: 1, arbitrary: fc.array(tie("sequence"), { minLength: 2, maxLength: 3 }).map(alternatives) },
  ),
  sequence: fc.array(tie("piece"), { minLength: 1, maxLength: 5 }).map(sequence),
  piece: fc.oneof(
    { weight: 5, arbitrary: tie("atom") },
    { weight: 2, arbitrary: fc.tuple(tie("atom"), fc.constantFrom(...TIMES)).map(([body, times]) => repeated(body, times)) },
    { weight: 1, arbitrary: empties },
  ),
  atom: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    { weight: 4, arbitrary: letter },
    { weight: 1, arbitrary: special },
    { weight: 2, arbitrary: special2.map(({ source, texts }) => ({ source: `(?:${source})`, texts })) },
    { weight: 2, arbitrary: classes },
    { weight: 2, arbitrary: tie("group") },
  ),
  group: fc
    .tuple(fc.constantFrom("(", "(?:", "(?i:", "(?P<n>"), tie("expression"))
    .map(([open, { source, texts }]) => ({ source: `${open}${source})`, texts })),
}));

/** Random expressions, now and then without regard to case. */
export const regexSample: fc.Arbitrary<Sample> = fc
  .tuple(fc.constantFrom("", "", "(?i)"), fc.oneof({ weight: 6, arbitrary: expression }, { weight: 1, arbitrary: word }))
  .map(([flags, { source, texts }]) => ({
    source: flags + source,
    texts: flags === "" ? texts : [...texts, ...texts.map(swapped)],
  }));

function alternatives(parts: readonly Sample[]): Sample {
  return { source: parts.map(({ source }) => source).join("|"), texts: parts.flatMap(({ texts }) => texts).slice(0, SAMPLES) };
}

function sequence(parts: readonly Sample[]): Sample {
  const texts = Array.from({ length: SAMPLES }, (_, at) => parts.map((part) => part.texts[at % part.texts.length]).join(""));
  return { source: parts.map(({ source }) => source).join(""), texts };
}

function repeated({ source, texts }: Sample, [times, counts]: (typeof TIMES)[number]): Sample {
  const body = [...source].length === 1 || /^(?:\\[^Qxp]|\[.*\]|\(.*\))$/s.test(source) ? source : `(?:${source})`;
  return { source: body + times, texts: texts.map((text, at) => text.repeat(counts[at % counts.length] ?? 1)) };
}

/** The other case of everything that has one, by a letter that ASCII does not know where there is one. */
function swapped(text: string): string {
  const odd: Readonly<Record<string, string>> = { k: "\u212a", s: "\u017f", S: "\u017f", "\u03c3": "\u03c2" };
  return [...text].map((one) => odd[one] ?? (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase())).join("");
}
