import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sha256 } from "../../src/ledger/io/index.ts";
import { parseHex, present, toHex, utf8 } from "../../src/lib/index.ts";
import { treeRoot } from "../../src/merkle/index.ts";
import type { ExhibitContent } from "../../src/model/index.ts";
import { beginContentHash, type Cut, contentCommitment } from "../../src/vault/index.ts";
import { beginHash } from "../../src/vault/io/index.ts";
import { type CopyField, cutFields, fieldLeaf, formatFieldLine, parseFieldLine } from "../../src/vault/redaction/index.ts";
import { parseGrantFile, parseOpening, recipientKind } from "../../src/vault/sealing/index.ts";
import { assertGolden } from "../support/golden.ts";

const SPEC = join(import.meta.dirname, "../../spec");
const LOG = "boot\nlogin user=anna\nhalt";
const CUTS: readonly (readonly [Cut, string])[] = [
  [{ method: "lines", version: 1, blockBytes: null }, LOG],
  [{ method: "ndjson", version: 1, blockBytes: null }, '{"user":"anna","n":[1.50,{}]}\nnot json\n'],
  [{ method: "json", version: 1, blockBytes: null }, '{"a/b":{"~":true},"\\u0000":[]}'],
  [{ method: "csv", version: 1, blockBytes: null }, 'user,"a, b"\r\nanna,1\r\n'],
  [{ method: "bytes", version: 1, blockBytes: 16 }, "0123456789abcdefgh"],
];

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield utf8(text);
}

/** The salt of field `index` in the vectors: 32 bytes of index + 1. */
function saltOf(index: number): Uint8Array {
  return new Uint8Array(32).fill(index + 1);
}

async function cutVector([cut, content]: readonly [Cut, string]): Promise<object> {
  const fields: object[] = [];
  const leaves: Uint8Array[] = [];
  for await (const { path, value } of cutFields(cut, once(content))) {
    const salt = saltOf(leaves.length);
    const leaf = fieldLeaf(sha256, path, salt, value);
    fields.push({ path, value: new TextDecoder().decode(value), salt: toHex(salt), leaf: toHex(leaf) });
    leaves.push(leaf);
  }
  return { cut, content, fields, root: toHex(treeRoot(sha256, leaves)) };
}

const LINES: readonly CopyField[] = [
  { kind: "shown", path: "line/1", salt: saltOf(0), value: utf8("boot\n") },
  {
    kind: "withheld",
    leaf: fieldLeaf(sha256, "line/2", saltOf(1), utf8("login user=anna\n")),
    reason: "personal-data",
    because: null,
    owner: "Records officer, Harbour Authority",
  },
  { kind: "shown", path: "line/3", salt: saltOf(2), value: Uint8Array.of(0xff) },
  { kind: "withheld", leaf: new Uint8Array(32), reason: "other", because: "not yet heard", owner: "Party A" },
];

