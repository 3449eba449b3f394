import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import {
  createTimeKeeper,
  defaultConfig,
  type Node,
  openNode,
  readTimeSettings,
  renewTime,
  showTime,
  soundness,
  stampTime,
  startTimeService,
  type TimeEvent,
  type TimeSettings,
  timeEntries,
  verifyTimes,
} from "../../src/app/index.ts";
import { formatPeers, PEERS_PATH } from "../../src/app/parties/witnessing-peers.ts";
import { timeStatement } from "../../src/app/time/trusted-time-entries.ts";
import { formatNote, formatVkey, KEY_TYPES, parseNote } from "../../src/merkle/index.ts";
import { type TimePredicate, timeSubjects } from "../../src/model/index.ts";
import { formatTimeRequest, parsePemCertificates, parseTimeReply, verifyToken } from "../../src/time/index.ts";
import { nodeTimeCrypto } from "../../src/time/io/index.ts";
import {
  type LocalAuthority,
  makeAuthority,
  serveAuthority,
  skipWithoutFaketime,
  skipWithoutOpenssl,
} from "../support/local-tsa.ts";
import { testKey } from "../support/note-keys.ts";
import { runMeridian, temporaryFolder } from "../support/run-meridian.ts";

// apt: openssl faketime

const skip = skipWithoutOpenssl();
/** Nothing listens on port 1 of loopback. */
const DEAD = "http://127.0.0.1:1/";
const PARTY = { name: "Harbour Authority", kind: "operator", jurisdiction: null, exercise: true };
const DAY_MS = 86_400_000;

type Served = LocalAuthority & { readonly name: string; readonly url: string };

async function served(context: TestContext, folder: string, name: string, days = 365): Promise<Served> {
  const authority = await makeAuthority(folder, { name, days, rsa: name === "Reef Time" });
  return { ...authority, name, url: await serveAuthority(context, authority) };
}

function configOf(authorities: readonly { name: string; url: string; anchors: string }[]) {
  const { time } = defaultConfig("/");
  const asked = authorities.map(({ name, url, anchors }) => ({
    name,
    url,
    anchors: [anchors],
    policy: null,
    jurisdiction: null,
  }));
  return { time: { ...time, authorities: asked } };
}

async function openTestNode(context: TestContext, folder: string): Promise<Node> {
  const options = { dataDirectory: join(folder, "data"), party: PARTY, origin: "harbour.example/ledger" };
  const node = await openNode(options);
  context.after(() => node.close());
  return node;
}

/** What `openssl ts -verify` says of a token over a file's bytes. */
function opensslVerifies(folder: string, token: Uint8Array, stamped: Uint8Array, anchors: string): boolean {
  const [tokenPath, dataPath] = [join(folder, "token.der"), join(folder, "stamped")];
  writeFileSync(tokenPath, token);
  writeFileSync(dataPath, stamped);
  const args = ["ts", "-verify", "-data", dataPath, "-token_in", "-in", tokenPath, "-CAfile", anchors];
  return execFileSync("openssl", args, { stdio: "pipe" }).toString().includes("Verification: OK");
}

const tokensOf = ({ proofs }: TimePredicate) => proofs.map((text) => new Uint8Array(Buffer.from(text, "base64")));

