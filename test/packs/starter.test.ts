import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { openRuleSet, STARTER_RULES } from "../../src/app/index.ts";
import { randomBytes, sha256 } from "../../src/ledger/io/index.ts";
import { utf8 } from "../../src/lib/index.ts";
import { createFramer, createReader } from "../../src/telemetry/index.ts";

type Case = {
  readonly name: string;
  readonly utcOffset?: string;
  readonly host?: string;
  readonly repeat?: { readonly count: number; readonly line: string };
  readonly lines?: readonly string[];
  readonly fires: readonly string[];
};

const CASES: readonly Case[] = parse(readFileSync(join(import.meta.dirname, "starter-cases.yml"), "utf8"));
const READ_AT_MS = Date.UTC(2026, 10, 23, 12);
const set = await openRuleSet([STARTER_RULES], 0);

function linesOf({ repeat, lines = [] }: Case): string {
  const repeated = Array.from({ length: repeat?.count ?? 0 }, (_, index) =>
    (repeat?.line ?? "").replaceAll("{i}", String(index)),
  );
  return [...repeated, ...lines].map((line) => `${line}\n`).join("");
}

async function titlesFired(one: Case): Promise<readonly string[]> {
  const utcOffsetMinutes = one.utcOffset === "+00:00" ? 0 : 13 * 60;
  const { detector } = await openRuleSet([STARTER_RULES], utcOffsetMinutes);
  const reader = createReader({ source: "file:test", utcOffsetMinutes, host: one.host ?? null, sha256, randomBytes });
  const framer = createFramer();
  const frames = [...framer.push(utf8(linesOf(one))), ...framer.end()];
  const units = [...frames.flatMap((frame) => reader.read(frame, READ_AT_MS)), ...reader.flush(READ_AT_MS)];
  assert.deepEqual(
    units.flatMap(({ records }) => records.map(({ rejected }) => rejected)).filter((reason) => reason !== null),
    [],
  );
  return units.flatMap(({ events }) => events.flatMap((event) => detector.observe(event).map(({ rule }) => rule.title)));
}

for (const one of CASES) {
  test(`starter rules: ${one.name}`, async () => assert.deepEqual([...(await titlesFired(one))].sort(), [...one.fires].sort()));
}

test("every starter rule loads, and names its author and its date", () => {
  assert.deepEqual(set.loaded.refused, []);
  assert.deepEqual(set.loaded.waiting, []);
  for (const { ref } of set.loaded.rules)
    assert.match(`${ref.author} ${ref.version}`, /^Meridian starter pack 20\d\d-\d\d-\d\d$/);
});

test("every starter rule that reports fires in some case, and stays silent in some", () => {
  const fired = new Set(CASES.flatMap(({ fires }) => fires));
  const silent = [
    "SSH password refused",
    "SSH login accepted",
    "SSH guessing run",
    "Looking around: one command",
    "Clock follows a source",
  ];
  const reporting = set.loaded.rules.map(({ ref }) => ref.title).filter((title) => !silent.includes(title));
  assert.deepEqual([...new Set(reporting)].sort(), [...fired].sort());
});
