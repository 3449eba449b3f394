import assert from "node:assert/strict";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { openPersonKey, type PersonKey } from "../../src/app/keys/person-key.ts";
import { admitSigned } from "../../src/app/vault/custody-record.ts";
import { sealExhibit } from "../../src/app/vault/seal-release.ts";
import { compareReceipts, unsealFile, writeReceipt } from "../../src/app/vault/seal-unseal.ts";
import { Failure } from "../../src/lib/index.ts";
import { parseTrustPolicy } from "../../src/merkle/index.ts";
import { again, believedKey, type Desk, takeIn, WORDS, withDesk } from "../redaction/desk.ts";

type Party = { readonly name: string; readonly identity: string; readonly recipient: string };

async function party(name: string, isHybrid = false): Promise<Party> {
  const identity = await (isHybrid ? generateHybridIdentity() : generateX25519Identity());
  return { name, identity, recipient: await identityToRecipient(identity) };
}

type To = { readonly readers: readonly Party[]; readonly out: string; readonly weakerBecause?: string };

async function release(desk: Desk, number: string, { readers, out, weakerBecause }: To) {
  const { desk: custody, chain } = await again(desk, number);
  return sealExhibit(custody, chain, {
    readers,
    words: WORDS,
    out: desk.at(out),
    weakerBecause: weakerBecause ?? null,
    onBytes: () => {},
  });
}

function open(desk: Desk, { identity }: Pick<Party, "identity">, file: string, out: string) {
  return unsealFile({
    file: desk.at(file),
    grant: desk.at(`${file}.grant`),
    identities: [identity],
    out: desk.at(out),
    onBytes: () => {},
  });
}

/** A key that no ledger knows. */
async function openStrangersKey({ at }: Desk): Promise<PersonKey> {
  const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
  await writeFile(at("stranger.pem"), pem, { mode: 0o600 });
  return openPersonKey(at("stranger.pem"));
}

test("two readers open one file, and prove that they opened the same", () =>
  withDesk(async (desk) => {
    const content = randomBytes(200_000);
    const { chain } = await takeIn(desk, content);
    const { number } = chain.exhibit;
    const [cert, port] = [await party("North Port CERT"), await party("Party A")];
    const [carol, dave] = [await believedKey(desk, "C. Example", cert.name), await believedKey(desk, "D. Example", port.name)];
    const released = await release(desk, number, { readers: [cert, port], out: "x.age" });
    assert.equal(released.grants.length, 2);
    const receipts: string[] = [];
    for (const [reader, key, name] of [
      [cert, carol, "C. Example"],
      [port, dave, "D. Example"],
    ] as const) {
      const opened = await open(desk, reader, "x.age", `${name}.bin`);
      assert.ok(opened.ok);
      assert.deepEqual(new Uint8Array(await readFile(desk.at(`${name}.bin`))), new Uint8Array(content));
      receipts.push(desk.at(`${name}.receipt`));
      await writeReceipt(desk.at(`${name}.receipt`), opened.value, key, { name, function: "reviewer", party: reader.name });
    }
    const compared = await compareReceipts(desk.at("x.age.grant"), receipts);
    assert.ok(compared.ok && compared.value.isSame);
    assert.deepEqual(
      compared.value.receipts.map(({ signers }) => signers.map(({ holder }) => holder.name)),
      [["C. Example"], ["D. Example"]],
    );
    const opened = await open(desk, port, "x.age", "again.bin");
    assert.ok(opened.ok);
    const stranger = await openStrangersKey(desk);
    for (const [key, signedAs] of [
      [carol, ["C. Example"]],
      [stranger, []],
    ] as const) {
      const path = desk.at(`false-${signedAs.length}.receipt`);
      await writeReceipt(path, opened.value, key, { name: "D. Example", function: "reviewer", party: port.name });
      const falsely = await compareReceipts(desk.at("x.age.grant"), [receipts[0] ?? "", path]);
      assert.ok(falsely.ok && !falsely.value.isSame);
      assert.deepEqual(
        falsely.value.receipts.map(({ isOwn, signers }) => [isOwn, signers.map(({ holder }) => holder.name)]),
        [
          [true, ["C. Example"]],
          [false, signedAs],
        ],
      );
    }
    for (const path of receipts.toReversed())
      await admitSigned((await again(desk, number)).desk, new Uint8Array(await readFile(path)));
    assert.deepEqual((await again(desk, number)).chain.problems, []);
  }));

