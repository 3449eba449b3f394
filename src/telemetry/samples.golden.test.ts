import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assertGolden } from "../../test/support/golden.ts";
import { lineFrames, readAll, sampleReader } from "../../test/support/telemetry.ts";
import type { Unit } from "./index.ts";
import { entitiesOf } from "./index.ts";

const SAMPLES = join(import.meta.dirname, "samples");

for (const name of readdirSync(SAMPLES).filter((file) => !file.endsWith(".golden"))) {
  test(`every line of ${name} is read as its golden file says`, () => {
    const units = readAll(sampleReader(`file:${name}`, "hts-sample"), lineFrames(readFileSync(join(SAMPLES, name))));
    assertGolden(join(SAMPLES, `${name}.golden`), units.map(describe).join("\n"));
  });
}

function describe(unit: Unit): string {
  const { linesIn, evaluated, rejected } = unit.accounting;
  const numbers = new Map(unit.records.map((record, at) => [record, at]));
  const formats = unit.records.map(({ reading, rejected: why }) => (why === null ? reading.format : `${reading.format}: ${why}`));
  const events = unit.events.map((event) => {
    const time = `${new Date(event.time.fromMs).toISOString()} +${event.time.toMs - event.time.fromMs} ms`;
    const fields = Object.keys(event.fields).map((name) => `    ${name} = ${JSON.stringify(event.fields[name])}\n`);
    const from = event.records.map((record) => numbers.get(record)).join(" ");
    return `  ${time} ${JSON.stringify(event.logsource)} of ${from}\n${fields.join("")}    → ${entitiesOf(event).join(" ")}\n`;
  });
  return `${linesIn} in, ${evaluated} evaluated, ${rejected} rejected: ${[...new Set(formats)].join(", ")}\n${events.join("")}`;
}
