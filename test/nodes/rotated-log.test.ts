import assert from "node:assert/strict";
import { test } from "node:test";
import { rotateOwnKey } from "../../src/app/index.ts";
import { runMeridian, temporaryFolder } from "../support/run-meridian.ts";
import { askWitnesses, follow, grow, type PartyNode, startParty } from "./party.ts";

const COMMAND = /`meridian (ledger witness follow log\.example\/B --key) NEW --data DIR`/;

test("when a followed log has rotated its keys, both operators read the command that takes the new one, and it does", async (context) => {
  const open: PartyNode[] = [];
  context.after(() => Promise.all(open.map((node) => node.close())));
  const folder = await temporaryFolder(context);
  const [a, b] = [await startParty(folder, "A"), await startParty(folder, "B")] as const;
  open.push(a, b);
  await grow(b.node, "under the first keys");
  await follow(a, [b]);
  for (const role of ["log-ed25519", "log-ml-dsa-44"] as const)
    await rotateOwnKey(b.node, { role, reason: "yearly", clock: Date.now });
  await b.open.service.witnessed(await grow(b.node, "under the second keys"));
  await a.open.service.watchNow();
  const told = await a.heard(/^log\.example\/B.*signed by no key that this node has/);
  assert.match(told, COMMAND);

  await askWitnesses(b, [a]);
  const size = await grow(b.node, "without a cosignature");
  assert.match(await b.heard(/^Party A gives no cosignature: it refuses with 403/), COMMAND);

  const words = COMMAND.exec(told)?.[1]?.split(" ") ?? [];
  const { vkey } = b.node.ledger.keyring.own("log-ed25519", b.node.ledger.size) ?? {};
  const followed = await runMeridian([...words, vkey ?? "", "--data", a.data]);
  assert.equal(followed.code, 0, followed.stderr);
  await a.open.service.watchNow();
  await a.heard(/^log\.example\/B.*can be compared again/);
  assert.ok((await b.open.service.witnessed(size)) !== undefined, "it is cosigned again");
});