test("a reader who comes later gets a file of their own over the same commitment", () =>
  withDesk(async (desk) => {
    const { chain } = await takeIn(desk, "evidence");
    const [first, later] = [await party("North Port CERT"), await party("Party B")];
    const one = await release(desk, chain.exhibit.number, { readers: [first], out: "one.age" });
    const two = await release(desk, chain.exhibit.number, { readers: [later], out: "two.age" });
    assert.equal(one.commitment, two.commitment);
    assert.notEqual(one.content.sha256, two.content.sha256);
    assert.ok((await open(desk, later, "two.age", "out")).ok);
    const other = await open(desk, first, "two.age", "other");
    assert.ok(!other.ok && other.fault.kind === "sealed-to-others");
  }));

test("a reader whose trust file does not know the ledger gets nothing", () =>
  withDesk(async (desk) => {
    const { chain } = await takeIn(desk, "evidence");
    const reader = await party("North Port CERT");
    await release(desk, chain.exhibit.number, { readers: [reader], out: "x.age" });
    const entry = await desk.node.ledger.entry(0);
    const keys = !entry.erased && entry.statement.kind === "party" ? entry.statement.predicate.logKeys : [];
    for (const [text, isKnown] of [
      ["quorum none\n", false],
      [`log ${keys[0]}\nquorum none\n`, true],
    ] as const) {
      const trust = parseTrustPolicy(text);
      assert.ok(trust.ok);
      const out = desk.at(`${isKnown}.out`);
      const opened = await unsealFile({
        file: desk.at("x.age"),
        grant: desk.at("x.age.grant"),
        identities: [reader.identity],
        out,
        trust: trust.value,
        onBytes: () => {},
      });
      assert.equal(opened.ok, isKnown);
      assert.equal(existsSync(out), isKnown);
    }
  }));

