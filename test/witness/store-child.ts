import { writeSync } from "node:fs";
import { utf8 } from "../../src/lib/index.ts";
import { sqliteWitnessStore } from "../../src/witness/io/index.ts";

/** Notes that one life of the child sets, each in place of the one before. */
const NOTES = 5;

/** `node store-child.ts STATE`: sets note after note of one log, says each that is durable, and after a failure whether it still works. */
const store = sqliteWitnessStore(process.argv[2] ?? "");
let before = await store.get("x");
for (let at = 1; at <= NOTES; at++) {
  const next = utf8(`${at} ${"note ".repeat(1000)}`);
  try {
    if (await store.compareAndSet("x", before, next)) writeSync(1, `durable ${at}\n`);
  } catch {
    writeSync(1, "failed\n");
    await store.get("x").then(
      () => writeSync(1, "went on\n"),
      () => writeSync(1, "stopped\n"),
    );
    break;
  }
  before = next;
}
