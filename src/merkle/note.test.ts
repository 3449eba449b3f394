import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { flipBit } from "../../test/support/merkle-tree.ts";
import { signatureChecks, testKey } from "../../test/support/note-keys.ts";
import { concat, textOf, toBase64, utf8 } from "../lib/index.ts";
import { createVerifier, formatNote, KEY_TYPES, openNote, parseNote, parseSignatureLine, parseVkey, signNote } from "./index.ts";

// c2sp.org/signed-note §Example.
const VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const NOTE = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;
const SIGNATURE_LINE = NOTE.split("\n")[2] ?? "";

const LOG = testKey("log.example/a", KEY_TYPES.ed25519Note, 1);
const OTHER = testKey("other.example", KEY_TYPES.ed25519Note, 2);
const known = [LOG].map(({ vkey }) => createVerifier(vkey, signatureChecks));

function example() {
  const vkey = parseVkey(VKEY);
  assert.ok(vkey.ok);
  return [createVerifier(vkey.value, signatureChecks)];
}

async function answer(note: string | Uint8Array, verifiers = example()) {
  const verdict = await openNote(typeof note === "string" ? utf8(note) : note, verifiers);
  return verdict.ok ? "yes" : verdict.fault.kind;
}

test("the example of the specification verifies", async () => {
  const note = await openNote(utf8(NOTE), example());
  assert.ok(note.ok);
  assert.equal(note.value.text, "This is an example message.\n");
  assert.deepEqual(
    note.value.verified.map(({ verifier, time }) => [verifier.name, time]),
    [["example.com/foo", undefined]],
  );
});

const MALFORMED: readonly (readonly [why: string, note: string, line: number])[] = [
  ["nothing", "", 1],
  ["no blank line", NOTE.replace("\n\n", "\n"), 3],
  ["no signature", "This is an example message.\n\n", 3],
  ["no final newline", NOTE.slice(0, -1), 3],
  ["text after the signatures", `${NOTE}more\n`, 4],
  ["a hyphen for the dash", NOTE.replace("—", "-"), 3],
  ["an en dash", NOTE.replace("—", "–"), 3],
  ["two spaces before the name", NOTE.replace("— ", "—  "), 3],
  ["two spaces after the name", NOTE.replace("foo Uw", "foo  Uw"), 3],
  ["a no-break space in the name", NOTE.replace("com/foo", "com\u00a0foo"), 3],
  ["a plus in the name", NOTE.replace("com/foo", "com+foo"), 3],
  ["no name", NOTE.replace("example.com/foo", ""), 3],
  ["a space at the end of the line", NOTE.replace("aQM=\n", "aQM= \n"), 3],
  ["no padding", NOTE.replace("aQM=\n", "aQM\n"), 3],
  ["too much padding", NOTE.replace("aQM=\n", "aQM==\n"), 3],
  ["url-safe base64", NOTE.replace("0gY", "-_Y").replace("1YEq6", "1-_q6"), 3],
  ["stray bits in base64", NOTE.replace("aQM=\n", "aQN=\n"), 3],
  ["junk in base64", NOTE.replace("aQM=", "aQ!M="), 3],
  ["only a key id", `text\n\n— example.com/foo ${toBase64(Uint8Array.of(0x53, 0x0d, 0x90, 0x3a))}\n`, 3],
  ["a tab in the text", NOTE.replace("an example", "an\texample"), 1],
  ["a carriage return", NOTE.replaceAll("\n", "\r\n"), 1],
  ["a nul", NOTE.replace("an ", "an\0"), 1],
];

for (const [why, note, line] of MALFORMED) {
  test(`not a note: ${why}`, () => {
    const parsed = parseNote(utf8(note));
    assert.equal(parsed.ok ? "a note" : parsed.fault.kind, "bad-note");
    assert.equal(!parsed.ok && parsed.fault.line, line);
  });
}

test("bytes that are not UTF-8 are not a note", () => {
  assert.deepEqual(parseNote(concat(Uint8Array.of(0xff), utf8(NOTE))), {
    ok: false,
    fault: { kind: "bad-note", line: 1, expected: "UTF-8" },
  });
});

test("a note of more than 1 MiB is refused unread", () => {
  const parsed = parseNote(utf8("x".repeat(1_048_577)));
  assert.equal(!parsed.ok && parsed.fault.expected, "a note of at most 1048576 bytes");
});

test("the text ends at the last blank line, not at the first", async () => {
  const text = "first\n\nsecond\n\n\nthird\n";
  const note = await openNote(await signNote(text, [LOG.signer]), known);
  assert.equal(note.ok && note.value.text, text);
  // A signed text that contains what looks like a whole note: the inner signature counts for nothing.
  const nested = await signNote(`${NOTE}\nand more\n`, [LOG.signer]);
  assert.equal(await answer(nested), "no-known-signature");
  assert.equal(await answer(nested, known), "yes");
});

test("a byte-order mark is part of the text", async () => {
  assert.equal(await answer(`\ufeff${NOTE}`), "bad-signature");
});

test("a known key with a bad signature refuses the note, also beside a good one", async () => {
  const forged = SIGNATURE_LINE.replace("Uw2QOkn8", "Uw2QOkn9");
  assert.equal(await answer(NOTE.replace(SIGNATURE_LINE, forged)), "bad-signature");
  assert.equal(await answer(`${NOTE}${forged}\n`), "bad-signature");
  assert.equal(await answer(NOTE.replace("example", "Example")), "bad-signature");
});

