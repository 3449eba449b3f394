import assert from "node:assert/strict";
import { test } from "node:test";
import { copyExhibit, notReliedOnOf, revokeKey } from "../../src/app/index.ts";
import { utf8 } from "../../src/lib/index.ts";
import { again, believedKey, takeIn, WORDS, withDesk } from "../redaction/desk.ts";

test("what a key signed after the time from which it is revoked is named in the custody, and nothing before", () =>
  withDesk(async (scene) => {
    const anna = await believedKey(scene, WORDS.actor.name, WORDS.actor.party);
    const { desk, chain } = await takeIn(scene, utf8("a line\n"));
    const giving = { words: WORDS, key: anna, onBytes: () => undefined };
    await copyExhibit(desk, chain, scene.at("copy"), giving);
    const before = await again(scene, chain.exhibit.number);
    assert.deepEqual(notReliedOnOf(before.desk, before.chain), []);
    const [copied] = before.chain.events;
    await revokeKey(scene.node, { name: anna.vkey, from: "2026-01-01T00:00:00.000Z", reason: "stolen" });
    const after = await again(scene, chain.exhibit.number);
    assert.deepEqual(
      notReliedOnOf(after.desk, after.chain).map(({ index, revokedFrom }) => [index, revokedFrom]),
      [[copied?.index, "2026-01-01T00:00:00.000Z"]],
    );
    assert.deepEqual(after.chain.problems, [], "the custody itself goes on");
  }));
