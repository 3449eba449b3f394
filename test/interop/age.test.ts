// apt: age
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { armor, Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { age } from "../../src/vault/io/index.ts";
import { AgeDamage } from "../../src/vault/sealing/age.ts";
import { seededBytes, seededRandom } from "../support/random.ts";
import { sharedData, skipWithout } from "../support/shared-data.ts";

const missing = spawnSync("age", ["--version"]).error === undefined ? false : "needs the program age (Debian package age)";
// Around the chunk of 64 KiB, where implementations differ.
const SIZES = [0, 1, 65_535, 65_536, 65_537, 200_000];

async function* inPieces(bytes: Uint8Array, pieceBytes = 10_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.slice(at, at + pieceBytes);
}

async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of chunks) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

function inFolder(use: (at: (name: string) => string) => Promise<void>): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), "meridian-age-"));
    try {
      await use((name) => join(folder, name));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}

test(
  "Debian's age opens what we seal",
  { skip: missing },
  inFolder(async (at) => {
    execFileSync("age-keygen", ["-o", at("me.txt")], { stdio: "ignore" });
    const recipient = execFileSync("age-keygen", ["-y", at("me.txt")], { encoding: "utf8" }).trim();
    const other = await identityToRecipient(await generateX25519Identity());
    for (const size of SIZES) {
      const content = seededBytes(seededRandom(size))(size);
      writeFileSync(at("x.age"), await joined(age.encrypt(inPieces(content), [other, recipient])));
      const opened = execFileSync("age", ["-d", "-i", at("me.txt"), at("x.age")]);
      assert.deepEqual(new Uint8Array(opened), content, `${size} bytes`);
    }
  }),
);

test("we open what Debian's age seals", { skip: missing }, async () => {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  for (const size of SIZES) {
    const content = seededBytes(seededRandom(size))(size);
    const sealed = new Uint8Array(execFileSync("age", ["-r", recipient], { input: content }));
    const opened = await age.decrypt(inPieces(sealed, 777), [await generateX25519Identity(), identity]);
    assert.ok(opened.ok);
    assert.deepEqual(await joined(opened.value), content, `${size} bytes`);
  }
});

type Vector = { readonly keys: ReadonlyMap<string, readonly string[]>; readonly body: Uint8Array };

function readVector(path: string): Vector {
  const bytes = readFileSync(path);
  const split = bytes.indexOf("\n\n");
  const keys = new Map<string, string[]>();
  for (const line of bytes.subarray(0, split).toString("utf8").split("\n")) {
    const [name = "", value = ""] = line.split(/: (.*)/);
    keys.set(name, [...(keys.get(name) ?? []), value]);
  }
  const body = bytes.subarray(split + 2);
  return { keys, body: new Uint8Array(keys.get("compressed")?.[0] === "zlib" ? inflateSync(body) : body) };
}

/** What came out before it failed, and how it ended. */
type Outcome = { readonly ended: string; readonly released: Uint8Array };

async function openBinary({ keys, body }: Vector): Promise<Outcome> {
  const opened = await age.decrypt(inPieces(body, 60_000), keys.get("identity") ?? []);
  if (!opened.ok) return { ended: opened.fault.kind, released: new Uint8Array() };
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of opened.value) pieces.push(piece);
  } catch (error) {
    assert.ok(error instanceof AgeDamage);
    return { ended: "damaged in the payload", released: new Uint8Array(Buffer.concat(pieces)) };
  }
  return { ended: "opened", released: new Uint8Array(Buffer.concat(pieces)) };
}

/** How our port says what a vector expects. The library finds some faults of form only when the MAC does not fit. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  success: ["opened"],
  "no match": ["sealed-to-others"],
  "HMAC failure": ["damaged"],
  "header failure": ["not-age", "damaged"],
  "payload failure": ["damaged in the payload", "not-age"],
};

test("every C2SP vector of the kinds that we open ends as it must", {
  skip: skipWithout("cctv", "age", "testdata"),
}, async (context) => {
  const folder = sharedData("cctv", "age", "testdata") ?? "";
  const counts = { opened: 0, refused: 0, "left to the library": 0 };
  for (const name of readdirSync(folder).sort()) {
    const vector = readVector(join(folder, name));
    const [expect = ""] = vector.keys.get("expect") ?? [];
    if (vector.keys.has("passphrase") || vector.keys.has("armored")) {
      assert.equal(await libraryOpens(vector), expect === "success", `${name}: ${expect}`);
      counts["left to the library"]++;
      continue;
    }
    const { ended, released } = await openBinary(vector);
    assert.ok(EXPECTED[expect]?.includes(ended), `${name}: expected ${expect}, got ${ended}`);
    const [payload] = vector.keys.get("payload") ?? [];
    // A stream that fails drops what it holds: less comes out than the vector says, and none of it is ever kept.
    if (ended === "opened") assert.equal(createHash("sha256").update(released).digest("hex"), payload, name);
    counts[ended === "opened" ? "opened" : "refused"]++;
  }
  assert.ok(counts.opened > 10 && counts.refused > 40);
  context.diagnostic(`C2SP age vectors: ${JSON.stringify(counts)}`);
});

/** Passphrases and armour are no part of what we seal; the library is held to them all the same. */
async function libraryOpens({ keys, body }: Vector): Promise<boolean> {
  try {
    const decrypter = new Decrypter();
    for (const passphrase of keys.get("passphrase") ?? []) decrypter.addPassphrase(passphrase);
    for (const identity of keys.get("identity") ?? []) decrypter.addIdentity(identity);
    await decrypter.decrypt(keys.has("armored") ? armor.decode(new TextDecoder().decode(body)) : body);
    return true;
  } catch {
    return false; // whatever it says, it did not open
  }
}
