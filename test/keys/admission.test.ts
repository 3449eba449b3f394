import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { claimKey, deedDigest, enterKey } from "../../src/app/index.ts";
import { keyStatement, signStatement } from "../../src/ledger/index.ts";
import { personKey, sha256 } from "../../src/ledger/io/index.ts";
import { isoTime, utf8 } from "../../src/lib/index.ts";
import { approvalSubjects, formatEnvelope, keyIdOf, parseEnvelope } from "../../src/model/index.ts";
import { LossyDisk } from "../fault/lossy-files.ts";
import { openTestNode } from "./node.ts";

const WHO = { authority: "Port Court", basis: "order 12" };
const HOLD = { hold: "court 12", ...WHO, records: [], segments: [], entries: [0], cases: [], exhibits: [] };

test("a lift of a hold that was placed again is not admitted a second time", async () => {
  const { ledger } = await openTestNode(new LossyDisk().files);
  assert.ok((await ledger.hold("place", HOLD)).ok);
  const lifted = await ledger.hold("lift", HOLD);
  assert.ok(lifted.ok);
  assert.ok((await ledger.hold("place", HOLD)).ok);
  const entry = await ledger.entry(lifted.value.index);
  assert.ok(!entry.erased);
  await ledger.appendSigned([entry.envelope]);
  assert.equal((await ledger.hold("place", HOLD)).ok, false, "the hold is placed still");
});

test("an older schedule is not admitted a second time", async () => {
  const { ledger } = await openTestNode(new LossyDisk().files);
  const schedule = { schedule: "default", ...WHO };
  const short = await ledger.retain({ ...schedule, keepDays: 0 });
  await ledger.retain({ ...schedule, keepDays: 3650 });
  const entry = await ledger.entry(short.index);
  assert.ok(!entry.erased);
  assert.equal((await ledger.appendSigned([entry.envelope])).ok, false);
});

test("a signature under a key that is being entered does not slip in unverified", async () => {
  const scene = await openTestNode(new LossyDisk().files);
  const { ledger } = scene;
  const newKey = () => personKey(utf8(generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" })), "k");
  const words = (name: string) =>
    ({
      action: "add",
      role: "person",
      replaces: null,
      holder: { name, function: "x", party: null },
      effectiveFrom: isoTime(0),
      reason: "r",
    }) as const;
  const [mallory, ben] = [newKey(), newKey()];
  await enterKey(scene, await claimKey(ledger.origin, words("Mallory"), mallory));
  const predicate = {
    deed: deedDigest(ledger.origin, { kind: "erase", what: "x" }),
    summary: "x",
    at: isoTime(1),
    expiresAt: isoTime(2),
  };
  const good = parseEnvelope(
    await signStatement({ kind: "approval", subject: approvalSubjects(predicate), predicate }, [mallory]),
  );
  assert.ok(good.ok);
  const [own] = good.value.signatures;
  assert.ok(own !== undefined);
  const junk = { keyid: keyIdOf(ben.vkey), sig: own.sig };
  const bytes = formatEnvelope({ payload: good.value.payload, signatures: [own, junk] });
  const claim = await claimKey(ledger.origin, words("Ben"), ben);
  const entering = ledger.append([keyStatement(sha256, claim)]);
  const slipping = ledger.appendSigned([bytes]);
  await entering;
  await slipping;
  assert.deepEqual((await ledger.check()).problems, []);
});
