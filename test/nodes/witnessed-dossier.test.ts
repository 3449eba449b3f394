import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import {
  buildCases,
  fetchAbout,
  INTERNAL,
  openNode,
  openPeerBook,
  publishToFolder,
  trustLines,
  withWitnesses,
} from "../../src/app/index.ts";
import { openKeys } from "../../src/ledger/io/index.ts";
import { parseTrustPolicy } from "../../src/merkle/index.ts";
import { verifyDossier, webChecks } from "../../src/verify/index.ts";
import { openFolder } from "../../src/verify/io/index.ts";
import { runMeridian, temporaryFolder } from "../support/run-meridian.ts";
import { type PartyNode, startParty } from "./party.ts";

const PARTY = { name: "Harbour Time Service", kind: "operator", jurisdiction: null, exercise: true };

test("a dossier of a witnessed node verifies with its quorum met, by the trust lines that the node prints", async (context) => {
  const open: PartyNode[] = [];
  context.after(() => Promise.all(open.map((node) => node.close())));
  const folder = await temporaryFolder(context);
  const started = await runMeridian(["start", "--once", "--data", folder]);
  assert.equal(started.code, 0, started.stderr);
  const data = join(folder, "exercise");
  const node = await openNode({ dataDirectory: data, party: PARTY, origin: null });
  try {
    const { origin, keyring } = node.ledger;
    const { logEd25519, logMlDsa44 } = await openKeys(node.files, { origin, create: false });
    const log = { origin, party: PARTY.name, url: null, vkeys: [logEd25519.vkey, logMlDsa44.vkey] };
    for (const letter of ["B", "C"]) {
      const witness = await startParty(folder, letter);
      open.push(witness);
      await (await openPeerBook(witness.data)).change([{ kind: "log", log }]);
      await witness.open.service.watchNow();
      const { url } = witness.open.serving;
      const peer = { party: `Party ${letter}`, url: `${url}witness`, vkeys: (await fetchAbout(url)).witness, mirror: null };
      await (await openPeerBook(data)).change([{ kind: "witness", witness: peer }]);
    }
    const [one] = await buildCases(node.ledger);
    assert.ok(one !== undefined);
    const target = await publishToFolder(node, one.case, INTERNAL, null);
    const lines = withWitnesses(trustLines({ keyring }), await (await openPeerBook(data)).read());
    const trust = parseTrustPolicy(`${lines.join("\n")}\n`);
    assert.ok(trust.ok, JSON.stringify(trust));
    const { witnesses, signer } = await verifyDossier(await openFolder(target), webChecks, { trust: trust.value });
    assert.deepEqual(
      [witnesses.quorum, witnesses.names, witnesses.fault, signer.status],
      ["met", ["1-Party-B/1", "1-Party-B/2", "2-Party-C/1", "2-Party-C/2"], null, "known"],
    );
  } finally {
    await node.close();
  }
});
