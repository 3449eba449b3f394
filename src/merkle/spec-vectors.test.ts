import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { signatureChecks } from "../../test/support/note-keys.ts";
import { parseJson, type Shaped, shape, utf8 } from "../lib/index.ts";
import { createVerifier, openNote, parseCheckpoint, parseTrustPolicy, parseVkey } from "./index.ts";

const SPEC = resolve(import.meta.dirname, "../../spec");
const PAGE = readFileSync(resolve(SPEC, "checkpoint.md"), "utf8");

const vectorsShape = shape.record({
  keys: shape.list(shape.text()),
  valid: shape.list(
    shape.record({
      name: shape.text(),
      note: shape.text(),
      size: shape.text(),
      unknownLines: shape.count,
      extensions: shape.count,
    }),
  ),
  invalid: shape.list(shape.record({ name: shape.text(), note: shape.text(), fault: shape.text() })),
});

function readVectors(): Shaped<typeof vectorsShape> {
  const json = parseJson(readFileSync(resolve(SPEC, "checkpoint.vectors.json"), "utf8"));
  const vectors = vectorsShape(json.ok ? json.value : undefined, "vectors");
  assert.ok(vectors.ok, "spec/checkpoint.vectors.json has another form");
  return vectors.value;
}

const { keys, valid, invalid } = readVectors();

function verifierOf(text: string) {
  const vkey = parseVkey(text);
  assert.ok(vkey.ok, text);
  return createVerifier(vkey.value, signatureChecks);
}

/** What a note is: a checkpoint of some size, or the first fault. */
async function answer(note: string) {
  const opened = await openNote(utf8(note), keys.map(verifierOf));
  if (!opened.ok) return opened.fault.kind;
  const head = parseCheckpoint(opened.value.text);
  if (!head.ok) return head.fault.kind;
  const { size, extensions } = head.value;
  return { size: String(size), unknownLines: opened.value.unknownLines, extensions: extensions.length };
}

for (const { name, note, ...expected } of valid) {
  test(`valid: ${name}`, async () => assert.deepEqual(await answer(note), expected));
}

for (const { name, note, fault } of invalid) {
  test(`invalid: ${name}`, async () => assert.equal(await answer(note), fault));
}

/** The code blocks of the page, in order. */
function blocks(): string[] {
  return [...PAGE.matchAll(/^```\n(.*?)^```$/gms)].map((match) => match[1] ?? "");
}

test("the page shows the first valid vector, its long line shortened", async () => {
  const [example = ""] = blocks();
  const lines = example.trimEnd().split("\n");
  const whole = valid[0]?.note.trimEnd().split("\n") ?? [];
  assert.deepEqual(lines.slice(0, -1), whole.slice(0, -1));
  const [start = "", end = ""] = lines.at(-1)?.split("[…]") ?? [];
  assert.ok(whole.at(-1)?.startsWith(start) && whole.at(-1)?.endsWith(end) && end !== "");
  assert.ok(PAGE.includes(`\`${keys[0]}\``));
});

test("the page's trust file is one", () => {
  const text = blocks().find((block) => block.startsWith("# Whom I believe")) ?? "";
  const policy = parseTrustPolicy(text);
  assert.deepEqual(policy.ok && [policy.value.logs.length, policy.value.parties.length, policy.value.quorum.kind], [
    1,
    1,
    "none",
  ]);
});
