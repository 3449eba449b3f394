import assert from "node:assert/strict";
import { test } from "node:test";
import { type EvtxRecord, readEvtx } from "../../src/evtx/index.ts";
import { WRITTEN } from "./support/sample.ts";
import { ChunkWriter, type Content, type Element, type Fragment, logFile, utf16, type Value } from "./support/writer.ts";

/** What reading a chunk may take on a slow machine: most take a tenth of a second. */
const MS_MAX = 5_000;

const members = (count: number): Value => [0x84, new Uint8Array(count).fill(1)];
const data = (children: readonly Content[], attributes?: Element["attributes"]): Element => ({
  name: "Event",
  children: [{ name: "EventData", children: [{ name: "Data", children, ...(attributes === undefined ? {} : { attributes }) }] }],
});
const manyAttributes: Fragment = {
  element: { name: "a", attributes: Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`a${index}`, []])) },
};

const COSTLY: readonly (readonly [what: string, fragment: Fragment, reason: RegExp | undefined])[] = [
  [
    "a long name of a Data that is repeated for each member of an array",
    { template: data([{ slot: 1 }], { Name: [{ slot: 0 }] }), values: [[0x01, utf16("&".repeat(14_000))], members(25_000)] },
    /more than 33554432 steps/,
  ],
  [
    "a long attribute beside the name of a Data",
    {
      template: data([{ slot: 1 }], { Name: ["n"], Other: [{ slot: 0 }] }),
      values: [[0x01, utf16("&".repeat(14_000))], members(25_000)],
    },
    /more than 33554432 steps/,
  ],
  [
    "a long instruction that is repeated",
    {
      template: { name: "Event", children: [{ name: "E", children: [{ slot: 0 }, { instruction: ["t", "x".repeat(14_000)] }] }] },
      values: [members(20_000)],
    },
    /more than 33554432 steps/,
  ],
  [
    "a fragment beside an array is read once",
    {
      template: data([{ slot: 0 }, { slot: 1 }]),
      values: [members(12_000), [0x21, manyAttributes]],
    },
    undefined,
  ],
  [
    "NULs in another code page that are shown 6,000 times",
    {
      template: { name: "Event", children: Array.from({ length: 6_000 }, () => ({ slot: 0 })) },
      values: [[0x02, new Uint8Array(30_000)]],
    },
    undefined,
  ],
  [
    "a text of NULs and one letter in another code page that is shown 6,000 times",
    {
      template: { name: "Event", children: Array.from({ length: 6_000 }, () => ({ slot: 0 })) },
      values: [[0x02, Uint8Array.from({ length: 30_000 }, (_, index) => (index === 0 ? 0x41 : 0))]],
    },
    /more than 33554432 steps/,
  ],
];

for (const [what, fragment, reason] of COSTLY) {
  test(`${what}: ${reason === undefined ? "read" : "refused"} in bounded time`, () => {
    const startedMs = performance.now();
    const [found] = [...readEvtx(logFile([new ChunkWriter().record(1, WRITTEN, fragment).finish()]))];
    assert.ok(performance.now() - startedMs < MS_MAX, `${performance.now() - startedMs} ms`);
    if (reason !== undefined) assert.match(found?.kind === "fault" ? found.reason : "", reason);
    else (found as EvtxRecord).xml();
  });
}

test("embedded BinXML in an attribute is shown nowhere, and cannot make xml() fail", () => {
  const broken: Value = [0x21, Uint8Array.from([0x0f, 1, 1, 0, 0x77])];
  const fragment: Fragment = { template: { name: "Event", attributes: { a: [{ slot: 0 }, "t"] } }, values: [broken] };
  const [found] = [...readEvtx(logFile([new ChunkWriter().record(1, WRITTEN, fragment).finish()]))];
  assert.equal((found as EvtxRecord).xml(), '<Event a="t"/>');
});
