import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, sameDashes } from "./fold.ts";

test("two letters fold to one exactly when the host's simple case folding holds them equal", () => {
  let checked = 0;
  for (let code = 0; code < 0x1f000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const letter = String.fromCodePoint(code);
    const folded = fold(letter);
    assert.equal(folded.length, letter.length, `U+${code.toString(16)} keeps its length`);
    for (const other of new Set([folded, letter.toLowerCase(), letter.toUpperCase()])) {
      if (other === letter || [...other].length !== 1) continue;
      checked++;
      const equal = new RegExp(`^\\u{${code.toString(16)}}$`, "iu").test(other);
      assert.equal(fold(other) === folded, equal, `U+${code.toString(16)} and ${other}`);
    }
  }
  assert.ok(checked > 2_500, `${checked} pairs`);
});

test("trap 11: words in Greek, Turkish and German fold as their letters do", () => {
  assert.equal(fold("ΟΔΥΣΣΕΥΣ"), fold("οδυσσευς"));
  assert.ok(fold("ΣΑΣΑ").includes(fold("ΑΣ")));
  assert.notEqual(fold("İ"), fold("i"));
  assert.notEqual(fold("ı"), fold("i"));
  assert.equal(fold("STRAẞE"), fold("straße"));
  assert.notEqual(fold("STRASSE"), fold("straße"));
  assert.equal(fold("\u212aernel"), "kernel");
});

test("the five dashes are one", () => {
  assert.equal(sameDashes("-a/b\u2013c\u2014d\u2015e\u2012"), "-a-b-c-d-e\u2012");
});
