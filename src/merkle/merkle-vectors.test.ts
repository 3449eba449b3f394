import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { sharedData, skipWithout } from "../../test/support/shared-data.ts";
import { parseBase64, parseUint64 } from "../lib/index.ts";
import {
  type ProofVerdict,
  sha256,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from "./index.ts";

const CASES = 518;
const FOLDERS: Readonly<Record<string, (vector: Vector) => ProofVerdict>> = {
  inclusion: (v) =>
    verifyInclusion(sha256, {
      index: v.number("leafIdx"),
      size: v.number("treeSize"),
      leaf: v.bytes("leafHash"),
      proof: v.proof(),
      root: v.bytes("root"),
    }),
  consistency: (v) =>
    verifyConsistency(sha256, {
      oldSize: v.number("size1"),
      newSize: v.number("size2"),
      oldRoot: v.bytes("root1"),
      newRoot: v.bytes("root2"),
      proof: v.proof(),
    }),
  subtreeinclusion: (v) =>
    verifySubtreeInclusion(sha256, {
      index: v.number("leafIdx"),
      start: v.number("start"),
      end: v.number("end"),
      leaf: v.bytes("leafHash"),
      proof: v.proof(),
      root: v.bytes("root"),
    }),
  subtreeconsistency: (v) =>
    verifySubtreeConsistency(sha256, {
      start: v.number("start"),
      end: v.number("end"),
      size: v.number("size"),
      subtreeRoot: v.bytes("root1"),
      root: v.bytes("root2"),
      proof: v.proof(),
    }),
};

/** The files hold uint64 values that doubles round, so numbers are read from the text. */
class Vector {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  number(name: string): bigint {
    const digits = new RegExp(`"${name}": ([0-9]+)`).exec(this.text)?.[1] ?? "";
    const value = parseUint64(digits);
    assert.ok(value.ok, `${name} in ${this.text}`);
    return value.value;
  }
  bytes(name: string): Uint8Array {
    const text = new RegExp(`"${name}": (?:"([^"]*)"|null)`).exec(this.text);
    assert.ok(text !== null, `${name} in ${this.text}`);
    return base64(text[1] ?? "");
  }
  proof(): Uint8Array[] {
    const list = /"proof": (?:\[([^\]]*)\]|null)/.exec(this.text);
    assert.ok(list !== null, `proof in ${this.text}`);
    return [...(list[1] ?? "").matchAll(/"([^"]*)"/g)].map((match) => base64(match[1] ?? ""));
  }
  get wanted(): boolean {
    return /"wantErr": false/.test(this.text);
  }
}

function base64(text: string): Uint8Array {
  const bytes = parseBase64(text);
  assert.ok(bytes.ok, text);
  return bytes.value;
}

test("all cases of transparency-dev/merkle get the answer they want", { skip: skipWithout("merkle-vectors") }, () => {
  const root = join(sharedData("merkle-vectors") ?? "", "testdata");
  const wrong: string[] = [];
  let cases = 0;
  for (const file of globSync("**/*.json", { cwd: root })) {
    const folder = relative(".", file).split("/")[0] ?? "";
    const vector = new Vector(readFileSync(join(root, file), "utf8"));
    const verify = FOLDERS[folder];
    assert.ok(verify !== undefined, file);
    const verdict = verify(vector);
    if (verdict.ok !== vector.wanted)
      wrong.push(`${file}: ${JSON.stringify(verdict, (_, v) => (typeof v === "bigint" ? `${v}` : v))}`);
    cases++;
  }
  assert.deepEqual(wrong, []);
  assert.equal(cases, CASES);
});