test("what lies outside the seal lets nobody test a guess at the content", () =>
  withDesk(async (desk) => {
    const { chain } = await takeIn(desk, "4711");
    await release(desk, chain.exhibit.number, { readers: [await party("North Port CERT")], out: "x.age" });
    const { sha256, sha512 } = chain.exhibit.content;
    const grant = await readFile(desk.at("x.age.grant"), "utf8");
    const decoded = [...grant.matchAll(/"envelope\\":\\"([A-Za-z0-9+/=]+)/g)].map(([, envelope]) =>
      Buffer.from(envelope ?? "", "base64").toString(),
    );
    assert.ok(decoded.length >= 2);
    const payloads = decoded.map((envelope) => Buffer.from(/"payload":"([^"]+)"/.exec(envelope)?.[1] ?? "", "base64").toString());
    assert.ok(payloads.some((payload) => payload.includes('"granted"')));
    for (const text of [grant, ...decoded, ...payloads]) assert.ok(!text.includes(sha256) && !text.includes(sha512));
  }));

test("a mix of post-quantum and X25519 readers is refused, in one file and over time, unless somebody says why", () =>
  withDesk(async (desk) => {
    const { chain } = await takeIn(desk, "evidence");
    const { number } = chain.exhibit;
    const [hybrid, classic] = [await party("Party A", true), await party("Party B")];
    const refused = (message: RegExp) => (error: unknown) =>
      error instanceof Failure && error.code === "RELEASE_REFUSED" && message.test(error.message);
    await assert.rejects(
      release(desk, number, { readers: [hybrid, classic], out: "mix.age" }),
      refused(/as weak as X25519. Ask Party B/),
    );
    assert.ok((await release(desk, number, { readers: [hybrid], out: "pq.age" })).isHybrid);
    assert.ok((await open(desk, hybrid, "pq.age", "out")).ok);
    await assert.rejects(release(desk, number, { readers: [classic], out: "later.age" }), refused(/undoes that/));
    await release(desk, number, { readers: [classic], out: "later.age", weakerBecause: "Party B has no such key yet" });
    assert.deepEqual((await again(desk, number)).chain.events.at(-1)?.custody.caveats, [
      "sealed by X25519 only: Party B has no such key yet",
    ]);
    for (const recipient of [
      "age1tag1abc",
      "ssh-ed25519 AAAA",
      `${classic.recipient}x`,
      classic.recipient.replace(/.$/, (last) => (last === "q" ? "p" : "q")),
    ])
      await assert.rejects(
        release(desk, number, { readers: [{ ...classic, recipient }], out: "bad.age" }),
        refused(/expected an age recipient/),
      );
    assert.ok(!existsSync(desk.at("mix.age")) && !existsSync(desk.at("bad.age")));
  }));

test("a file that was changed, cut short, put in another order or exchanged gives nothing out", () =>
  withDesk(async (desk) => {
    const { chain } = await takeIn(desk, randomBytes(3 * 65_536 + 100));
    const reader = await party("North Port CERT");
    await release(desk, chain.exhibit.number, { readers: [reader], out: "x.age" });
    await release(desk, chain.exhibit.number, { readers: [reader], out: "y.age" });
    const whole = await readFile(desk.at("x.age"));
    const begin = whole.length - (3 * 65_536 + 100 + 4 * 16);
    const chunk = (at: number) => whole.subarray(begin + at * 65_552, begin + (at + 1) * 65_552);
    const flipped = (at: number) =>
      Buffer.concat([whole.subarray(0, at), Buffer.of((whole[at] ?? 0) ^ 1), whole.subarray(at + 1)]);
    // Another letter of base64, so that the header is still one.
    const otherLetter = (at: number) =>
      Buffer.concat([whole.subarray(0, at), Buffer.from(whole[at] === 0x41 ? "B" : "A"), whole.subarray(at + 1)]);
    const cases: readonly (readonly [string, Uint8Array, string])[] = [
      ["a changed byte in the last chunk", flipped(whole.length - 1), "damaged"],
      ["a changed byte in the first chunk", flipped(begin + 5), "damaged"],
      ["a changed stanza", otherLetter(whole.indexOf("-> X25519 ") + 30), "sealed-to-others"],
      ["a changed MAC", otherLetter(whole.indexOf("\n--- ") + 8), "damaged"],
      ["cut within a chunk", whole.subarray(0, begin + 70_000), "damaged"],
      ["cut after a chunk", whole.subarray(0, begin + 65_552), "damaged"],
      [
        "two chunks exchanged",
        Buffer.concat([whole.subarray(0, begin), chunk(1), chunk(0), whole.subarray(begin + 2 * 65_552)]),
        "damaged",
      ],
      ["something behind it", Buffer.concat([whole, Buffer.of(0)]), "damaged"],
      ["no header", Buffer.from("hello"), "not-age"],
      [
        "a header without end",
        Buffer.concat([Buffer.from("age-encryption.org/v1\n"), Buffer.alloc(1_000_000, "-> a b\n")]),
        "not-age",
      ],
      ["nothing", Buffer.alloc(0), "not-age"],
      ["another file for the same reader", await readFile(desk.at("y.age")), "other-file"],
    ];
    for (const [name, bytes, kind] of cases) {
      await writeFile(desk.at("z.age"), bytes);
      await writeFile(desk.at("z.age.grant"), await readFile(desk.at("x.age.grant")));
      const opened = await open(desk, reader, "z.age", "z.out");
      assert.equal(opened.ok ? "opened" : opened.fault.kind, kind, name);
      assert.deepEqual(
        (await readdir(desk.folder)).filter((file) => file.startsWith("z.out")),
        [],
        name,
      );
    }
  }));

test("a grant file that was changed anywhere is refused", () =>
  withDesk(async (desk) => {
    const { chain } = await takeIn(desk, "evidence");
    const reader = await party("North Port CERT");
    await release(desk, chain.exhibit.number, { readers: [reader], out: "x.age" });
    const grant = await readFile(desk.at("x.age.grant"));
    const sealed = await readFile(desk.at("x.age"));
    for (let at = 0; at < grant.length; at += Math.ceil(grant.length / 60)) {
      await writeFile(desk.at("z.age"), sealed);
      await writeFile(
        desk.at("z.age.grant"),
        Buffer.concat([grant.subarray(0, at), Buffer.of((grant[at] ?? 0) ^ 1), grant.subarray(at + 1)]),
      );
      const opened = await open(desk, reader, "z.age", "z.out");
      assert.ok(!opened.ok, `byte ${at}`);
      assert.ok(!existsSync(desk.at("z.out")));
    }
  }));