test("two authorities stamp a checkpoint; one that fails stops nobody; openssl verifies every token", {
  skip,
}, async (context) => {
  const folder = await temporaryFolder(context);
  const [north, reef] = [await served(context, folder, "North Port Time"), await served(context, folder, "Reef Time")];
  const node = await openTestNode(context, folder);
  const settings = readTimeSettings(configOf([north, { ...reef, name: "Dead Time", url: DEAD }, reef]));
  const { entry, predicate, refusals } = await stampTime(node, settings);
  assert.deepEqual([entry, refusals.map(({ authority }) => authority)], [1, ["Dead Time"]]);
  assert.deepEqual(
    predicate.sources.map(({ kind, name }) => [kind, name]),
    [
      ["local", "this machine"],
      ["authority", "North Port Time"],
      ["authority", "Reef Time"],
    ],
  );
  assert.deepEqual([predicate.contradictions, predicate.renews, predicate.after], [[], null, null]);
  assert.ok(predicate.interval !== null);
  const { origin, size, root } = predicate.checkpoint;
  const text = Buffer.from(`${origin}\n${size}\n${Buffer.from(root, "hex").toString("base64")}\n`);
  const [first, second] = tokensOf(predicate);
  assert.ok(first !== undefined && second !== undefined);
  assert.ok(opensslVerifies(folder, first, text, north.anchors));
  assert.ok(opensslVerifies(folder, second, text, reef.anchors));
  const verdicts = await verifyTimes(node, settings);
  assert.deepEqual(
    verdicts.map((verdict) => [soundness(verdict), verdict.sources.map(({ state }) => state)]),
    [["sound", ["unchecked", "holds", "holds"]]],
  );
  const [stranger] = await verifyTimes(node, readTimeSettings(configOf([north])));
  assert.equal(stranger && soundness(stranger), "unchecked", "a token without anchors is not sound");
  assert.equal((await node.ledger.check()).problems.length, 0);

  const again = await stampTime(node, settings);
  assert.deepEqual(again.predicate.after, { entry: 1, notBefore: predicate.interval.notBefore });
  const shown = await showTime(node, 1);
  assert.deepEqual([shown.notBefore, shown.notAfter?.entry], [null, 2]);
  assert.deepEqual((await showTime(node, 2)).notBefore, { at: predicate.interval.notBefore, entry: 1 });
  assert.ok(((await showTime(node, 0)).notAfter?.at ?? "none") <= predicate.interval.notAfter);
});

test("tokens are renewed before their certificates expire, and openssl verifies the new ones over the old", {
  skip,
}, async (context) => {
  const folder = await temporaryFolder(context);
  const [north, reef] = [await served(context, folder, "North Port Time", 10), await served(context, folder, "Reef Time")];
  const node = await openTestNode(context, folder);
  await stampTime(node, readTimeSettings(configOf([north])));
  const both = readTimeSettings(configOf([north, reef]));
  assert.deepEqual(await renewTime(node, both, 9 * DAY_MS), []);
  const [renewal, ...more] = await renewTime(node, both, 30 * DAY_MS);
  assert.ok(renewal !== undefined && more.length === 0);
  const [first] = await timeEntries(node);
  const [old] = tokensOf(await timeStatement(node, 1));
  assert.deepEqual(renewal.predicate.renews, { entry: 1, tokens: [first?.predicate.sources[1]?.proof] });
  const [, overOld] = tokensOf(renewal.predicate);
  assert.ok(old !== undefined && overOld !== undefined && opensslVerifies(folder, overOld, old, reef.anchors));
  assert.ok((await verifyTimes(node, both)).every((verdict) => soundness(verdict) === "sound"));
  const later = { ...renewal.predicate, checkpoint: { ...renewal.predicate.checkpoint, size: 2 } };
  await node.ledger.append([{ kind: "time", subject: timeSubjects(later), predicate: later }]);
  const moved = (await verifyTimes(node, both)).at(-1);
  assert.ok(moved?.problems.includes("it renews the tokens of another tree"), "old tokens prove nothing of a later tree");
  const inAMonth = await verifyTimes(node, both, Date.now() + 30 * DAY_MS);
  assert.deepEqual(inAMonth[0]?.problems, [], "the renewal covered it before its certificates expired");
  assert.match(
    inAMonth[1]?.problems.join() ?? "",
    /the certificates of North Port Time expired .* nothing covered its token before/,
  );
  assert.deepEqual(await renewTime(node, both, 30 * DAY_MS), [], "what a longer token covers needs no other");
});

