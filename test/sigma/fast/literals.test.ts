import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { makeLiteralTable } from "../../../src/detect/fast/literal-table.ts";
import { fold } from "../../../src/detect/sigma/fold.ts";
import { startModule } from "./module.ts";

const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 20_000 : 500;
const unit = fc.constantFrom(..."abks:. xyz");
const literals = fc.uniqueArray(fc.string({ unit, minLength: 3, maxLength: 6 }), { minLength: 1, maxLength: 30 });
const value = fc.string({ unit: fc.constantFrom(...'abkKsS:. xyzu\\"/\n', "é", "\u212a", "\u017f", "\u0001"), maxLength: 40 });

test("a line in which a value holds one of the texts is found, however it is written", () => {
  const module = startModule(1 << 27);
  const memory = new Uint8Array(module.memory.buffer);
  fc.assert(
    fc.property(literals, value, fc.nat(70), fc.nat(3), (texts, held, before, style) => {
      const table = makeLiteralTable(texts, module);
      assert.ok(table !== undefined);
      const json = JSON.stringify({ ["p".repeat(before)]: held });
      const written = style === 3 ? json.replace(/[a-z](?=[^"]*"\}$)/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`) : json;
      const line = new TextEncoder().encode(written);
      memory.fill(0x61, module.lineAt, module.lineAt + line.length + 64);
      memory.set(line, module.lineAt);
      const found = module.anyLiteral(table, module.lineAt, line.length) === 1;
      if (texts.some((text) => fold(held).includes(text))) assert.ok(found, written);
    }),
    { numRuns: RUNS },
  );
});

test("a line without any is not taken for one that has", () => {
  const module = startModule(1 << 24);
  const table = makeLiteralTable(["sekurlsa::", "mimidrv.sys", "kerberos::ptt"], module);
  assert.ok(table !== undefined);
  const ask = (line: string): number => {
    const bytes = new TextEncoder().encode(line);
    new Uint8Array(module.memory.buffer).set(bytes, module.lineAt);
    return module.anyLiteral(table, module.lineAt, bytes.length);
  };
  const clean = `{"Image":"C:\\\\Users\\\\user\\\\a.exe","Message":"${"sekurlsa: mimidrv_sys kerberos::ptx Zür \\\\u0041 ".repeat(50)}"}`;
  assert.equal(ask(clean), 0);
  assert.equal(ask(`${clean}sekurlsa:`), 0);
  assert.equal(ask(`${clean}SEKURLSA::`), 1);
  assert.equal(ask(`${clean}mimidrv\\u002esys`), 1);
  assert.equal(ask(`${clean}\\u0026`), 0);
  assert.equal(ask(`${clean}\u212aerberos::ptt`), 1);
});
