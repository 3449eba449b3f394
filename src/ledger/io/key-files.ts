import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { explainError, Failure, type FilePort, present, textOf, utf8, writeWhole } from "../../lib/index.ts";
import { createVkey, formatVkey, KEY_TYPES, type KeyType } from "../../merkle/index.ts";
import type { SigningKey } from "../signer.ts";

/** The directory of the keys and their files: PKCS#8 PEM, the ML-DSA-44 key as its seed (RFC 9881 §6). */
export const KEY_DIRECTORY = "keys";

/** One private key of the node: its file and what it is. */
export type KeyFile = { readonly path: string; readonly algorithm: "ed25519" | "ml-dsa-44" };

/** Makes those of the keys that are missing; all are durable when this resolves. */
export async function createMissingKeys(files: FilePort, keys: readonly KeyFile[]): Promise<void> {
  await files.makeDirectory(KEY_DIRECTORY, "private");
  await files.syncDirectory("");
  for (const { path, algorithm } of keys) {
    if ((await files.read(path)) !== undefined) continue;
    const { privateKey } = algorithm === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ml-dsa-44");
    await writeWhole(files, path, utf8(privateKey.export({ type: "pkcs8", format: "pem" })), "private");
  }
  // What is signed with a key may follow at once: the key must not vanish before it.
  await files.syncDirectory(KEY_DIRECTORY);
}

/** Reads a private key of the node. Throws LEDGER_KEYS when it is missing, unreadable, or others than its owner may read it. */
export async function readKeyFile(files: FilePort, { path }: KeyFile): Promise<KeyObject> {
  const bytes = await files.read(path);
  if (bytes === undefined) throw new Failure("LEDGER_KEYS", `the key ${path} is missing`);
  for (const place of [KEY_DIRECTORY, path]) {
    if (!(await files.isPrivate(place))) throw new Failure("LEDGER_KEYS", `expected ${place} to be readable by its owner only`);
  }
  try {
    return createPrivateKey({ key: present(textOf(bytes), "a PEM file is text"), format: "pem" });
  } catch (error) {
    // The cause is told in words: an error of the key parser could carry the key itself.
    throw new Failure("LEDGER_KEYS", `could not read the key ${path} (${explainError(error)})`);
  }
}

/** A private key of this process as a signer under a C2SP key name. */
export function keyOf(secret: KeyObject, name: string, type: KeyType = KEY_TYPES.ed25519Note): SigningKey {
  const publicKey = createPublicKey(secret).export({ format: "raw-public" });
  return { vkey: formatVkey(createVkey(name, type, publicKey)), sign: (message) => signBeside(secret, message) };
}

/** Signs off the main thread. */
function signBeside(key: KeyObject, message: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    sign(null, message, key, (error, signature) => (error === null ? resolve(signature) : reject(error)));
  });
}
