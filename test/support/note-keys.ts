import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";
import {
  createSigner,
  createVkey,
  KEY_TYPES,
  type NoteSigner,
  type Sign,
  type SignatureChecks,
  type Vkey,
} from "../../src/merkle/index.ts";

const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_ED25519 = Buffer.from("302a300506032b6570032100", "hex");

/** The two signature checks by Node's own crypto and noble. */
export const signatureChecks: SignatureChecks = {
  async ed25519(publicKey, message, signature) {
    const key = createPublicKey({ key: Buffer.concat([SPKI_ED25519, publicKey]), format: "der", type: "spki" });
    return verify(null, message, key, signature);
  },
  async mlDsa44(publicKey, message, signature) {
    return ml_dsa44.verify(signature, message, publicKey);
  },
};

export type TestKey = { readonly vkey: Vkey; readonly signer: NoteSigner };

/** A key that repeats: made from 32 times `seedByte`. Cosignatures carry `seconds`. */
export function testKey(name: string, type: Vkey["type"], seedByte: number, seconds = 1_795_343_175): TestKey {
  const { vkey, sign } = rawTestKey(name, type, seedByte);
  return { vkey, signer: createSigner(vkey, sign, () => seconds * 1000) };
}

/** As testKey, but it signs plain messages. */
export function rawTestKey(name: string, type: Vkey["type"], seedByte: number): { readonly vkey: Vkey; readonly sign: Sign } {
  const seed = new Uint8Array(32).fill(seedByte);
  const pair = type === KEY_TYPES.mlDsa44Cosignature ? mlDsa44Pair(seed) : ed25519Pair(seed);
  return { vkey: createVkey(name, type, pair.publicKey), sign: async (message) => pair.sign(message) };
}

type Pair = { readonly publicKey: Uint8Array; sign(message: Uint8Array): Uint8Array };

function ed25519Pair(seed: Uint8Array): Pair {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: "der", type: "pkcs8" });
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  return { publicKey: new Uint8Array(spki.subarray(-32)), sign: (message) => new Uint8Array(sign(null, message, key)) };
}

function mlDsa44Pair(seed: Uint8Array): Pair {
  const { publicKey, secretKey } = ml_dsa44.keygen(seed);
  return { publicKey, sign: (message) => ml_dsa44.sign(message, secretKey, { extraEntropy: false }) };
}
