import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { agreementOf, msOf } from "../../src/app/time/trusted-time.ts";
import { digestOf } from "../../src/app/time/trusted-time-sources.ts";
import { isoTime, textOf } from "../../src/lib/index.ts";
import { formatNote, formatVkey, KEY_TYPES, parseCheckpoint } from "../../src/merkle/index.ts";
import { type Digest, formatStatement, parseStatement, type TimePredicate, timeSubjects } from "../../src/model/index.ts";
import { agree, parseCertificate, verifyToken } from "../../src/time/index.ts";
import { nodeTimeCrypto } from "../../src/time/io/index.ts";
import { assertGolden } from "../support/golden.ts";
import { testKey } from "../support/note-keys.ts";
import { ed25519, ed25519Key } from "../support/token-builder.ts";
import { TABLE, TRUTH } from "./agreement-cases.ts";
import { ALL, type Case, cook, NONCE, NOW_MS, POLICY, type Recipe, STAMPED } from "./token-cases.ts";

const PATH = join(import.meta.dirname, "../../spec/time.vectors.json");

/** Ed25519 signs the same bytes alike, so these tokens repeat. */
function seeded(recipe: Recipe, authority = 1): Recipe {
  const [caKey, tsaKey] = [ed25519Key(authority), ed25519Key(authority + 1)];
  const [ca, tsa] = [ed25519(caKey), ed25519(tsaKey)];
  return {
    key: tsaKey,
    scheme: tsa,
    ...recipe,
    leaf: { signer: ca, ...recipe.leaf },
    ca: { key: caKey, signer: ca, ...recipe.ca },
  };
}

const BYTES_MAX = 2000;
const isSeeded = ([, recipe]: Case) => !("key" in recipe || "scheme" in recipe || "middle" in recipe || "anchor" in recipe);
const usesOwnSigner = ([, { leaf }]: Case) => leaf?.signer !== undefined || leaf?.innerAlgorithm !== undefined;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

function tokenVectors() {
  return ALL.filter((one) => isSeeded(one) && !usesOwnSigner(one)).flatMap(([name, recipe, verdict]) => {
    const { token, anchor } = cook(seeded(recipe));
    return token.length > BYTES_MAX ? [] : [{ name, anchor: base64(anchor), token: base64(token), verdict }];
  });
}

function agreementVectors() {
  return TABLE.map(([name, readings, { interval, blamed }]) => ({
    name,
    readings: readings.map(({ name: source, fromMs, toMs, slackMs }) => ({
      name: source,
      notBefore: isoTime(fromMs),
      notAfter: isoTime(toMs),
      slackMs,
    })),
    interval: interval === null ? null : interval.map((ms) => isoTime(TRUTH + ms)),
    blamed,
  }));
}

const LOG = testKey("harbour.example/ledger", KEY_TYPES.ed25519Note, 0x51);
const WITNESS = testKey("witness.example/reef", KEY_TYPES.ed25519Cosignature, 0x52, NOW_MS / 1000);

/** A whole statement: the local clock, a witness, and two authorities of which one is an hour behind. */
async function statementVector() {
  const head = parseCheckpoint(STAMPED.toString());
  assert.ok(head.ok);
  const { origin, size, root } = head.value;
  const lines = [LOG, WITNESS].map(async ({ vkey: { name, keyId }, signer }) => ({
    name,
    keyId,
    signature: await signer.sign(STAMPED.toString()),
  }));
  const note = formatNote(STAMPED.toString(), await Promise.all(lines));
  const north = cook(seeded({}));
  const late = cook(seeded({ tst: { genTime: "20261122110000Z" } }, 3));
  const source = (
    kind: "local" | "witness" | "authority",
    name: string,
    [from, to, slackMs]: readonly [number, number, number],
  ) => ({
    kind,
    name,
    jurisdiction: kind === "authority" ? name.replace(" Time", " Isles") : null,
    notBefore: isoTime(NOW_MS + from),
    notAfter: isoTime(NOW_MS + to),
    slackMs,
  });
  const sources: TimePredicate["sources"] = [
    { ...source("local", "this machine", [-5000, 5000, 0]), proof: null },
    { ...source("witness", "Reef Witness", [-1000, 1999, 60_000]), proof: digestOf(note) },
    { ...source("authority", "North Port Time", [-1500, 1500, 40]), proof: digestOf(north.token) },
    { ...source("authority", "Old Time", [-3_601_500, -3_598_500, 40]), proof: digestOf(late.token) },
  ];
  const predicate: TimePredicate = {
    checkpoint: { origin, size: Number(size), root: Buffer.from(root).toString("hex") as Digest },
    sources,
    after: null,
    ...agreementOf(sources, null),
    renews: null,
    proofs: [note, north.token, late.token].map(base64),
  };
  const statement = textOf(formatStatement({ kind: "time", subject: timeSubjects(predicate), predicate }));
  assert.ok(statement !== undefined);
  return { witness: formatVkey(WITNESS.vkey), anchors: [north.anchor, late.anchor].map(base64), statement };
}

