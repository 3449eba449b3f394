import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { Failure, type FilePort, textOf, utf8, writeWhole } from "../../lib/index.ts";
import { createVkey, formatVkey, KEY_TYPES, type KeyType } from "../../merkle/index.ts";
import type { SigningKey } from "../signer.ts";
import { type AskPassphrase, decryptKey, encryptKey } from "./key-encryption.ts";

/** The directory of the keys: PKCS#8 PEM, the ML-DSA-44 key as its seed (RFC 9881 §6); `.pem.age` where a passphrase protects them. */
export const KEY_DIRECTORY = "keys";

/** One private key of the node: its file's name without `.pem` or `.pem.age`, and what it is. */
export type KeyFile = { readonly name: string; readonly algorithm: "ed25519" | "ml-dsa-44" };

/** The two forms that a key file may have. */
export type KeyForm = ".pem" | ".pem.age";

/** The path of a key file in the data directory. */
export function keyPath(name: string, form: KeyForm): string {
  return `${KEY_DIRECTORY}/${name}${form}`;
}

/** The form in which a key is read: the plain one where both are, as a change that a crash cut short leaves them; undefined without. */
export async function formOf(files: FilePort, name: string): Promise<KeyForm | undefined> {
  const names = await files.list(KEY_DIRECTORY);
  return ([".pem", ".pem.age"] as const).find((form) => names.includes(`${name}${form}`));
}

/** Makes those of the keys that are missing, protected if the folder's others are; all are durable when this resolves. */
export async function createMissingKeys(files: FilePort, keys: readonly KeyFile[], ask: AskPassphrase): Promise<void> {
  await files.makeDirectory(KEY_DIRECTORY, "private");
  await files.syncDirectory("");
  for (const { name, algorithm } of keys) {
    if ((await formOf(files, name)) !== undefined) continue;
    const { privateKey } = algorithm === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ml-dsa-44");
    const pem = utf8(privateKey.export({ type: "pkcs8", format: "pem" }));
    const passphrase = await passphraseForNew(files, ask);
    if (passphrase === undefined) await writeWhole(files, keyPath(name, ".pem"), pem, "private");
    else await writeWhole(files, keyPath(name, ".pem.age"), await encryptKey(pem, passphrase), "private");
  }
  // What is signed with a key may follow at once: the key must not vanish before it.
  await files.syncDirectory(KEY_DIRECTORY);
}

/** The first key is protected when a passphrase file is named; every later one is like those that are there. */
async function passphraseForNew(files: FilePort, ask: AskPassphrase): Promise<string | undefined> {
  const names = await files.list(KEY_DIRECTORY);
  if (names.some((name) => name.endsWith(".pem"))) return undefined;
  return ask(names.some((name) => name.endsWith(".pem.age")) ? "needed" : "if-named");
}

/**
 * Reads a private key of the node. Throws LEDGER_KEYS when it is missing, unreadable, or others than its owner may read it, and
 * KEY_LOCKED when the passphrase does not open it.
 */
export async function readKeyFile(files: FilePort, name: string, ask: AskPassphrase): Promise<KeyObject> {
  const form = await formOf(files, name);
  if (form === undefined) throw new Failure("LEDGER_KEYS", `the key ${keyPath(name, ".pem")} is missing`);
  const path = keyPath(name, form);
  for (const place of [KEY_DIRECTORY, path]) {
    if (!(await files.isPrivate(place))) throw new Failure("LEDGER_KEYS", `expected ${place} to be readable by its owner only`);
  }
  const bytes = (await files.read(path)) ?? new Uint8Array(0);
  return parsePem(form === ".pem" ? bytes : await decryptKey(bytes, { path, passphrase: await ask("needed") }), path);
}

/** A private key from PEM. Without the cause: an error of the key parser could carry the key itself. */
export function parsePem(bytes: Uint8Array, path: string): KeyObject {
  try {
    return createPrivateKey({ key: textOf(bytes) ?? "", format: "pem" });
  } catch {
    throw new Failure("LEDGER_KEYS", `could not read the key ${path}: it is not a PKCS#8 PEM file`);
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
