import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { isFailure } from "../../test/keys/node.ts";
import { temporaryFolder } from "../../test/support/run-meridian.ts";
import { readLedger } from "./ledger-reading.ts";
import { openNode } from "./node.ts";

test("a ledger is read beside its writer as far as its checkpoint goes, and not when an entry or a signature is not its own", async (context) => {
  const dataDirectory = join(await temporaryFolder(context), "A");
  await assert.rejects(readLedger(dataDirectory), isFailure("LEDGER_MISSING"));
  const party = { name: "Party A", kind: "test", jurisdiction: null, exercise: true };
  const node = await openNode({ dataDirectory, party, origin: "log.example/a" });
  context.after(() => node.close());
  const order = { schedule: "test", keepDays: 30, authority: "Party A", basis: "a drill" };
  await node.ledger.retain(order);
  const { ledger } = await readLedger(dataDirectory);
  await node.ledger.retain({ ...order, keepDays: 31 });
  assert.equal(ledger.size, 2);
  assert.deepEqual(await ledger.entry(1), await node.ledger.entry(1));
  assert.deepEqual(ledger.keyring.keys, node.ledger.keyring.keys);
  const seen: number[] = [];
  for await (const { index } of ledger.entries(0)) seen.push(index);
  assert.deepEqual(seen, [0, 1], "what came later is behind its checkpoint");

  const checkpoint = join(dataDirectory, "ledger", "checkpoint");
  const note = await readFile(checkpoint, "utf8");
  const bent = [
    note.replace(/^3$/m, "2"),
    note.replace(/^(\u2014 \S+ \S{20})(.)/m, (_, start: string, one: string) => `${start}${one === "A" ? "B" : "A"}`),
    "",
  ];
  for (const bytes of bent) {
    await writeFile(checkpoint, bytes);
    await assert.rejects(readLedger(dataDirectory), isFailure("LEDGER_DAMAGED"), JSON.stringify(bytes));
  }
  await writeFile(checkpoint, note);
});