test("spec/time.vectors.json is what our code makes", async () => {
  const vectors = {
    stamped: STAMPED.toString(),
    hash: "sha256",
    nonce: NONCE.toString("hex"),
    policies: [POLICY],
    tokens: tokenVectors(),
    agreement: agreementVectors(),
    ...(await statementVector()),
  };
  assertGolden(PATH, `${JSON.stringify(vectors, null, 1)}\n`);
});

type Vectors = {
  readonly stamped: string;
  readonly hash: "sha256";
  readonly nonce: string;
  readonly policies: readonly string[];
  readonly tokens: readonly {
    readonly name: string;
    readonly anchor: string;
    readonly token: string;
    readonly verdict: string;
  }[];
  readonly agreement: readonly {
    readonly name: string;
    readonly readings: readonly { name: string; notBefore: string; notAfter: string; slackMs: number }[];
    readonly interval: readonly string[] | null;
    readonly blamed: readonly (readonly string[])[];
  }[];
  readonly statement: string;
};

const VECTORS_MIN = 60;

test("every token in the file has the verdict that stands beside it", () => {
  const { stamped, hash, nonce, policies, tokens } = JSON.parse(readFileSync(PATH, "utf8")) as Vectors;
  assert.ok(tokens.length >= VECTORS_MIN, `${tokens.length} tokens`);
  for (const { name, anchor, token, verdict } of tokens) {
    const pinned = parseCertificate(Buffer.from(anchor, "base64"));
    assert.ok(pinned.ok, name);
    const expected = { stamped: Buffer.from(stamped), hash, nonce: Buffer.from(nonce, "hex"), policies, anchors: [pinned.value] };
    const ours = verifyToken(Buffer.from(token, "base64"), expected, nodeTimeCrypto);
    assert.equal(ours.ok ? "holds" : ours.fault.kind, verdict, name);
  }
});

test("every round in the file agrees on the interval that stands beside it, and names who differs", () => {
  const { agreement } = JSON.parse(readFileSync(PATH, "utf8")) as Vectors;
  for (const { name, readings, interval, blamed } of agreement) {
    const read = readings.map((one) => ({ ...one, fromMs: msOf(one.notBefore), toMs: msOf(one.notAfter) }));
    const ours = agree(read, undefined);
    assert.deepEqual(
      ours.interval === null ? null : [isoTime(ours.interval.fromMs), isoTime(ours.interval.toMs)],
      interval,
      name,
    );
    assert.deepEqual(
      ours.contradictions.map(({ sources }) => sources),
      blamed,
      name,
    );
  }
});

test("the statement in the file reads back, and its interval and contradictions follow from its sources", () => {
  const { statement } = JSON.parse(readFileSync(PATH, "utf8")) as Vectors;
  const read = parseStatement(Buffer.from(statement));
  assert.ok(read.ok && read.value.kind === "time");
  const { sources, after, interval, contradictions } = read.value.predicate;
  assert.deepEqual(agreementOf(sources, after), { interval, contradictions });
  assert.deepEqual(
    contradictions.map(({ sources: named }) => named),
    [["Old Time"]],
  );
});
