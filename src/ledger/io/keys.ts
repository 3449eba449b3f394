import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { explainError, Failure, type FilePort, present, textOf, utf8, writeWhole } from "../../lib/index.ts";
import { createVkey, formatVkey, KEY_TYPES, type KeyType } from "../../merkle/index.ts";
import type { Signer, SigningKey } from "../signer.ts";

/** The directory of the keys and their files: PKCS#8 PEM, the ML-DSA-44 key as its seed (RFC 9881 §6). */
const DIRECTORY = "keys";
const KEYS = [
  { path: `${DIRECTORY}/statement-ed25519.pem`, algorithm: "ed25519" },
  { path: `${DIRECTORY}/log-ed25519.pem`, algorithm: "ed25519" },
  { path: `${DIRECTORY}/log-ml-dsa-44.pem`, algorithm: "ml-dsa-44" },
] as const;

/**
 * The node's keys, under `files` (the data directory). With `create`, missing keys are made and durable when this resolves: say so
 * only while there is no ledger yet, because a ledger's keys never change. Throws LEDGER_KEYS on a missing or unreadable key, or one
 * that others may read.
 */
export async function openKeys(files: FilePort, { origin, create }: { origin: string; create: boolean }): Promise<Signer> {
  if (create) await createMissing(files);
  const [statement, logEd25519, logMlDsa44] = await Promise.all(KEYS.map(({ path }) => readKey(files, path)));
  return {
    origin,
    statement: signingKey(statement, `${origin}/statements`, KEY_TYPES.ed25519Note),
    logEd25519: signingKey(logEd25519, origin, KEY_TYPES.ed25519Note),
    logMlDsa44: signingKey(logMlDsa44, origin, KEY_TYPES.mlDsa44Cosignature),
  };
}

async function createMissing(files: FilePort): Promise<void> {
  await files.makeDirectory(DIRECTORY, "private");
  await files.syncDirectory("");
  for (const { path, algorithm } of KEYS) {
    if ((await files.read(path)) !== undefined) continue;
    const { privateKey } = algorithm === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ml-dsa-44");
    await writeWhole(files, path, utf8(privateKey.export({ type: "pkcs8", format: "pem" })), "private");
  }
  // A ledger may follow at once: its keys must not vanish before it.
  await files.syncDirectory(DIRECTORY);
}

async function readKey(files: FilePort, path: string): Promise<KeyObject> {
  const bytes = await files.read(path);
  if (bytes === undefined) throw new Failure("LEDGER_KEYS", `the key ${path} is missing`);
  for (const place of [DIRECTORY, path]) {
    if (!(await files.isPrivate(place))) throw new Failure("LEDGER_KEYS", `expected ${place} to be readable by its owner only`);
  }
  try {
    return createPrivateKey({ key: present(textOf(bytes), "a PEM file is text"), format: "pem" });
  } catch (error) {
    // The cause is told in words: an error of the key parser could carry the key itself.
    throw new Failure("LEDGER_KEYS", `could not read the key ${path} (${explainError(error)})`);
  }
}

function signingKey(key: KeyObject | undefined, name: string, type: KeyType): SigningKey {
  const secret = present(key, "every key was read");
  const publicKey = createPublicKey(secret).export({ format: "raw-public" });
  return { vkey: formatVkey(createVkey(name, type, publicKey)), sign: (message) => signBeside(secret, message) };
}

/** Signs off the main thread. */
function signBeside(key: KeyObject, message: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    sign(null, message, key, (error, signature) => (error === null ? resolve(signature) : reject(error)));
  });
}
