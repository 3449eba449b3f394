const ENCODER = new TextEncoder();

/** Lines as real feeds have them: flat, nested, pretty, with lists, with what is no ASCII. */
const PLAIN: readonly object[] = [
  {
    kind: "a",
    user: "root",
    command: 'C:\\Windows\\System32\\cmd.exe /c "whoami"',
    other: [1, 2, 3],
    time: "2026-11-23T04:00:00Z",
  },
  { kind: "b", user: "Jürgen", number: 4688, söße: "ja", sub: { kind: "x", deep: { name: "n", more: [{ a: 1 }, { a: 2 }] } } },
  { kind: "a", sub: { deep: { name: "evil twin" } }, list: ["one", "two"], empty: {}, none: null, no: false, yes: true },
  { kind: "quiet", user: "evil", number: 13 },
  { kind: "absent", sub: { deep: { name: "here" } }, user: "evil" },
  { kind: "b", "b-name-of-more-than-sixteen-bytes": "evil", "a-name-of-more-than-sixteen-bytes": "good" },
  { kind: "b", "b-name-of-more-than-sixteen-bytes": "good", "a-name-of-more-than-sixteen-bytes": "evil" },
  { kind: "b", "a-name-of-more-than-sixteen-bytes": "evil" },
  { kind: "b", number: "-9223372036854775808", user: "日本語\u{1f600}", path: "a/b\tc\nd" },
];

const EVIL = ["evil", "EVIL", "\u212Aevil", "\\u0065vil", "ev\\u0069l", "e\\vil"];

/** How a line may be rewritten by who wants a scanner to misread it: each gives bytes that a reader may take for something else. */
const REWRITES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `${text}\r`,
  (text) => `\uFEFF${text}`,
  (text) => ` \t${text} \t`,
  (text) => text.replaceAll('":', '" : '),
  (text) => text.replaceAll('":', '"\t:\r'),
  (text) => text.replaceAll(",", " , "),
  (text) => text.replace("{", '{"kind":"quiet",'),
  (text) => text.replace(/\}$/, ',"kind":"quiet"}'),
  (text) => text.replace(/\}$/, ',"user":"evil"}'),
  (text) => text.replace(/\}$/, ',"us\\u0065r":"evil"}'),
  (text) => text.replace(/\}$/, ',"us\\u0065r":"x","user":"evil"}'),
  (text) => text.replace(/\}$/, ',"sub":{"kind":"unknown"}}'),
  (text) => text.replace(/\}$/, ',"sub.kind":"unknown"}'),
  (text) => text.replace(/\}$/, ',"sub.deep.name":"evil"}'),
  (text) => text.replace(/\}$/, ',"sub.deep":{"name":"evil"}}'),
  (text) => text.replace(/\}$/, ',"x":{"kind":"quiet","user":"evil"}}'),
  (text) => text.replace(/\}$/, ',"user":[{"a":1},"evil"]}'),
  (text) => text.replace(/\}$/, ',"list":[["evil"]]}'),
  (text) => text.replace(/\}$/, ',"sub":[{"deep":{"name":"evil"}}]}'),
  (text) => text.replace(/\}$/, ',"forbidden":1}'),
  (text) => text.replace(/\}$/, ',"\\u0066orbidden":1}'),
  (text) => text.replace(/\}$/, ',"note":"\\"kind\\":\\"quiet\\""}'),
  (text) => text.replace(/\}$/, ',"note":"ends with a backslash \\\\"}'),
  (text) => text.replace(/\}$/, ',"note":"ends with two \\\\\\\\","user2":"\\""}'),
  (text) => text.replace(/\}$/, ',"note":"\\q"}'),
  (text) => text.replace(/\}$/, ',"note":"\\u12"}'),
  (text) => text.replace(/\}$/, ',"note":"\\u12G4"}'),
  (text) => text.replace(/\}$/, ',"note":"\\u123G"}'),
  (text) => text.replace(/\}$/, ',"sub":{"other":1}}'),
  (text) => text.replace(/\}$/, ',"sub":7}'),
  (text) => text.replace('"kind"', '"kin"'),
  (text) => text.replace(/"kind":"[a-z]+"/, '"kind":5'),
  (text) => text.replace(/"kind":"[a-z]+"/, '"kind":"toString"'),
  (text) => text.replace(/"kind":"[a-z]+"/, '"kind":"__proto__"'),
  (text) => text.replace(/\}$/, ',"user":"unsure"}').replace(/"user":"[^u][^"]*",/, ""),
  (text) => text.replace(/\}$/, ',"note":"\\ud800"}'),
  (text) => text.replace(/\}$/, ',"note":"a\tb"}'),
  (text) => text.replace(/\}$/, ',"note":"a\u0000b"}'),
  (text) => text.replace(/\}$/, ",}"),
  (text) => text.replace(/\}$/, ',"a":[1,]}'),
  (text) => text.replace(/\}$/, ',"a":[,1]}'),
  (text) => text.replace(/\}$/, ',"a":01}'),
  (text) => text.replace(/\}$/, ',"a":1.}'),
  (text) => text.replace(/\}$/, ',"a":.1}'),
  (text) => text.replace(/\}$/, ',"a":-}'),
  (text) => text.replace(/\}$/, ',"a":1e}'),
  (text) => text.replace(/\}$/, ',"a":1e+}'),
  (text) => text.replace(/\}$/, ',"a":-0.5e-10}'),
  (text) => text.replace(/\}$/, ',"a":truE}'),
  (text) => text.replace(/\}$/, ',"a":nul}'),
  (text) => text.replace(/\}$/, ',"a":NaN}'),
  (text) => text.replace(/\}$/, ',"a":+1}'),
  (text) => text.replace(/\}$/, ",'a':1}"),
  (text) => text.replace(/\}$/, ",a:1}"),
  (text) => text.replace(/\}$/, "}}"),
  (text) => text.replace(/\}$/, ""),
  (text) => `${text}{}`,
  (text) => `[${text}]`,
  (text) => text.replace(/\}$/, `,"a":${"[".repeat(40)}1${"]".repeat(40)}}`),
  (text) => text.replace(/\}$/, `,"a":${'{"a":'.repeat(40)}1${"}".repeat(40)}}`),
  ...[
    "13",
    "13.0",
    "13e0",
    "013",
    "-0",
    "1e400",
    "9007199254740993",
    "-13",
    "1.30e1",
    '"13"',
    "null",
    "true",
    '""',
    "[]",
    "{}",
    "[13]",
  ].map((number) => (text: string) => text.replace(/\}$/, `,"number":${number}}`)),
  ...EVIL.map((evil) => (text: string) => text.replace(/\}$/, `,"command":"${evil}"}`)),
  ...EVIL.map((evil) => (text: string) => text.replace("{", `{"user":"${evil}",`)),
];

