import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { type TestContext, test } from "node:test";
import {
  approveDeed,
  carryOutOrder,
  claimKey,
  enterKey,
  expireNode,
  type Node,
  openNode,
  type PersonKey,
  stateOrder,
} from "../../src/app/index.ts";
import { personKey } from "../../src/ledger/io/index.ts";
import { isoTime, utf8 } from "../../src/lib/index.ts";
import { ruleSetSubjects } from "../../src/model/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";
import { isFailure } from "./node.ts";

const PARTY = { name: "Harbour Authority", kind: "operator", jurisdiction: null, exercise: true };
const POLICY = { deeds: ["erase"], persons: 2 } as const;

async function nodeWithStatement(context: TestContext): Promise<{ readonly node: Node; readonly index: number }> {
  const options = { dataDirectory: await temporaryFolder(context), party: PARTY, origin: "harbour.example/erase" };
  const node = await openNode(options);
  context.after(() => node.close());
  const predicate = {
    startedAt: isoTime(0),
    endedAt: isoTime(0),
    rules: { set: "00".repeat(32) as never, applied: 0, refused: [] },
    sources: [],
    absent: [],
    uncovered: [],
    degraded: [],
    accounting: { linesIn: 0, evaluated: 0, rejected: 0, dropped: 0 },
  };
  const [receipt] = await node.ledger.append([{ kind: "coverage", subject: ruleSetSubjects(predicate), predicate }]);
  return { node, index: receipt?.index ?? -1 };
}

async function personOf(node: Node, name: string): Promise<PersonKey> {
  const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
  const key = personKey(utf8(pem), "a test key");
  const holder = { name, function: "records officer", party: PARTY.name };
  const claim = { action: "add", role: "person", replaces: null, holder, effectiveFrom: isoTime(0), reason: "hired" } as const;
  await enterKey(node, await claimKey(node.ledger.origin, claim, key));
  return key;
}

test("where policy wants two persons, an order is carried out when two have approved it, and no other order with it", async (context) => {
  const { node, index } = await nodeWithStatement(context);
  const [anna, ben] = [await personOf(node, "Anna"), await personOf(node, "Ben")];
  const ground = { authority: "Data protection officer", basis: "request 44", records: [], segments: [] };
  const stated = await stateOrder(node, { order: "request 44", ...ground, entries: [index] });
  const other = await stateOrder(node, { order: "request 45", ...ground, entries: [index] });
  const carryOut = () => carryOutOrder(node, stated, POLICY);
  await assert.rejects(carryOut(), isFailure("APPROVAL_MISSING", /2 persons must approve/));
  const deed = { kind: "erase", what: `entry ${stated.entry} ${stated.name}` } as const;
  const now = { nowMs: Date.now(), validHours: 1 };
  await approveDeed(node.ledger, deed, anna, now);
  await approveDeed(node.ledger, { kind: "erase", what: `entry ${other.entry} ${other.name}` }, ben, now);
  await assert.rejects(carryOut(), isFailure("APPROVAL_MISSING", /only Anna did/));
  assert.equal((await node.ledger.entry(index)).erased ?? false, false);
  await approveDeed(node.ledger, deed, ben, now);
  const { receipt } = await carryOut();
  const entry = await node.ledger.entry(index);
  assert.deepEqual([entry.erased, entry.erased ? entry.erasure : -1], [true, receipt?.index]);
});

test("where policy wants two persons, a schedule erases nothing before two have approved it, however short it is", async (context) => {
  const { node } = await nodeWithStatement(context);
  const [anna, ben] = [await personOf(node, "Anna"), await personOf(node, "Ben")];
  const { index, name } = await node.ledger.retain({ schedule: "none", keepDays: 0, authority: "somebody", basis: "nothing" });
  const deed = { kind: "erase", what: `schedule in entry ${index} ${name}` } as const;
  const now = { nowMs: Date.now(), validHours: 1 };
  await approveDeed(node.ledger, deed, anna, now);
  await assert.rejects(expireNode(node, POLICY), isFailure("APPROVAL_MISSING", /only Anna did/));
  await approveDeed(node.ledger, deed, ben, now);
  assert.equal((await expireNode(node, POLICY))?.entry, null, "nothing is due, and nobody forbids it any more");
});
