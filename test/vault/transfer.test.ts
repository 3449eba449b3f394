import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  acceptExhibit,
  addExhibit,
  admitAcceptance,
  answerOffer,
  bundleOffer,
  claimKey,
  copyExhibit,
  correctEvent,
  destroyExhibit,
  findExhibit,
  findStrays,
  finishDestructions,
  hostNow,
  offerExhibit,
  openCustody,
  openForeignOffer,
  readExhibit,
  releaseExhibit,
  removeStray,
  timelineLines,
  verifyExhibit,
  withdrawOffer,
} from "../../src/app/index.ts";
import { recordEvent } from "../../src/app/vault/custody-record.ts";
import { keyStatement } from "../../src/ledger/index.ts";
import { sha256 } from "../../src/ledger/io/index.ts";
import { Failure, parseJson, toHex, utf8 } from "../../src/lib/index.ts";
import { parseTrustPolicy } from "../../src/merkle/index.ts";
import type { ExhibitId, HoldPredicate, PartyPredicate } from "../../src/model/index.ts";
import { believe, makeKey, openTestNode, takeIn } from "./desk.ts";
import { ANNA, BEN, CARA, KEEPER } from "./story.ts";

const WORDS = { purpose: "examination", authority: "order 7" };
const NOTHING = { records: [], segments: [], entries: [], cases: [], exhibits: [] };
const NOBODY = { deeds: [], persons: 2 } as const;
const quiet = () => undefined;
const isFailure =
  (code: string, why = /./) =>
  (error: unknown) =>
    error instanceof Failure && error.code === code && why.test(error.message);

async function allOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const read: Uint8Array[] = [];
  for await (const chunk of chunks) read.push(chunk);
  return Buffer.concat(read).toString();
}

