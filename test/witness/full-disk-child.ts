import { writeSync } from "node:fs";
import { utf8 } from "../../src/lib/index.ts";
import { sqliteWitnessStore } from "../../src/witness/io/index.ts";

/** `node full-disk-child.ts STATE`: writes until the disk is full and says what became of it: writes that were durable, then each error. */
const store = sqliteWitnessStore(process.argv[2] ?? "");
const note = utf8("note ".repeat(200));
const outcome: string[] = [];
let durable = 0;
try {
  for (; durable < 10_000; durable++) await store.compareAndSet(`log ${durable}`, undefined, note);
} catch (error) {
  outcome.push((error as { code: string }).code);
}
for (const again of [store.get("log 0"), store.list(), store.compareAndSet("one more", undefined, note)]) {
  outcome.push(
    await again.then(
      () => "went on",
      (error: unknown) => (error as Error).message,
    ),
  );
}
writeSync(1, JSON.stringify({ durable, outcome }));