/** Every plain line in every rewriting, then bytes that are no UTF-8, lines cut off and blank ones. */
export function hostileLines(): readonly Uint8Array[] {
  const texts = PLAIN.flatMap((plain) => REWRITES.map((rewrite) => rewrite(JSON.stringify(plain))));
  const lines: Uint8Array[] = texts.filter((text) => !text.includes("\n")).map((text) => ENCODER.encode(text));
  const [first, second] = [lines[0] as Uint8Array, ENCODER.encode(JSON.stringify(PLAIN[1]))];
  for (const bad of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80]])
    lines.push(spliced(first, 14, bad), spliced(second, 20, bad));
  for (const blank of ["", " ", "\r", "null", "1", '""']) lines.push(ENCODER.encode(blank));
  for (let end = 0; end < second.length; end++) lines.push(second.slice(0, end));
  return lines;
}

/** Bytes that mean something to JSON, to UTF-8 or to who reads lines. */
const HURTS: readonly number[] = [
  0x00, 0x09, 0x0d, 0x1f, 0x20, 0x22, 0x2c, 0x2d, 0x30, 0x3a, 0x5b, 0x5c, 0x5d, 0x65, 0x75, 0x7b, 0x7d, 0x7f, 0x80, 0xc3,
];

/** A line with escapes, lists and nesting, and one that is no ASCII: each byte of them replaced, doubled and left out. */
export function* damagedLines(): Generator<Uint8Array> {
  const texts = [
    '{"kind":"a","note":"\\\\\\"\\u00e9","list":[1,"two"],"sub":{"deep":{"name":"x"},"o":[{"p":-1.5e+3}]},"user":"ok"}',
    '{"söße":"日本","kind":"b","number":-13,"x":null,"y":true}',
  ];
  for (const line of texts.map((text) => ENCODER.encode(text))) {
    for (let at = 0; at < line.length; at++) {
      yield Uint8Array.from([...line.slice(0, at), ...line.slice(at + 1)]);
      yield spliced(line, at, [line[at] as number]);
      for (const hurt of HURTS) yield line.with(at, hurt);
      yield spliced(line, at, [0x5c]);
      yield spliced(line, at, [0x22]);
    }
  }
}

function spliced(bytes: Uint8Array, at: number, more: readonly number[]): Uint8Array {
  return Uint8Array.from([...bytes.slice(0, at), ...more, ...bytes.slice(at)]);
}

/** The lines as one run of bytes, each with its newline. */
export function joined(lines: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(lines.reduce((sum, { length }) => sum + length + 1, 0));
  let at = 0;
  for (const line of lines) {
    bytes.set(line, at);
    bytes[at + line.length] = 0x0a;
    at += line.length + 1;
  }
  return bytes;
}
