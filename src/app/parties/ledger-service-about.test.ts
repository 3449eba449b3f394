import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { utf8 } from "../../lib/index.ts";
import { parseAbout } from "./ledger-service-about.ts";

const ABOUT = {
  about: "meridian-node/v1",
  origin: "log.example/b",
  party: { name: "Party B", kind: "authority", jurisdiction: null },
  log: ["l"],
  witness: ["w"],
  mirror: [],
};
const bytesOf = (about: object) => utf8(JSON.stringify(about));

test("reads who a node says that it is", () => assert.deepEqual(parseAbout(bytesOf(ABOUT)), { ok: true, value: ABOUT }));

const REFUSED: readonly (readonly [what: string, bytes: Uint8Array])[] = [
  ["another format", bytesOf({ ...ABOUT, about: "meridian-node/v2" })],
  ["an unknown name", bytesOf({ ...ABOUT, more: 1 })],
  ["a missing name", bytesOf({ ...ABOUT, log: undefined })],
  ["too many keys", bytesOf({ ...ABOUT, witness: Array.from({ length: 9 }, () => "w") })],
  ["more than 64 kB", bytesOf({ ...ABOUT, log: Array.from({ length: 8 }, () => "l".repeat(9000)) })],
  ["bytes that are no text", Uint8Array.of(0xff)],
];
for (const [what, bytes] of REFUSED) test(`refuses ${what}`, () => assert.equal(parseAbout(bytes).ok, false));

test("any bytes give a node or a fault", () => {
  fc.assert(fc.property(fc.oneof(fc.uint8Array(), fc.json().map(utf8)), (bytes) => void parseAbout(bytes)));
});
