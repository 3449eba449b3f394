import assert from "node:assert/strict";
import { test } from "node:test";
import { LossyDisk } from "../../../test/fault/lossy-files.ts";
import { openTestNode, tickingClock } from "../../../test/keys/node.ts";
import { rotateOwnKey } from "../keys/key-rotation.ts";
import { oncePerSigner, readOwnCheckpoint, type Stamped } from "./trusted-time-sources.ts";

test("a checkpoint of ours is read after every rotation of the log's keys, and old ones are read still", async () => {
  const clock = tickingClock();
  const node = await openTestNode(new LossyDisk().files, { clock });
  const notes = [node.ledger.checkpoint];
  for (const role of ["log-ed25519", "log-ml-dsa-44", "statement"] as const) {
    await rotateOwnKey(node, { role, reason: "yearly", clock });
    notes.push(node.ledger.checkpoint);
  }
  for (const [at, note] of notes.entries()) {
    const read = await readOwnCheckpoint(node, note);
    assert.equal(read?.size, at + 1, `checkpoint ${at}`);
    assert.ok(read.atMs > 0);
  }
});

test("the first keys alone sign no checkpoint of ours once others took their place", async () => {
  const clock = tickingClock();
  const node = await openTestNode(new LossyDisk().files, { clock });
  const [first] = node.ledger.keyring.keys.filter(({ role }) => role === "log-ed25519");
  assert.ok(first !== undefined);
  await rotateOwnKey(node, { role: "log-ed25519", reason: "stolen", clock });
  const text = new TextDecoder().decode(node.ledger.checkpoint);
  const [body = "", lines = ""] = text.split("\n\n");
  const signatures = lines.split("\n").filter((line) => line !== "");
  const id = (vkey: string) => Buffer.from(vkey.split("+")[1] ?? "", "hex");
  const isBy = (line: string, vkey: string) =>
    Buffer.from(line.split(" ")[2] ?? "", "base64")
      .subarray(0, 4)
      .equals(id(vkey));
  const fresh = node.ledger.keyring.own("log-ed25519", node.ledger.size);
  assert.ok(fresh !== undefined && signatures.some((line) => isBy(line, first.vkey)));
  const without = signatures.filter((line) => !isBy(line, fresh.vkey));
  assert.equal(without.length, signatures.length - 1);
  const stolen = new TextEncoder().encode(`${body}\n\n${without.join("\n")}\n`);
  assert.equal(await readOwnCheckpoint(node, stolen), undefined);
});

test("one authority under two names is one clock", () => {
  const stamped = (name: string, key: number) =>
    ({ name, verified: { path: [{ publicKey: Uint8Array.of(key) }, { publicKey: Uint8Array.of(99) }] } }) as unknown as Stamped;
  const { tokens, refusals } = oncePerSigner([stamped("North", 1), stamped("Reef", 2), stamped("North again", 1)]);
  assert.deepEqual(
    tokens.map(({ name }) => name),
    ["North", "Reef"],
  );
  assert.deepEqual(
    refusals.map(({ authority }) => authority),
    ["North again"],
  );
  assert.match(refusals[0]?.reason ?? "", /the key of North/);
});
