import { openSync, readSync, writeSync } from "node:fs";
import { diskFiles } from "../../src/ledger/io/index.ts";
import { Failure } from "../../src/lib/index.ts";
import { additionOf, LINE_BYTES, lineOf, UNIT_LINES } from "./feed.ts";
import { nodeOptions, openNode } from "./node.ts";

/** `node ingest-child.ts DATA INPUT SEED`: seals INPUT's lines from where the ledger's positions say, until it is done or killed. */
const [data = "", input = "", seed = "0"] = process.argv.slice(2);

const options = await nodeOptions(diskFiles(data), { seed: Number(seed), signed: () => undefined });
const { ledger, sealer } = await openNode(options, ({ predicate, receipt }) => {
  // What is printed here was acknowledged: the parent holds us to it.
  writeSync(1, `${predicate.sources[0]?.to.offset ?? 0} ${receipt.size}\n`);
});
const source = "file:input";
const handle = openSync(input, "r");
const piece = Buffer.alloc(LINE_BYTES * UNIT_LINES);
for (let offset = ledger.positions().get(source)?.offset ?? 0; ; ) {
  const read = readSync(handle, piece, 0, piece.length, offset);
  const count = Math.floor(read / LINE_BYTES);
  if (count === 0) break;
  const from = offset / LINE_BYTES;
  for (let at = 0; at < count; at++) {
    const line = piece.toString("utf8", at * LINE_BYTES, (at + 1) * LINE_BYTES - 1);
    if (line !== lineOf(source, from + at)) throw new Failure("SOURCE_UNREADABLE", `line ${from + at} is not what was written`);
  }
  sealer.add(additionOf(source, { from, count }, { randomBytes: options.randomBytes }));
  await sealer.ready();
  offset += count * LINE_BYTES;
}
await sealer.close();
await ledger.close();
