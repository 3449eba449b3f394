import { generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import {
  addExhibit,
  claimKey,
  enterKey,
  hostNow,
  type Node,
  openNode,
  openPersonKey,
  type PersonKey,
} from "../../src/app/index.ts";
import { isoTime } from "../../src/lib/index.ts";
import type { ExhibitId, Hand } from "../../src/model/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";

/** A node of `name` in a folder of its own, both of which go when the test ends. */
export async function openTestNode(
  context: TestContext,
  name: string,
): Promise<{ readonly node: Node; readonly folder: string }> {
  const folder = await temporaryFolder(context);
  const party = { name, kind: "test", jurisdiction: null, exercise: true };
  const origin = `log.example/${name.toLowerCase().replaceAll(" ", "-")}`;
  const node = await openNode({ dataDirectory: join(folder, "data"), party, origin });
  context.after(() => node.close());
  return { node, folder };
}

/** A person's key file. */
export async function makeKey(folder: string, name: string): Promise<PersonKey> {
  const path = join(folder, `${name}.pem`);
  const { privateKey } = generateKeyPairSync("ed25519");
  await writeFile(path, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  return openPersonKey(path);
}

/** Has a ledger believe a key. */
export async function believe(node: Node, key: PersonKey, hand: Hand, role: "person" | "party" = "person"): Promise<void> {
  const holder = { name: hand.name, function: hand.function, party: hand.party };
  const claim = { action: "add", role, replaces: null, holder, effectiveFrom: isoTime(Date.now()), reason: "test" } as const;
  await enterKey(node, await claimKey(node.ledger.origin, claim, key));
}

/** A file of `text` taken in as an exhibit in `by`'s hands. */
export async function takeIn(node: Node, folder: string, by: Hand, text = "evidence\n"): Promise<ExhibitId> {
  const path = join(folder, "taken");
  await writeFile(path, text);
  const acquired = {
    by,
    at: hostNow(),
    place: "hts-jump1",
    authority: "order 7",
    purpose: "incident",
    tool: { name: "dd", version: "9", sha256: null },
  };
  const what = {
    number: null,
    title: "log of\u001b[2J the jump host",
    case: null,
    parent: null,
    acquired,
    caveats: [],
    expected: null,
  };
  return (await addExhibit(node, path, what, () => undefined)).exhibit.exhibit;
}
