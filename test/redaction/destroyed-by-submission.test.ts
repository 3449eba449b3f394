import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { claimKey, enterKey } from "../../src/app/index.ts";
import { createSubmissions } from "../../src/app/submissions.ts";
import { custodyPredicate } from "../../src/app/vault/custody-record.ts";
import { finishDestructions } from "../../src/app/vault/exhibits-give.ts";
import { vaultOf } from "../../src/app/vault/vault-of.ts";
import { signStatement } from "../../src/ledger/index.ts";
import { personKey } from "../../src/ledger/io/index.ts";
import { isoTime, utf8 } from "../../src/lib/index.ts";
import { custodyStatement } from "../../src/vault/index.ts";
import { again, takeIn, withDesk } from "./desk.ts";

/** One person, with their own key and a token of the node, sends a `destroyed` event for an exhibit that a hold keeps. */
test("what a person submits does not make the node destroy what a hold keeps", () =>
  withDesk(async (whole) => {
    const { node } = whole;
    const { chain } = await takeIn(whole, "evidence\n");
    const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
    const key = personKey(utf8(pem), "a test key");
    const holder = { name: "M. Allory", function: "clerk", party: "Harbour Time Service" };
    const words = { action: "add", role: "person", replaces: null, holder, effectiveFrom: isoTime(0), reason: "hired" } as const;
    await enterKey(node, await claimKey(node.ledger.origin, words, key));
    const who = { authority: "Port Court", basis: "order 9" };
    const held = {
      hold: "court order 9",
      ...who,
      records: [],
      segments: [],
      entries: [],
      cases: [],
      exhibits: [chain.exhibit.exhibit],
    };
    assert.ok((await node.ledger.hold("place", held)).ok);
    const predicate = custodyPredicate(chain, { actor: holder, purpose: "tidy", authority: "me", event: "destroyed" });
    const envelope = await signStatement(custodyStatement(predicate), [key]);
    assert.ok((await createSubmissions(node.ledger).submit([envelope])).ok);
    const { desk } = await again(whole, chain.exhibit.number);
    await finishDestructions(desk, { deeds: [], persons: 2 });
    assert.equal(await vaultOf(node).has(chain.exhibit.exhibit), true, "the bytes are there still");
  }));