test("a statement that does not follow from its tokens is found out", { skip }, async (context) => {
  const folder = await temporaryFolder(context);
  const north = await served(context, folder, "North Port Time");
  const node = await openTestNode(context, folder);
  const settings = readTimeSettings(configOf([north]));
  const { predicate } = await stampTime(node, settings);
  const state = async (changed: TimePredicate, by: TimeSettings = settings) => {
    await node.ledger.append([{ kind: "time", subject: timeSubjects(changed), predicate: changed }]);
    const verdict = (await verifyTimes(node, by)).at(-1);
    return [
      ...(verdict?.problems ?? []),
      ...(verdict?.sources ?? []).filter((one) => one.state === "wrong").map((one) => one.detail),
    ];
  };
  const [local, token] = predicate.sources;
  assert.ok(local !== undefined && token !== undefined);
  const early = { ...token, notBefore: "2020-01-01T00:00:00.000Z" };
  const said = await state({ ...predicate, sources: [local, early] });
  assert.ok(said.includes("the token gives another time than the statement"), said.join("; "));
  assert.match((await state({ ...predicate, proofs: [] })).join(), /its proof is not in the statement/);
  const { checkpoint } = predicate;
  const other = { ...checkpoint, root: "0".repeat(64) as typeof checkpoint.root };
  const wrong = (await state({ ...predicate, checkpoint: other })).join();
  assert.match(wrong, /its tree head is not the ledger's/);
  assert.match(wrong, /imprint: the token stamps something else/);
  assert.match((await state({ ...predicate, contradictions: [{ sources: [], reason: "" }] })).join(), /do not follow/);
});

test("a token back-dated by openssl is refused by us and believed by openssl", {
  skip: skipWithoutFaketime(),
}, async (context) => {
  const folder = await temporaryFolder(context);
  const old = await makeAuthority(folder, { name: "Old Time" });
  const stamped = Buffer.from("harbour.example/ledger\n");
  const imprint = { hash: "sha256" as const, digest: nodeTimeCrypto.digest("sha256", stamped) };
  const { bytes, nonce } = formatTimeRequest({ imprint, random: Buffer.alloc(8, 0x55), policy: undefined });
  const reply = parseTimeReply(await old.reply(bytes, "2020-01-01 00:00:00"));
  const anchors = parsePemCertificates(readFileSync(old.anchors, "utf8"));
  assert.ok(reply.ok && anchors.ok);
  const expected = { stamped, hash: undefined, nonce, policies: undefined, anchors: anchors.value };
  const verdict = verifyToken(reply.value, expected, nodeTimeCrypto);
  assert.deepEqual(verdict.ok ? "holds" : verdict.fault.kind, "validity");
  assert.ok(opensslVerifies(folder, reply.value, stamped, old.anchors), "openssl is wrong here; that is why we look ourselves");
});

test("a running node stamps when it is due, and goes on without an authority that back-dates", {
  skip: skipWithoutFaketime(),
}, async (context) => {
  const folder = await temporaryFolder(context);
  const north = await served(context, folder, "North Port Time");
  const old = await makeAuthority(folder, { name: "Old Time" });
  const url = await serveAuthority(context, { reply: (query) => old.reply(query, "2020-01-01 00:00:00") });
  const node = await openTestNode(context, folder);
  const keeper = createTimeKeeper(node, readTimeSettings(configOf([north, { name: "Old Time", url, anchors: old.anchors }])));
  const [report, twice] = await Promise.all([keeper.stampDue(), keeper.stampDue()]);
  assert.equal(twice, undefined);
  assert.match(report?.refusals[0]?.reason ?? "", /^the token of Old Time is refused: validity: /);
  assert.equal(await keeper.stampDue(), undefined, "an hour has not passed");
  await assert.rejects(stampTime(node, readTimeSettings(configOf([{ ...north, url: DEAD }]))), { code: "TIME_AUTHORITY" });
  await assert.rejects(stampTime(node, readTimeSettings(configOf([]))), { code: "CONFIG_INVALID" });
});

test("the command line stamps, shows and verifies", { skip }, async (context) => {
  const folder = await temporaryFolder(context);
  const north = await served(context, folder, "North Port Time");
  const node = await openNode({ dataDirectory: join(folder, "data"), party: PARTY, origin: "harbour.example/ledger" });
  await node.close();
  const config = join(folder, "meridian.yaml");
  const anchors = north.anchors.slice(folder.length + 1);
  writeFileSync(
    config,
    `time:\n  authorities:\n    - name: North Port Time\n      url: ${north.url}\n      anchors: [${anchors}]\n`,
  );
  const meridian = (verb: string, ...more: string[]) =>
    runMeridian(["time", verb, "--data", join(folder, "data"), "--config", config, ...more]);
  const stamped = await meridian("stamp");
  assert.equal(stamped.code, 0, stamped.stderr);
  assert.match(stamped.stdout, /^entry 1: the tree of 1 entries was there by .*\n {2}clock this machine .*\[=*\]/);
  const shown = await meridian("show", "--entry", "0", "--json");
  assert.deepEqual([shown.code, JSON.parse(shown.stdout).notAfter.entry], [0, 1]);
  const verified = await meridian("verify");
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
  assert.match(verified.stdout, /holds {5}authority North Port Time: policy 1\.3\.6\.1\.4\.1\.32473\.1\.1/);
  assert.equal(readFileSync(join(folder, "data/time/entries.json"), "utf8"), '{"entries":[1],"size":2}\n');
});

test("witnesses that cosigned the checkpoint are sources, and one that lies is named", { skip }, async (context) => {
  const folder = await temporaryFolder(context);
  const [north, reef] = [await served(context, folder, "North Port Time"), await served(context, folder, "Reef Time")];
  const node = await openTestNode(context, folder);
  const seconds = Math.floor(Date.now() / 1000);
  const keys = [
    testKey("witness.example/good", KEY_TYPES.ed25519Cosignature, 0x31, seconds),
    testKey("witness.example/late", KEY_TYPES.mlDsa44Cosignature, 0x32, seconds - 86_400),
  ];
  const note = parseNote(node.ledger.checkpoint);
  assert.ok(note.ok);
  const { text, signatures } = note.value;
  const lines = await Promise.all(
    keys.map(async ({ signer }) => ({ name: signer.name, keyId: signer.keyId, signature: await signer.sign(text) })),
  );
  await node.files.makeDirectory("witness");
  await node.files.writeNew("witness/cosigned-checkpoint", formatNote(text, [...signatures, ...lines]));
  const witnesses = keys.map(({ vkey }, at) => ({
    party: at === 0 ? "Good Witness" : "Late Witness",
    url: `http://w${at}.example/`,
    vkeys: [formatVkey(vkey)],
    mirror: null,
  }));
  await node.files.writeNew(PEERS_PATH, formatPeers({ witnesses, logs: [] }));
  const settings = readTimeSettings(configOf([north, reef]));
  const { predicate } = await stampTime(node, settings);
  assert.deepEqual(
    predicate.sources.map(({ kind, name }) => [kind, name]),
    [
      ["local", "this machine"],
      ["witness", "Good Witness"],
      ["witness", "Late Witness"],
      ["authority", "North Port Time"],
      ["authority", "Reef Time"],
    ],
  );
  assert.deepEqual(
    predicate.contradictions.map(({ sources }) => sources),
    [["Late Witness"]],
  );
  assert.ok(predicate.interval !== null && predicate.proofs.length === 3);
  const [verdict] = await verifyTimes(node, settings);
  assert.ok(verdict !== undefined && soundness(verdict) === "sound", JSON.stringify(verdict));
  assert.deepEqual(
    verdict.sources.map(({ state }) => state),
    ["unchecked", "holds", "holds", "holds", "holds"],
  );
});

test("a running node stamps when it has grown, and names the clock that contradicts the others at once", {
  skip: skip || skipWithoutFaketime(),
}, async (context) => {
  const folder = await temporaryFolder(context);
  const north = await served(context, folder, "North Port Time");
  const fast = await makeAuthority(folder, { name: "Fast Time", days: 365, rsa: false });
  const url = await serveAuthority(context, { reply: (query) => fast.reply(query, "+10m") });
  const node = await openTestNode(context, folder);
  const settings = readTimeSettings(configOf([north, { name: "Fast Time", url, anchors: fast.anchors }]));
  const heard: TimeEvent[] = [];
  const contradicted = new Promise<void>((resolve) => {
    const service = startTimeService(node, settings, (event) => {
      heard.push(event);
      if (event.kind !== "stamped") resolve();
    });
    context.after(() => service.stop());
  });
  await contradicted;
  assert.deepEqual(
    heard.map(({ kind }) => kind),
    ["stamped", "contradiction"],
  );
  const [, event] = heard;
  assert.ok(event?.kind === "contradiction");
  assert.deepEqual(event.sources, ["Fast Time"]);
  const [stated] = await timeEntries(node);
  assert.deepEqual(stated?.predicate.contradictions[0]?.sources, ["Fast Time"]);
});