test("unknown keys are ignored but counted, also those that share a name or an id with a known key", async () => {
  const both = await signNote("text\n", [LOG.signer, OTHER.signer]);
  const note = await openNote(both, known);
  assert.deepEqual(note.ok && [note.value.verified.length, note.value.unknownLines], [1, 1]);
  const line = { name: LOG.vkey.name, keyId: OTHER.vkey.keyId, signature: new Uint8Array(64) };
  const sharing = [line, { ...line, name: "other.example", keyId: LOG.vkey.keyId }];
  const parsed = parseNote(both);
  assert.ok(parsed.ok);
  const mixed = await openNote(formatNote("text\n", [...parsed.value.signatures, ...sharing]), known);
  assert.deepEqual(mixed.ok && mixed.value.unknownLines, 3);
  const alone = await openNote(formatNote("text\n", sharing), known);
  assert.deepEqual(alone, { ok: false, fault: { kind: "no-known-signature", unknownLines: 2 } });
});

test("a key name is compared whole: neither a part nor another case of it is the key", async () => {
  for (const name of ["log", "log.example/a/b", "LOG.example/a", "xlog.example/a"]) {
    const parsed = parseNote(await signNote("text\n", [LOG.signer]));
    assert.ok(parsed.ok);
    const [line] = parsed.value.signatures;
    const renamed = formatNote("text\n", [{ name, keyId: line?.keyId ?? 0, signature: line?.signature ?? concat() }]);
    assert.equal(await answer(renamed, known), "no-known-signature", name);
  }
});

test("100 signatures are read and 101 are refused", () => {
  const line = { name: "a.example", keyId: 1, signature: new Uint8Array(64) };
  const full = formatNote(
    "text\n",
    Array.from({ length: 100 }, () => line),
  );
  assert.equal(parseNote(full).ok, true);
  const more = parseNote(concat(full, utf8(`${textOf(full)?.split("\n")[2]}\n`)));
  assert.deepEqual(more, { ok: false, fault: { kind: "bad-note", line: 103, expected: "at most 100 signatures" } });
});

test("two verifiers with one name and id are refused", async () => {
  const verdict = await openNote(utf8(NOTE), [...example(), ...example()]);
  assert.deepEqual(verdict, { ok: false, fault: { kind: "ambiguous-verifier", key: "example.com/foo+530d903a" } });
});

const TWICE: readonly (readonly [first: number, second: number, counts: bigint])[] = [
  [2000, 1000, 1000n],
  [1000, 2000, 1000n],
  [0, 1000, 1000n],
  [1000, 0, 1000n],
  [0, 0, 0n],
];
for (const [first, second, counts] of TWICE) {
  test(`of cosignatures at ${first} and ${second} by one key, ${counts} counts: 0 is no time`, async () => {
    const text = "log.example/a\n1\nl5NKFZh2nl/OGfgu2TRMouZoZvkHy1wojPyPRjt9P6A=\n";
    const keys = [first, second].map((seconds) => testKey("w.example", KEY_TYPES.ed25519Cosignature, 9, seconds));
    const bytes = await signNote(
      text,
      keys.map(({ signer }) => signer),
    );
    const note = await openNote(bytes, [createVerifier((keys[0] as (typeof keys)[0]).vkey, signatureChecks)]);
    assert.ok(note.ok);
    assert.deepEqual(
      note.value.verified.map(({ time, line }) => [time, new DataView(Uint8Array.from(line.signature).buffer).getBigUint64(0)]),
      [[counts, counts]],
      "and the line is the one that counts",
    );
  });
}

test("any bit turned in a signed note refuses it, or leaves text and key as they were", async () => {
  const bytes = await signNote("some text\nof two lines\n", [LOG.signer]);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) =>
      assert.notEqual(await answer(flipBit(bytes, bit), known), "yes"),
    ),
  );
});

test("notes that we write are read back", () => {
  const name = fc.stringMatching(/^[!-*,-~]{1,20}$/);
  const line = fc.record(
    { name, keyId: fc.nat(0xffff_ffff), signature: fc.uint8Array({ minLength: 1, maxLength: 80 }) },
    { noNullPrototype: true },
  );
  const text = fc
    .array(fc.stringMatching(/^[ -~]{0,20}$/), { minLength: 1, maxLength: 5 })
    .map((lines) => `${lines.join("\n")}\n`);
  fc.assert(
    fc.property(text, fc.array(line, { minLength: 1, maxLength: 5 }), (body, signatures) => {
      const read = parseNote(formatNote(body, signatures));
      assert.ok(read.ok);
      const lines = read.value.signatures.map((each) => ({ ...each, signature: Uint8Array.from(each.signature) }));
      assert.deepEqual([read.value.text, lines], [body, signatures]);
    }),
  );
});

test("parsing never throws", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parseNote(bytes)));
  fc.assert(fc.property(fc.string({ unit: "binary" }), (line) => void parseSignatureLine(line)));
});

test("writing what is not a note is a bug", () => {
  const line = { name: "a.example", keyId: 1, signature: new Uint8Array(64) };
  assert.throws(() => formatNote("no newline", [line]), /text of a note/);
  assert.throws(() => formatNote("a\ttab\n", [line]), /text of a note/);
  assert.throws(() => formatNote("text\n", []), /1 to 100/);
  assert.throws(() => formatNote("text\n", [{ ...line, name: "a b" }]), /key name/);
});
