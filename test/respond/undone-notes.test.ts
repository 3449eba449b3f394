import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { openUndoneNotes } from "../../src/app/respond/undoing.ts";
import { unblockLines } from "../../src/cli/block-lines.ts";
import { isoTime, utf8 } from "../../src/lib/index.ts";
import { formatUndoneNotes, intentKey, parseUndoneNotes, type UndoneNote } from "../../src/respond/index.ts";
import { LossyDisk, type Verdict } from "../fault/lossy-files.ts";
import { detectionOf, HOUR, manualBlock, NOW, openScene, type Scene, statedIn, targetOf, WORDS } from "./scene.ts";

const [ATTACKER, OTHER, THIRD] = ["203.0.113.66", "203.0.113.67", "203.0.113.68"];
const NOTES = "respond/undone-notes";
const keyOf = (text: string) => intentKey({ measure: "block", target: targetOf(text) });
const unblock = (...what: readonly string[]) => ({ ask: "unblock", what, measure: null, ...WORDS }) as const;

/** A node that keeps notes; `disk` is the one that it finds. */
async function open(disk: LossyDisk, from: Partial<Pick<Scene, "time" | "actuator" | "guards">> = {}): Promise<Scene> {
  const told: string[] = [];
  const undoneNotes = await openUndoneNotes(disk.files, (what) => told.push(what));
  const scene = await openScene({ undoneNotes }, { ...from, disk });
  scene.problems.push(...told);
  return scene;
}

/** Holds two blocks, then its ledger takes nothing; `notes` decides over the files of the notes. */
async function full(notes: (path: string) => Verdict): Promise<Scene> {
  const scene = await open(new LossyDisk());
  await scene.responder.answer(manualBlock([ATTACKER], 5 * HOUR));
  await scene.responder.answer(manualBlock([OTHER], 5 * HOUR));
  scene.disk.before = ({ path }) => (path.startsWith("respond") ? notes(path) : "lost");
  return scene;
}

/** The process dies, the machine begins anew: nothing is held but what the node puts back. */
function reboot(scene: Scene): Promise<Scene> {
  scene.actuator.held.clear();
  return open(scene.disk.killed(), { time: scene.time, actuator: scene.actuator, guards: scene.guards });
}

