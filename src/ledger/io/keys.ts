import { type FilePort, UNFINISHED } from "../../lib/index.ts";
import { KEY_TYPES } from "../../merkle/index.ts";
import type { Keyring } from "../../model/index.ts";
import type { OwnRole, Signer, SigningKey } from "../signer.ts";
import type { AskPassphrase } from "./key-encryption.ts";
import { createMissingKeys, formOf, KEY_DIRECTORY, type KeyFile, keyOf, keyPath, readKeyFile } from "./key-files.ts";
import { hostPassphrase } from "./passphrase.ts";

const OWN_KEYS: Readonly<Record<OwnRole, KeyFile>> = {
  statement: { name: "statement-ed25519", algorithm: "ed25519" },
  "log-ed25519": { name: "log-ed25519", algorithm: "ed25519" },
  "log-ml-dsa-44": { name: "log-ml-dsa-44", algorithm: "ml-dsa-44" },
};
const OWN_ROLES = Object.keys(OWN_KEYS) as OwnRole[];

/** A key that is to take another's place lies beside it under this name until the ledger says so. */
const nextName = (role: OwnRole): string => `${OWN_KEYS[role].name}.next`;

/**
 * The node's keys, under `files` (the data directory), with those of an unfinished rotation. With `create`, missing keys are made and
 * durable when this resolves: say so only while there is no ledger yet. Throws LEDGER_KEYS on a missing or unreadable key, or one that
 * others may read, and KEY_LOCKED when no passphrase opens one.
 */
export async function openKeys(
  files: FilePort,
  { origin, create, ask = hostPassphrase }: { origin: string; create: boolean; ask?: AskPassphrase },
): Promise<Signer> {
  if (create) await createMissingKeys(files, Object.values(OWN_KEYS), ask);
  const read = async (role: OwnRole, name = OWN_KEYS[role].name) => ownKey(await readKeyFile(files, name, ask), role, origin);
  const next: { readonly role: OwnRole; readonly key: SigningKey }[] = [];
  for (const role of OWN_ROLES) {
    if ((await formOf(files, nextName(role))) !== undefined) next.push({ role, key: await read(role, nextName(role)) });
  }
  const [statement, logEd25519, logMlDsa44] = [await read("statement"), await read("log-ed25519"), await read("log-ml-dsa-44")];
  return { origin, statement, logEd25519, logMlDsa44, next };
}

function ownKey(secret: Parameters<typeof keyOf>[0], role: OwnRole, origin: string): SigningKey {
  if (role === "statement") return keyOf(secret, `${origin}/statements`);
  return keyOf(secret, origin, role === "log-ed25519" ? KEY_TYPES.ed25519Note : KEY_TYPES.mlDsa44Cosignature);
}

/** Makes a key that is to take the place of the one in this role; durable when this resolves. What a crash left of another is replaced. */
export async function createNextKey(
  files: FilePort,
  { role, origin, ask = hostPassphrase }: { role: OwnRole; origin: string; ask?: AskPassphrase },
): Promise<SigningKey> {
  const file = { ...OWN_KEYS[role], name: nextName(role) };
  for (const form of [".pem", ".pem.age"] as const) await files.remove(keyPath(file.name, form));
  await createMissingKeys(files, [file], ask);
  return ownKey(await readKeyFile(files, file.name, ask), role, origin);
}

/**
 * Ends every rotation, whatever a crash left of it: a key that the ledger believes takes its predecessor's file, another one is removed.
 * Needs an open ledger, because only that knows.
 */
export async function settleKeys(files: FilePort, { next = [] }: Pick<Signer, "next">, keyring: Keyring): Promise<void> {
  // What a crash left half written may be a private key.
  for (const name of await files.list(KEY_DIRECTORY))
    if (name.endsWith(UNFINISHED)) await files.remove(`${KEY_DIRECTORY}/${name}`);
  const latest = Number.MAX_SAFE_INTEGER;
  for (const { role, key } of next) {
    const form = await formOf(files, nextName(role));
    if (form === undefined) continue;
    const path = keyPath(nextName(role), form);
    if (keyring.own(role, latest)?.vkey === key.vkey) await files.rename(path, keyPath(OWN_KEYS[role].name, form));
    else await files.remove(path);
    await files.syncDirectory(KEY_DIRECTORY);
  }
}

/** Whether one of the keys lies there both plain and protected, as a crash in `protect` or `unprotect` leaves them. */
export async function areKeysHalfProtected(files: FilePort): Promise<boolean> {
  const names = await files.list(KEY_DIRECTORY);
  return names.some((name) => name.endsWith(".pem")) && names.some((name) => name.endsWith(".pem.age"));
}

/** What a node does for other logs, with keys of its own: a log's keys sign nothing but its checkpoints. */
export type NodeRole = "witness" | "mirror";

/** The two cosigning keys of a role. */
export type RoleKeys = {
  /** Timestamped Ed25519 cosignatures (type 0x04). */
  readonly ed25519: SigningKey;
  /** ML-DSA-44 cosignatures of checkpoints and subtrees (type 0x06). */
  readonly mlDsa44: SigningKey;
};

/**
 * The keys of the node as a witness or as a mirror under a key name, made at first use and durable when this resolves. Throws
 * LEDGER_KEYS on an unreadable key, or one that others may read, and KEY_LOCKED when no passphrase opens one.
 */
export async function openRoleKeys(
  files: FilePort,
  { role, name, ask = hostPassphrase }: { readonly role: NodeRole; readonly name: string; readonly ask?: AskPassphrase },
): Promise<RoleKeys> {
  const ed25519: KeyFile = { name: `${role}-ed25519`, algorithm: "ed25519" };
  const mlDsa44: KeyFile = { name: `${role}-ml-dsa-44`, algorithm: "ml-dsa-44" };
  await createMissingKeys(files, [ed25519, mlDsa44], ask);
  return {
    ed25519: keyOf(await readKeyFile(files, ed25519.name, ask), name, KEY_TYPES.ed25519Cosignature),
    mlDsa44: keyOf(await readKeyFile(files, mlDsa44.name, ask), name, KEY_TYPES.mlDsa44Cosignature),
  };
}