/** Each a line that must be refused, and why. */
function invalidLines(): readonly { readonly why: string; readonly line: string }[] {
  const [shown = "", withheld = ""] = LINES.map((line) => formatFieldLine(line).slice(0, -1));
  return [
    { why: "a space", line: shown.replace(":", ": ") },
    { why: "names out of order", line: shown.replace(/^\{("path":"[^"]*"),("salt":"[^"]*")/, "{$2,$1") },
    { why: "a salt of 31 bytes", line: shown.replace(/"salt":"[^"]*"/, `"salt":"${Buffer.alloc(31).toString("base64")}"`) },
    { why: "U+0000 in the path", line: shown.replace("line/1", "line\\u00001") },
    {
      why: "base64 of what is UTF-8",
      line: shown
        .replace(/"text":"[^"]*"/, '"x":""')
        .replace('{"path"', '{"bytes":"Ym9vdA==","path"')
        .replace(',"x":""', ""),
    },
    { why: "text and bytes", line: shown.replace("{", '{"bytes":"/w==",') },
    { why: "a reason that is not in the list", line: withheld.replace("personal-data", "embarrassing") },
    { why: "other without words", line: withheld.replace("personal-data", "other") },
    { why: "words without other", line: withheld.replace("{", '{"because":"x",') },
    { why: "a leaf of 31 bytes", line: withheld.replace(/"leaf":"[^"]*"/, `"leaf":"${Buffer.alloc(31).toString("base64")}"`) },
    { why: "a path beside a leaf", line: withheld.replace(',"reason"', ',"path":"line/2","reason"') },
  ];
}

test("spec/redaction.vectors.json is what this code writes, and its invalid lines are refused", async () => {
  const invalid = invalidLines();
  for (const { why, line } of invalid) assert.equal(parseFieldLine(line).ok, false, why);
  const lines = LINES.map((line) => formatFieldLine(line).slice(0, -1));
  for (const [at, line] of lines.entries()) assert.deepEqual(parseFieldLine(line), { ok: true, value: LINES[at] });
  const vectors = { cuts: await Promise.all(CUTS.map(cutVector)), lines, invalid };
  assertGolden(join(SPEC, "redaction.vectors.json"), `${JSON.stringify(vectors, undefined, 1)}\n`);
});

test("spec/sealing.vectors.json is what this code computes", () => {
  const hash = beginContentHash(beginHash);
  hash.update(utf8(LOG));
  const content = hash.end();
  const salt = new Uint8Array(32).fill(0x22);
  const x25519 = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
  const recipients = [
    { recipient: x25519, kind: "x25519" },
    { recipient: `age1pq1${"q".repeat(1952)}`, kind: "hybrid" },
    { recipient: `age1tag1${"q".repeat(60)}`, kind: null },
    { recipient: `age1tagpq1${"q".repeat(60)}`, kind: null },
    { recipient: "ssh-ed25519 AAAA", kind: null },
    { recipient: x25519.toUpperCase(), kind: null },
  ];
  for (const { recipient, kind } of recipients) assert.equal(recipientKind(recipient) ?? null, kind);
  const invalid = [
    "",
    "{}\n",
    '{"format":"meridian-grant/v2","opening":"","statements":[]}\n',
    '{"format":"meridian-grant/v1","opening":"=","statements":[]}\n',
  ];
  for (const text of invalid) assert.ok(!parseGrantFile(utf8(text)).ok && !parseOpening(utf8(text)).ok);
  const vectors = {
    text: LOG,
    salt: toHex(salt),
    content,
    commitment: contentCommitment(sha256, salt, content),
    recipients,
    invalid,
  };
  assertGolden(join(SPEC, "sealing.vectors.json"), `${JSON.stringify(vectors, undefined, 1)}\n`);
});

test("the commitment and the leaf of the vectors are the formulas of the pages, computed by hand", () => {
  const { content, salt, commitment } = read("sealing.vectors.json") as {
    content: ExhibitContent;
    salt: string;
    commitment: string;
  };
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(content.bytes));
  const whole = Buffer.concat([utf8("meridian/content/v1\0"), bytes(salt), size, bytes(content.sha256), bytes(content.sha512)]);
  assert.equal(toHex(sha256(whole)), commitment);
  const { cuts } = read("redaction.vectors.json") as {
    cuts: readonly { fields: readonly { path: string; value: string; salt: string; leaf: string }[] }[];
  };
  for (const { path, value, salt: own, leaf } of cuts.flatMap(({ fields }) => fields))
    assert.equal(toHex(sha256(Buffer.concat([utf8(`\0meridian/field/v1\0${path}\0`), bytes(own), utf8(value)]))), leaf);
});

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(SPEC, name), "utf8"));
}

function bytes(hex: string): Uint8Array {
  const parsed = parseHex(hex);
  return present(parsed.ok ? parsed.value : undefined, "hexadecimal");
}