describe("what a person undoes while the ledger takes nothing", () => {
  test("stays undone after a restart, is stated with who, when and why, and leaves no note", async () => {
    const first = await full(() => "done");
    const answer = await first.responder.answer(unblock(ATTACKER));
    assert.deepEqual(answer.kept, { in: "note", why: null });
    assert.match(unblockLines(answer, "").join("\n"), /^noted {5}the ledger takes no statements now/m);
    const undoneAt = isoTime(first.time.nowMs);
    await first.time.pass(HOUR, 60_000);
    const again = await reboot(first);
    assert.deepEqual([...again.actuator.held.keys()], [keyOf(OTHER)]);
    await again.responder.settled();
    const undone = (await statedIn(again.ledger)).filter(({ step }) => step === "undone");
    assert.equal(undone.length, 1);
    assert.equal(undone[0]?.by, WORDS.by);
    assert.equal(undone[0]?.reason, `${WORDS.reason} (undone at ${undoneAt}, when the ledger took nothing)`);
    assert.deepEqual(undone[0]?.targets, [targetOf(ATTACKER)]);
    assert.equal(await again.disk.files.read(NOTES), undefined);
    await again.responder.answer(manualBlock([ATTACKER], 3 * HOUR));
    const third = await reboot(again);
    assert.ok(third.actuator.held.has(keyOf(ATTACKER)), "what is ordered later is held");
    await third.responder.close();
  });

  test("stays undone while start after start finds the disk full, and each further undo is kept with it", async () => {
    const first = await full(() => "done");
    await first.responder.answer(unblock(ATTACKER));
    const disk = first.disk.killed();
    disk.before = ({ kind, path }) => (kind === "write" && /^ledger\/(?!checkpoint)/.test(path) ? "lost" : "done");
    first.actuator.held.clear();
    const second = await open(disk, first);
    assert.deepEqual([...second.actuator.held.keys()], [keyOf(OTHER)]);
    assert.equal((await second.responder.answer(unblock(OTHER))).kept.in, "note");
    const third = await reboot(second);
    assert.equal(third.actuator.held.size, 0);
    await third.responder.settled();
    const undone = (await statedIn(third.ledger)).filter(({ step }) => step === "undone");
    assert.equal(undone.length, 2);
    assert.equal(await third.disk.files.read(NOTES), undefined);
    await third.responder.close();
  });

  test("is kept with the room of the reserve when there is no other", async () => {
    let room = 0;
    const first = await full(() => "done");
    first.disk.before = ({ kind, path }) => {
      if (kind === "remove" && path.endsWith("reserve")) room = 1;
      return path.startsWith("respond") && (kind !== "write" || room > 0) ? "done" : "lost";
    };
    assert.equal((await first.responder.answer(unblock(ATTACKER))).kept.in, "note");
    const again = await reboot(first);
    assert.deepEqual([...again.actuator.held.keys()], [keyOf(OTHER)]);
    await again.responder.close();
  });

  test("and cannot be noted either is undone, and the answer says plainly that a restart puts it back", async () => {
    const first = await full(() => "lost");
    const answer = await first.responder.answer(unblock(ATTACKER));
    assert.ok(!first.actuator.held.has(keyOf(ATTACKER)));
    assert.equal(answer.kept.in, "nothing");
    assert.match(
      unblockLines(answer, "").join("\n"),
      /NOT KEPT.* {2}undone now; it could not be kept, so a restart before its end puts it back: repeat it then/,
    );
    const lost = await reboot(first);
    assert.ok(lost.actuator.held.has(keyOf(ATTACKER)), "as was said");
    await lost.responder.close();
    first.disk.before = ({ path }) => (path.startsWith("respond") ? "done" : "lost");
    assert.equal((await first.responder.answer(unblock(OTHER))).kept.in, "note");
    const again = await reboot(first);
    assert.equal(again.actuator.held.size, 0, "the next note keeps the one before too");
    await again.responder.close();
  });

  test("and waited for approval is over", async () => {
    const first = await open(new LossyDisk());
    first.proposals = [{ persons: 1, target: targetOf(THIRD) }];
    first.responder.observe(detectionOf(THIRD), NOW);
    await first.responder.settled();
    const { awaiting } = await first.responder.answer({ ask: "blocks", after: null, limit: 1, of: null });
    first.disk.before = ({ path }) => (path.startsWith("respond") ? "done" : "lost");
    assert.equal((await first.responder.answer(unblock(awaiting[0]?.action ?? ""))).kept.in, "note");
    const again = await reboot(first);
    assert.equal(again.responder.status().awaiting, 0);
    await again.responder.close();
  });
});

test("a note whose statement is durable and that could not be removed ends nothing that began later", async () => {
  const first = await full(() => "done");
  await first.responder.answer(unblock(ATTACKER));
  const note = await first.disk.files.read(NOTES);
  const second = await reboot(first);
  await second.responder.answer(manualBlock([ATTACKER], 5 * HOUR));
  await second.disk.files.writeNew(NOTES, note ?? utf8(""));
  const third = await reboot(second);
  assert.ok(third.actuator.held.has(keyOf(ATTACKER)));
  await third.responder.close();
});

test("notes that cannot be read are told, and the node starts", async () => {
  const first = await open(new LossyDisk());
  await first.responder.answer(manualBlock([ATTACKER], 5 * HOUR));
  await first.disk.files.writeNew(NOTES, utf8('{"version":"1","undone":[{'));
  const again = await reboot(first);
  assert.match(again.problems.join("\n"), /could not read respond\/undone-notes: .*; undo again what was undone/);
  assert.ok(again.actuator.held.has(keyOf(ATTACKER)));
  await again.responder.close();
});

test("the file of notes reads back what was written, and refuses rubbish", () => {
  const note = fc.record(
    {
      action: fc.constant("act-0123456789abcdef"),
      at: fc.constant(isoTime(NOW)),
      measure: fc.constantFrom<UndoneNote["measure"]>("block", "quarantine"),
      targets: fc.constant([targetOf(ATTACKER)]),
      by: fc.string({ unit: "grapheme", maxLength: 20 }),
      reason: fc.string({ unit: "grapheme", maxLength: 20 }),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.array(note, { maxLength: 5 }), (notes) => {
      assert.deepEqual(parseUndoneNotes(formatUndoneNotes(notes)), { ok: true, value: notes });
    }),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => assert.equal(parseUndoneNotes(bytes).ok, false)));
});
