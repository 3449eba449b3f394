import assert from "node:assert/strict";
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { openBookFile } from "../../src/app/respond/book-file.ts";
import { sha256 } from "../../src/ledger/io/index.ts";
import { type Book, bookOf, cachedStep, foldActions, formatCacheBlock, readBookCache } from "../../src/respond/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";
import { HOUR, manualBlock, openScene, statedIn, WORDS } from "./scene.ts";

const NAME = "cd".repeat(32);

function seen(book: Book) {
  return {
    intents: [...book.intents.values()],
    awaiting: [...book.awaiting.keys()],
    lives: [...book.lives.values()].map(({ action, holding, first, expiresAtMs }) => ({ action, holding, first, expiresAtMs })),
  };
}

async function someLedger() {
  const scene = await openScene();
  await scene.responder.answer(manualBlock(["203.0.113.66", "2001:db8::/64"]));
  await scene.responder.answer({ ...manualBlock(["account:svc backup".replace(" ", "-")]), measure: "lock-account" });
  scene.proposals = [{ persons: 1, durationMs: 2 * HOUR }];
  await scene.responder.answer({ ask: "unblock", what: ["2001:db8::/64"], measure: null, ...WORDS });
  await scene.responder.settled();
  return scene;
}

describe("the cache of the book", () => {
  test("gives the book that the statements give", async () => {
    const stated = await statedIn((await someLedger()).ledger);
    const text = formatCacheBlock(
      stated.map((one, index) => cachedStep(one, index)),
      { entry: 9, name: NAME },
      sha256,
    );
    const read = readBookCache(text, sha256);
    assert.deepEqual(read.end, { entry: 9, name: NAME });
    assert.deepEqual(seen(bookOf(read.steps)), seen(foldActions(stated)));
  });

  test("is believed no further than its last whole block, and never throws", async () => {
    const stated = await statedIn((await someLedger()).ledger);
    const blocks = stated.map((one, index) => formatCacheBlock([cachedStep(one, index)], { entry: index, name: NAME }, sha256));
    const text = blocks.join("");
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, flip, isCut) => {
        const broken = isCut
          ? text.slice(0, at)
          : text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ flip) + text.slice(at + 1);
        const { steps, end, isWhole } = readBookCache(broken, sha256);
        const whole = blocks.reduce(
          (sum, block) =>
            sum.done || sum.bytes + block.length > at
              ? { ...sum, done: true }
              : { bytes: sum.bytes + block.length, count: sum.count + 1, done: false },
          { bytes: 0, count: 0, done: false },
        );
        assert.ok(steps.length <= whole.count || !isCut);
        assert.deepEqual(steps, readBookCache(blocks.slice(0, steps.length).join(""), sha256).steps);
        assert.equal(end?.entry, steps.length === 0 ? undefined : steps.length - 1);
        if (isCut) assert.equal(isWhole, broken.length === whole.bytes);
      }),
      { numRuns: 200 },
    );
  });

  test("on disk is used when it belongs to the ledger, and thrown away when it does not or is torn", async (context) => {
    const folder = await temporaryFolder(context);
    const scene = await someLedger();
    const fresh = seen((await openBookFile(folder, scene.ledger, { nowMs: scene.time.nowMs })).book);
    const path = join(folder, "respond", "book.cache");
    const good = readFileSync(path);
    const reads = async () => {
      const froms: number[] = [];
      const entries = scene.ledger.entries.bind(scene.ledger);
      scene.ledger.entries = (from) => {
        froms.push(from ?? 0);
        return entries(from);
      };
      const file = await openBookFile(folder, scene.ledger, { nowMs: scene.time.nowMs });
      scene.ledger.entries = entries;
      assert.deepEqual(seen(file.book), fresh);
      return froms.includes(0);
    };
    assert.equal(await reads(), false);
    appendFileSync(path, "S applied torn");
    assert.equal(await reads(), false);
    assert.equal(await reads(), false);
    truncateSync(path, good.length - 5);
    assert.equal(await reads(), true);
    writeFileSync(path, good.toString().replaceAll(/^E (\d+) [0-9a-f]{64}/gm, `E $1 ${NAME}`));
    assert.equal(await reads(), true);
    await scene.responder.close();
  });
});
