import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { describe, test } from "node:test";
import {
  type ApprovalPolicy,
  approveDeed,
  claimKey,
  type Deed,
  deedDigest,
  enterKey,
  type PersonKey,
  parseDeed,
  requireApprovals,
  revokeKey,
} from "../../src/app/index.ts";
import { type Ledger, signStatement } from "../../src/ledger/index.ts";
import { personKey } from "../../src/ledger/io/index.ts";
import { isoTime, utf8 } from "../../src/lib/index.ts";
import { approvalSubjects } from "../../src/model/index.ts";
import { LossyDisk } from "../fault/lossy-files.ts";
import { isFailure, openTestNode } from "./node.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;
const DEED: Deed = { kind: "destroy", what: "ex-0123456789abcdef" };
const POLICY: ApprovalPolicy = { deeds: ["destroy"], persons: 2 };

type Scene = { readonly files: LossyDisk["files"]; readonly ledger: Ledger };

function newKey(): PersonKey {
  const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
  return personKey(utf8(pem), "a test key");
}

async function enter(
  scene: Scene,
  name: string,
  { key = newKey(), role = "person", party = "Harbour Authority" } = {},
): Promise<PersonKey> {
  const holder = { name, function: "records officer", party };
  const claim = {
    action: "add",
    role: role as "person" | "party",
    replaces: null,
    holder,
    effectiveFrom: isoTime(NOW),
    reason: "hired",
  } as const;
  await enterKey(scene, await claimKey(scene.ledger.origin, claim, key));
  return key;
}

const approve = (scene: Scene, key: PersonKey, { nowMs = NOW, deed = DEED, validHours = 24 } = {}) =>
  approveDeed(scene.ledger, deed, key, { nowMs, validHours });

const missing = isFailure("APPROVAL_MISSING", /meridian approve 'destroy ex-0123456789abcdef' --key KEY --data DIR/);

/** Each row prepares a ledger in which fewer than two persons have validly approved. */
const CHEATS: readonly (readonly [string, (scene: Scene) => Promise<unknown>])[] = [
  ["nobody approves", async () => undefined],
  ["one person approves", async (scene) => approve(scene, await enter(scene, "Ana"))],
  [
    "one person approves twice",
    async (scene) => {
      const ana = await enter(scene, "Ana");
      await approve(scene, ana);
      await approve(scene, ana);
    },
  ],
  [
    "one person approves with two keys",
    async (scene) => {
      await approve(scene, await enter(scene, "Ana"));
      await approve(scene, await enter(scene, "Ana"));
    },
  ],
  [
    "one person approves under two spellings and for two parties",
    async (scene) => {
      await approve(scene, await enter(scene, "Ana Lee"));
      await approve(scene, await enter(scene, " ANA\u00a0 lee ", { party: "Party A" }));
    },
  ],
  [
    "one of two approvals is expired",
    async (scene) => {
      await approve(scene, await enter(scene, "Ana"));
      await approve(scene, await enter(scene, "Ben"), { nowMs: NOW - 25 * HOUR });
    },
  ],
  [
    "one of two approvals is of the future",
    async (scene) => {
      await approve(scene, await enter(scene, "Ana"));
      await approve(scene, await enter(scene, "Ben"), { nowMs: NOW + HOUR });
    },
  ],
  [
    "one of two keys is revoked after it approved",
    async (scene) => {
      await approve(scene, await enter(scene, "Ana"));
      const ben = await enter(scene, "Ben");
      await approve(scene, ben);
      await revokeKey(scene, { name: ben.vkey, from: isoTime(NOW + HOUR), reason: "left" });
    },
  ],
  [
    "one approves another deed",
    async (scene) => {
      await approve(scene, await enter(scene, "Ana"));
      await approve(scene, await enter(scene, "Ben"), { deed: { kind: "destroy", what: "ex-0123456789abcdee" } });
    },
  ],
  [
    "one approves the same thing as another kind of deed",
    async (scene) => {
      await approve(scene, await enter(scene, "Ana"));
      await approve(scene, await enter(scene, "Ben"), { deed: { ...DEED, kind: "release" } });
    },
  ],
  [
    "a party's key approves beside one person",
    async (scene) => {
      await approve(scene, await enter(scene, "Ana"));
      await approve(scene, await enter(scene, "Party A", { role: "party" }));
    },
  ],
  [
    "the keeper's statement key approves beside one person",
    async (scene) => {
      await approve(scene, await enter(scene, "Ana"));
      const predicate = {
        deed: deedDigest(scene.ledger.origin, DEED),
        summary: "destroy",
        at: isoTime(NOW),
        expiresAt: isoTime(NOW + HOUR),
      };
      await scene.ledger.append([{ kind: "approval", subject: approvalSubjects(predicate), predicate }]);
    },
  ],
  [
    "an approval's envelope is entered twice",
    async (scene) => {
      const ana = await enter(scene, "Ana");
      const { index } = await approve(scene, ana);
      const entry = await scene.ledger.entry(index);
      assert.ok(!entry.erased);
      assert.ok((await scene.ledger.appendSigned([entry.envelope])).ok);
    },
  ],
];