test("two hands of one house sign a transfer, and neither can do it for the other", async (context) => {
  const { node, folder } = await openTestNode(context, KEEPER);
  const [anna, ben, stranger] = [await makeKey(folder, "anna"), await makeKey(folder, "ben"), await makeKey(folder, "x")];
  await believe(node, anna, ANNA);
  await believe(node, ben, BEN);
  const id = await takeIn(node, folder, ANNA);
  const at = async () => {
    const desk = await openCustody(node);
    return [desk, findExhibit(desk, id)] as const;
  };
  const to = BEN;
  await assert.rejects(offerExhibit(...(await at()), { to, words: WORDS, key: stranger }), isFailure("KEY_REFUSED"));
  await assert.rejects(
    offerExhibit(...(await at()), { to, words: WORDS, key: ben }),
    isFailure("CUSTODY_REFUSED", /did not hold it/),
  );
  await offerExhibit(...(await at()), { to, words: WORDS, key: anna });
  await assert.rejects(
    acceptExhibit(...(await at()), { words: WORDS, key: anna }),
    isFailure("CUSTODY_REFUSED", /not offered to/),
  );
  await assert.rejects(
    readExhibit(...(await at()), { words: { ...WORDS, actor: ANNA }, onBytes: quiet }),
    isFailure("CUSTODY_REFUSED", /two hands/),
  );
  await withdrawOffer(...(await at()), { words: WORDS, key: anna });
  await offerExhibit(...(await at()), { to, words: WORDS, key: anna });
  await acceptExhibit(...(await at()), { words: WORDS, key: ben });
  const [, chain] = await at();
  assert.deepEqual(chain.problems, []);
  assert.deepEqual(chain.holding, { state: "held", by: BEN });
  assert.deepEqual(
    chain.events.map(({ custody }) => custody.event),
    ["transferred-out", "returned", "transferred-out", "transferred-in"],
  );
  const lines = timelineLines(chain).join("\n");
  assert.match(lines, /transferred-in by B\. Example.*\(other hand: A\. Example/);
  assert.match(lines, /signed by B\. Example/);
  assert.match(lines, /now: held by B\. Example/);
});

test("an exhibit goes from one node to another: the offer proves itself, the acceptance comes back", async (context) => {
  const [here, there] = [await openTestNode(context, KEEPER), await openTestNode(context, "North Port CERT")];
  const [anna, cara, mallory] = [
    await makeKey(here.folder, "anna"),
    await makeKey(there.folder, "cara"),
    await makeKey(there.folder, "mallory"),
  ];
  await believe(here.node, anna, ANNA);
  await believe(here.node, cara, { ...CARA, name: "North Port CERT" }, "party");
  const id = await takeIn(here.node, here.folder, ANNA);
  const desk = await openCustody(here.node);
  await offerExhibit(desk, findExhibit(desk, id), { to: CARA, words: WORDS, key: anna });
  const offering = await openCustody(here.node);
  const bundle = await bundleOffer(offering, findExhibit(offering, id));

  const party = await here.node.ledger.entry(0);
  assert.ok(!party.erased);
  const trustText = (keys: readonly string[]) => `${keys.map((key) => `log ${key}`).join("\n")}\nquorum none\n`;
  const trust = parseTrustPolicy(trustText((party.statement.predicate as PartyPredicate).logKeys));
  assert.ok(trust.ok);
  const offer = await openForeignOffer(bundle, trust.value);
  assert.equal(offer.keeper, KEEPER);
  assert.deepEqual(offer.problems, []);

  const other = await there.node.ledger.entry(0);
  assert.ok(!other.erased);
  const strangers = parseTrustPolicy(trustText((other.statement.predicate as PartyPredicate).logKeys));
  assert.ok(strangers.ok);
  await assert.rejects(openForeignOffer(bundle, strangers.value), isFailure("CUSTODY_REFUSED", /no key of/));

  const forged = await answerOffer(offer, WORDS, mallory);
  await assert.rejects(admitAcceptance(offering, forged), isFailure("KEY_REFUSED"));
  const wrongHand = await answerOffer(offer, WORDS, anna);
  await assert.rejects(admitAcceptance(offering, wrongHand), isFailure("CUSTODY_REFUSED", /signed by a key/));
  const acceptance = await answerOffer(offer, WORDS, cara);
  await admitAcceptance(offering, acceptance);
  await assert.rejects(admitAcceptance(await openCustody(here.node), acceptance), isFailure("CUSTODY_REFUSED"));
  const after = await openCustody(here.node);
  assert.deepEqual(after.custody.problems, []);
  assert.deepEqual(findExhibit(after, id).holding, { state: "held", by: CARA });
});

test("an offer of which one part was changed does not verify", async (context) => {
  const { node, folder } = await openTestNode(context, KEEPER);
  const anna = await makeKey(folder, "anna");
  await believe(node, anna, ANNA);
  const id = await takeIn(node, folder, ANNA);
  const desk = await openCustody(node);
  await offerExhibit(desk, findExhibit(desk, id), { to: CARA, words: WORDS, key: anna });
  const offering = await openCustody(node);
  const text = Buffer.from(await bundleOffer(offering, findExhibit(offering, id))).toString();
  const party = await node.ledger.entry(0);
  assert.ok(!party.erased);
  const keys = (party.statement.predicate as PartyPredicate).logKeys;
  const trust = parseTrustPolicy(`${keys.map((key) => `log ${key}`).join("\n")}\nquorum none\n`);
  assert.ok(trust.ok);
  await openForeignOffer(utf8(text), trust.value);
  const json = parseJson(text.trimEnd());
  assert.ok(json.ok);
  const { entries } = json.value as unknown as { entries: readonly { salt: string }[] };
  const flips = entries.flatMap((_, at) => ["salt", "envelope", "proof"].map((name) => [at, name] as const));
  for (const [at, name] of flips) {
    const value = (entries[at] as unknown as Record<string, string>)[name] ?? "";
    const place = Math.floor(value.length / 2);
    const changed = text.replace(value, `${value.slice(0, place)}${value[place] === "A" ? "B" : "A"}${value.slice(place + 1)}`);
    await assert.rejects(openForeignOffer(utf8(changed), trust.value), isFailure("CUSTODY_REFUSED"), `${at} ${name}`);
  }
  for (const at of entries.keys()) {
    const without = { ...(json.value as object), entries: entries.toSpliced(at, 1) };
    await assert.rejects(
      openForeignOffer(utf8(`${JSON.stringify(without)}\n`), trust.value),
      isFailure("CUSTODY_REFUSED"),
      `without ${at}`,
    );
  }
  for (const junk of ["", "{}", "[]", text.trimEnd(), ` ${text}`, text.replace("meridian-offer/v1", "meridian-offer/v2")])
    await assert.rejects(openForeignOffer(utf8(junk), trust.value), isFailure("CUSTODY_REFUSED"), junk.slice(0, 20));
});

test("an offer of a ledger that states a key without that key's own signature does not verify", async (context) => {
  const { node, folder } = await openTestNode(context, KEEPER);
  const [anna, other] = [await makeKey(folder, "anna"), await makeKey(folder, "other")];
  await believe(node, anna, ANNA);
  const words = { action: "add", role: "person", replaces: null, holder: BEN, effectiveFrom: hostNow().to, reason: "x" } as const;
  await node.ledger.append([keyStatement(sha256, { ...(await claimKey(node.ledger.origin, words, other)), proof: null })]);
  const id = await takeIn(node, folder, ANNA);
  const desk = await openCustody(node);
  await offerExhibit(desk, findExhibit(desk, id), { to: CARA, words: WORDS, key: anna });
  const offering = await openCustody(node);
  const bundle = await bundleOffer(offering, findExhibit(offering, id));
  const trust = parseTrustPolicy(
    `${node.ledger.keyring
      .logKeys(1)
      .map(({ vkey }) => `log ${vkey}`)
      .join("\n")}\nquorum none\n`,
  );
  assert.ok(trust.ok);
  await assert.rejects(openForeignOffer(bundle, trust.value), isFailure("CUSTODY_REFUSED", /lacks the new key's own signature/));
});

test("reading, copying and releasing are stated before anything comes out, and nothing that changed comes out", async (context) => {
  const { node, folder } = await openTestNode(context, KEEPER);
  const id = await takeIn(node, folder, ANNA);
  const how = { words: { ...WORDS, actor: BEN }, onBytes: quiet };
  const at = async () => {
    const desk = await openCustody(node);
    return [desk, findExhibit(desk, id)] as const;
  };
  const events = async () => (await at())[1].events.map(({ custody }) => custody.event);
  const chunks = await readExhibit(...(await at()), how);
  assert.deepEqual(await events(), ["accessed"], "stated although nobody has read a byte yet");
  assert.equal(await allOf(chunks), "evidence\n");
  await copyExhibit(...(await at()), join(folder, "copy"), how);
  await releaseExhibit(...(await at()), { target: join(folder, "release"), to: CARA }, how);
  assert.deepEqual(await events(), ["accessed", "copied", "disclosed"]);
  assert.equal(await readFile(join(folder, "copy"), "utf8"), "evidence\n");
  assert.equal(await readFile(join(folder, "release"), "utf8"), "evidence\n");
  await assert.rejects(copyExhibit(...(await at()), join(folder, "copy"), how), isFailure("CLI_USAGE"));
  const stranger = { ...how, words: { ...WORDS, actor: CARA } };
  await assert.rejects(readExhibit(...(await at()), stranger), isFailure("CUSTODY_REFUSED"));
  const [, { index }] = await at();
  await correctEvent(...(await at()), { entry: index, what: "it was the other host", why: "a slip" }, how);
  await assert.rejects(correctEvent(...(await at()), { entry: 0, what: "x", why: "y" }, how), isFailure("CUSTODY_REFUSED"));
  await writeFile(join(folder, "data", "vault", id, "content"), "Evidence\n");
  await assert.rejects(verifyExhibit(...(await at()), quiet), isFailure("EXHIBIT_CHANGED"));
  await assert.rejects(copyExhibit(...(await at()), join(folder, "second"), how), isFailure("EXHIBIT_CHANGED"));
  assert.equal(existsSync(join(folder, "second")), false);
  assert.deepEqual(await events(), ["accessed", "copied", "disclosed", "corrected"]);
  assert.deepEqual((await at())[1].problems, []);
});

test("destruction needs authority, approvals where policy asks, and no hold; statements and digests stay", async (context) => {
  const { node, folder } = await openTestNode(context, KEEPER);
  const id = await takeIn(node, folder, ANNA);
  const words = { ...WORDS, actor: ANNA };
  const at = async () => {
    const desk = await openCustody(node);
    return [desk, findExhibit(desk, id)] as const;
  };
  await assert.rejects(
    destroyExhibit(...(await at()), NOBODY, { words: { ...words, authority: " " } }),
    isFailure("CUSTODY_REFUSED", /authority/),
  );
  await assert.rejects(
    destroyExhibit(...(await at()), { deeds: ["destroy"], persons: 2 }, { words }),
    isFailure("APPROVAL_MISSING"),
  );
  const hold: HoldPredicate = {
    action: "place",
    hold: "court order 9",
    authority: "court",
    basis: "order 9",
    from: new Date().toISOString(),
    records: [],
    segments: [],
    entries: [],
    cases: [],
    exhibits: [id],
  };
  const subject = [{ name: hold.hold, digest: { sha256: toHex(sha256(utf8(hold.hold))) } }];
  await node.ledger.append([{ kind: "hold", subject, predicate: hold }]);
  await assert.rejects(destroyExhibit(...(await at()), NOBODY, { words }), isFailure("CUSTODY_REFUSED", /court order 9/));
  assert.match(timelineLines((await at())[1]).join("\n"), /kept by court order 9/);
  await node.ledger.append([{ kind: "hold", subject, predicate: { ...hold, action: "lift" } }]);
  await destroyExhibit(...(await at()), NOBODY, { words });
  const [desk, chain] = await at();
  assert.deepEqual(chain.holding, { state: "destroyed", by: ANNA });
  assert.equal(chain.exhibit.content.bytes, 9);
  assert.deepEqual(chain.problems, []);
  assert.equal(existsSync(join(folder, "data", "vault", id)), false);
  await assert.rejects(verifyExhibit(desk, chain, quiet), isFailure("CUSTODY_REFUSED", /were destroyed by/));
});

test("a destruction that broke off is finished where this node began it, under the conditions of a new one", async (context) => {
  const { node, folder } = await openTestNode(context, KEEPER);
  const id = await takeIn(node, folder, ANNA);
  const vault = join(folder, "data", "vault", id);
  const at = async () => {
    const desk = await openCustody(node);
    return [desk, findExhibit(desk, id)] as const;
  };
  const [desk, chain] = await at();
  const words = { ...WORDS, actor: ANNA };
  // The bytes cannot be removed: what a crash between the statement and the removal leaves.
  await mkdir(join(vault, "content.tmp", "in the way"), { recursive: true });
  await assert.rejects(destroyExhibit(desk, chain, NOBODY, { words }));
  await rm(join(vault, "content.tmp"), { recursive: true });
  await writeFile(join(vault, "content"), "evidence\n");
  const begun = await readFile(join(vault, "destroying"));
  const { number } = chain.exhibit;
  const finish = async (policy: Parameters<typeof finishDestructions>[1]) => finishDestructions((await at())[0], policy);
  const why = async (policy: Parameters<typeof finishDestructions>[1] = NOBODY) => (await finish(policy)).left[0]?.why ?? "";
  assert.match(await why({ deeds: ["destroy"], persons: 2 }), /2 persons must approve/);
  await node.ledger.hold("place", { hold: "order 9", authority: "court", basis: "order 9", ...NOTHING, exhibits: [id] });
  assert.match(await why(), /kept by order 9/);
  await node.ledger.hold("lift", { hold: "order 9", authority: "court", basis: "order 9", ...NOTHING });
  await writeFile(join(vault, "destroying"), `${"0".repeat(64)}\n`);
  assert.match(await why(), /did not begin/);
  await rm(join(vault, "destroying"));
  assert.match(await why(), /did not begin/);
  assert.equal(existsSync(join(vault, "content")), true);
  await writeFile(join(vault, "destroying"), begun);
  assert.deepEqual(await finish(NOBODY), { finished: [number], left: [] });
  assert.equal(existsSync(vault), false);
});

test("where another stated the destruction, this node's bytes go only by its own verb, which states nothing further", async (context) => {
  const { node, folder } = await openTestNode(context, KEEPER);
  const anna = await makeKey(folder, "anna");
  await believe(node, anna, ANNA);
  const id = await takeIn(node, folder, ANNA);
  const at = async () => {
    const desk = await openCustody(node);
    return [desk, findExhibit(desk, id)] as const;
  };
  const words = { ...WORDS, actor: ANNA };
  await recordEvent(...(await at()), { ...words, event: "destroyed" }, anna);
  const [desk, chain] = await at();
  assert.equal(chain.holding.state, "destroyed");
  assert.equal((await finishDestructions(desk, NOBODY)).left.length, 1);
  await assert.rejects(destroyExhibit(desk, chain, { deeds: ["destroy"], persons: 2 }, { words }), isFailure("APPROVAL_MISSING"));
  assert.equal(existsSync(join(folder, "data", "vault", id, "content")), true);
  await destroyExhibit(desk, chain, NOBODY, { words });
  assert.equal(existsSync(join(folder, "data", "vault", id)), false);
  assert.equal((await at())[1].events.length, 1);
});

test("bytes that no statement speaks of are named, and removed by name only", async (context) => {
  const { node, folder } = await openTestNode(context, KEEPER);
  const id = await takeIn(node, folder, ANNA);
  const stray = "ex-ffffffffffffffff" as ExhibitId;
  await mkdir(join(folder, "data", "vault", stray));
  await writeFile(join(folder, "data", "vault", stray, "content"), "x");
  const desk = await openCustody(node);
  assert.deepEqual(await findStrays(desk), [stray]);
  await assert.rejects(removeStray(desk, id), isFailure("CUSTODY_REFUSED"));
  await assert.rejects(removeStray(desk, "../ledger"), isFailure("EXHIBIT_UNKNOWN"));
  await removeStray(desk, stray);
  assert.deepEqual(await findStrays(desk), []);
  await verifyExhibit(desk, findExhibit(desk, id), quiet);
});

test("words that no statement can hold are refused before a byte is copied, and a bundle says itself where and when it was collected", async (context) => {
  const { node, folder } = await openTestNode(context, KEEPER);
  const acquired = { by: ANNA, at: null, place: null, authority: "order 7", purpose: "incident", tool: null };
  const what = { number: null, title: "x".repeat(1001), case: null, parent: null, acquired, caveats: [], expected: null };
  const bundle = join(folder, "bundle.tar");
  const manifest = [
    "meridian-collect/v1",
    "host\thts-jump1",
    "user\troot",
    `tool\t1.0\t${"8".repeat(64)}`,
    "begun\t2026-11-22T12:00:00Z",
    // More than a statement may hold, each ending in half of what is one character in UTF-16.
    ...Array.from({ length: 400 }, () => `unread\t2026-11-22T12:00:01Z\t${"x".repeat(4095)}%F0%9F%98%80\tdenied`),
    "ended\t2026-11-22T12:00:09Z",
  ];
  await writeFile(join(folder, "manifest.tsv"), `${manifest.join("\n")}\n`);
  assert.equal(spawnSync("tar", ["-cf", bundle, "-C", folder, "manifest.tsv"]).status, 0);
  await assert.rejects(addExhibit(node, bundle, what, quiet), isFailure("CLI_USAGE", /exhibit\.title/));
  assert.equal(existsSync(join(folder, "data", "vault")), false);
  const { exhibit } = await addExhibit(node, bundle, { ...what, title: "bundle" }, quiet);
  const sources = ["clock of hts-jump1"];
  assert.deepEqual(exhibit.acquired, {
    ...acquired,
    at: { from: "2026-11-22T12:00:00.000Z", to: "2026-11-22T12:00:09.000Z", sources },
    place: "hts-jump1",
    tool: { name: "meridian-collect", version: "1.0", sha256: "8".repeat(64) },
  });
  assert.deepEqual(exhibit.unread.at(-1), { what: "157 more", reason: "the manifest in the bundle names them" });
  const desk = await openCustody(node);
  const long = { words: { ...WORDS, actor: ANNA, purpose: "x".repeat(1001) }, onBytes: quiet };
  await assert.rejects(readExhibit(desk, findExhibit(desk, exhibit.exhibit), long), isFailure("CLI_USAGE", /custody\.purpose/));
});
