import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isFlag, normaliseCommandLine } from "./command-line.ts";

const utf16 = (text: string) => Buffer.from(text, "utf16le").toString("base64");

const HIDDEN: readonly (readonly [written: string, read: string])[] = [
  ['"C:\\Tools\\Carry.EXE"  /Send   file.txt', "c:\\tools\\carry.exe /send file.txt"],
  ["c^ar^ry.exe /s^end", "carry.exe /send"],
  ['ca""rr"y".exe "two words"', "carry.exe two words"],
  ["ca`rry -Se`nd", "carry -send"],
  ["%COMSPEC% /c carry", "c:\\windows\\system32\\cmd.exe /c carry"],
  ["%comspec:~-7,3% /c carry", "cmd /c carry"],
  ["$env:ComSpec /c carry", "c:\\windows\\system32\\cmd.exe /c carry"],
  ["%NOBODY% /c carry", "%nobody% /c carry"],
  ["carry \u2013send \u2014now", "carry -send -now"],
  ["\uFF43\uFF41rry -send", "carry -send"],
  ["& ('ca'+'rry') -send", "& (carry) -send"],
  ["", ""],
];
for (const [written, read] of HIDDEN)
  test(`a command line is read without what hides it: ${JSON.stringify(written)}`, () => {
    assert.equal(normaliseCommandLine(written)[0]?.text, read);
  });

test("the program is named without folder and extension", () => {
  assert.equal(normaliseCommandLine('"C:\\Program Files\\Harbour\\Carry.exe" -x')[0]?.program, "carry");
  assert.equal(normaliseCommandLine("/usr/bin/carry -x")[0]?.program, "carry");
});

test("what PowerShell is given encoded is read too, in layers, three at most", () => {
  const inner = "Carry-File -To Elsewhere";
  const once = `powershell -e ${utf16(inner)}`;
  const twice = `powershell.exe -NoP -EncodedC ${utf16(once)}`;
  const four = `powershell -ec ${utf16(`powershell -enc ${utf16(twice)}`)}`;
  assert.deepEqual(
    normaliseCommandLine(once)
      .slice(1)
      .map(({ text }) => text),
    ["carry-file -to elsewhere"],
  );
  assert.equal(normaliseCommandLine(twice)[2]?.text, "carry-file -to elsewhere");
  assert.equal(normaliseCommandLine(four).length, 3);
  assert.equal(normaliseCommandLine(`carry -e ${utf16(inner)}`).length, 1);
  assert.equal(normaliseCommandLine("powershell -enc not*base64").length, 1);
});

test("an option is known by any beginning that is long enough", () => {
  assert.ok(isFlag("-enc", "encodedcommand", 1));
  assert.ok(isFlag("/transfer:now", "transfer", 8));
  assert.ok(!isFlag("-en", "encodedcommand", 3));
  assert.ok(!isFlag("-encx", "encodedcommand", 1));
  assert.ok(!isFlag("enc", "encodedcommand", 1));
  assert.ok(!isFlag("-", "encodedcommand", 1));
});

test("any text is read, to nothing longer than folding makes it, and carets change nothing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const lines = normaliseCommandLine(text);
      assert.ok(lines.length >= 1 && lines.length <= 3);
      assert.equal(normaliseCommandLine(text.replaceAll("^", ""))[0]?.text, lines[0]?.text);
    }),
  );
});

test("texts made to take long are read", () => {
  for (const part of ["%", "'", '"', "' +", "^", "%comspec:~", "-enc ", "\uFDFA", "$env:"])
    assert.ok(normaliseCommandLine(`powershell ${part.repeat(200_000)}`).length >= 1);
});