describe("a deed that policy gives to two persons is refused when", () => {
  for (const [name, prepare] of CHEATS) {
    test(name, async () => {
      const scene = await openTestNode(new LossyDisk().files);
      await prepare(scene);
      await assert.rejects(requireApprovals(scene.ledger, DEED, POLICY, { nowMs: NOW }), missing);
    });
  }
});

test("two persons' approvals suffice, are told by name, and count anew where only later ones do", async () => {
  const scene = await openTestNode(new LossyDisk().files);
  const [ana, ben] = [await enter(scene, "Ana"), await enter(scene, "Ben")];
  await approve(scene, ana);
  await approve(scene, ben);
  const approvers = await requireApprovals(scene.ledger, DEED, POLICY, { nowMs: NOW });
  assert.deepEqual(
    approvers.map(({ holder }) => holder.name),
    ["Ana", "Ben"],
  );
  await assert.rejects(requireApprovals(scene.ledger, DEED, POLICY, { nowMs: NOW, after: scene.ledger.size }), missing);
  await assert.rejects(
    requireApprovals(scene.ledger, DEED, { ...POLICY, persons: 3 }, { nowMs: NOW }),
    isFailure("APPROVAL_MISSING", /only Ana, Ben did/),
  );
  assert.deepEqual((await scene.ledger.check()).problems, []);
});

test("approvals that were used cannot be entered again for the next such deed", async () => {
  const scene = await openTestNode(new LossyDisk().files);
  const keys = [await enter(scene, "Ana"), await enter(scene, "Ben")];
  const envelopes: Uint8Array[] = [];
  for (const key of keys) {
    const entry = await scene.ledger.entry((await approve(scene, key)).index);
    assert.ok(!entry.erased);
    envelopes.push(entry.envelope);
  }
  assert.equal((await requireApprovals(scene.ledger, DEED, POLICY, { nowMs: NOW })).length, 2);
  const after = scene.ledger.size;
  assert.ok((await scene.ledger.appendSigned(envelopes)).ok);
  await assert.rejects(requireApprovals(scene.ledger, DEED, POLICY, { nowMs: NOW, after }), missing);
  for (const key of keys) await approve(scene, key, { nowMs: NOW + 1 });
  assert.equal((await requireApprovals(scene.ledger, DEED, POLICY, { nowMs: NOW + 1, after })).length, 2);
});

test("two signatures on one envelope are two persons; what policy does not name needs nobody", async () => {
  const scene = await openTestNode(new LossyDisk().files);
  const keys = [await enter(scene, "Ana"), await enter(scene, "Ben")];
  const predicate = {
    deed: deedDigest(scene.ledger.origin, DEED),
    summary: "x",
    at: isoTime(NOW),
    expiresAt: isoTime(NOW + HOUR),
  };
  const envelope = await signStatement({ kind: "approval", subject: approvalSubjects(predicate), predicate }, keys);
  assert.ok((await scene.ledger.appendSigned([envelope])).ok);
  assert.equal((await requireApprovals(scene.ledger, DEED, POLICY, { nowMs: NOW })).length, 2);
  assert.deepEqual(await requireApprovals(scene.ledger, { kind: "erase", what: "all" }, POLICY, { nowMs: NOW }), []);
});

test("keys that the ledger does not believe approve nothing, and persons sign no other kind", async () => {
  const scene = await openTestNode(new LossyDisk().files);
  await assert.rejects(approve(scene, newKey()), isFailure("KEY_REFUSED", /meridian keys add/));
  const ana = await enter(scene, "Ana");
  const { statement } = (await scene.ledger.entry(0)) as { statement: Parameters<typeof signStatement>[0] };
  assert.equal((await scene.ledger.appendSigned([await signStatement(statement, [ana])])).ok, false);
});

test("deeds are read as they are written, and hidden characters are refused", () => {
  assert.deepEqual(parseDeed("destroy ex-0123456789abcdef"), DEED);
  for (const text of ["", "destroy", "destroy ", "raze x", "destroy  x", "destroy x\n", "destroy x\u202ey"])
    assert.throws(() => parseDeed(text), isFailure("CLI_USAGE"), JSON.stringify(text));
});

test("a key's proof serves in no other ledger, for no other holder, and no key comes twice", async () => {
  const scene = await openTestNode(new LossyDisk().files);
  const key = newKey();
  const holder = { name: "Ana", function: "records officer", party: null };
  const claim = { action: "add", role: "person", replaces: null, holder, effectiveFrom: isoTime(NOW), reason: "hired" } as const;
  const elsewhere = await claimKey("log.example/other", claim, key);
  await assert.rejects(enterKey(scene, elsewhere), isFailure("KEY_REFUSED", /own signature does not verify/));
  const good = await claimKey(scene.ledger.origin, claim, key);
  await assert.rejects(enterKey(scene, { ...good, holder: { ...holder, name: "Ben" } }), isFailure("KEY_REFUSED"));
  await assert.rejects(enterKey(scene, { ...good, proof: null }), isFailure("KEY_REFUSED", /lacks/));
  await enterKey(scene, good);
  await assert.rejects(enterKey(scene, good), isFailure("KEY_REFUSED", /knows this key already/));
  await revokeKey(scene, { name: key.vkey, from: isoTime(NOW), reason: "lost" });
  await assert.rejects(enterKey(scene, good), isFailure("KEY_REFUSED", /knows this key already/));
  await assert.rejects(approve(scene, key), isFailure("KEY_REFUSED"));
});
