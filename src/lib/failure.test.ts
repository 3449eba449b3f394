import assert from "node:assert/strict";
import { test } from "node:test";
import { explainError, Failure, isoTime, parseHex, parseIsoTime, toHex } from "./index.ts";

test("the printer walks the whole chain, each message once", () => {
  const disk = new Error("no space left on device");
  const failure = new Failure("LEDGER_DISK", "could not write tile/0/000", disk);
  assert.equal(
    explainError(new Error("could not seal", { cause: failure })),
    "could not seal: could not write tile/0/000: no space left on device",
  );
});

test("a chain that bites its own tail ends", () => {
  const loop = new Error("round");
  loop.cause = loop;
  assert.equal(explainError(loop).split(": ").length, 8);
});

for (const text of [
  "2026-11-22",
  "2026-11-22T12:00:00Z",
  "2026-13-01T00:00:00.000Z",
  "2026-02-30T00:00:00.000Z",
  "2026-11-22T12:00:00.000+00:00",
]) {
  test(`refuses the time ${text}`, () => assert.equal(parseIsoTime(text), undefined));
}

test("reads back the times it writes", () => assert.equal(parseIsoTime(isoTime(1_795_343_175_123)), 1_795_343_175_123));

test("hexadecimal is lower case and whole bytes", () => {
  assert.equal(toHex(new Uint8Array([0, 15, 255])), "000fff");
  for (const bad of ["0", "0F", "0g", " 00", "0x00"]) assert.equal(parseHex(bad).ok, false, bad);
  assert.deepEqual(parseHex("000fff"), { ok: true, value: new Uint8Array([0, 15, 255]) });
});
