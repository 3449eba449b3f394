import { type FilePort, present } from "../../lib/index.ts";
import { KEY_TYPES } from "../../merkle/index.ts";
import type { Signer, SigningKey } from "../signer.ts";
import { createMissingKeys, KEY_DIRECTORY, type KeyFile, keyOf, readKeyFile } from "./key-files.ts";

const KEYS: readonly KeyFile[] = [
  { path: `${KEY_DIRECTORY}/statement-ed25519.pem`, algorithm: "ed25519" },
  { path: `${KEY_DIRECTORY}/log-ed25519.pem`, algorithm: "ed25519" },
  { path: `${KEY_DIRECTORY}/log-ml-dsa-44.pem`, algorithm: "ml-dsa-44" },
];

/**
 * The node's keys, under `files` (the data directory). With `create`, missing keys are made and durable when this resolves: say so
 * only while there is no ledger yet. Throws LEDGER_KEYS on a missing or unreadable key, or one that others may read.
 */
export async function openKeys(files: FilePort, { origin, create }: { origin: string; create: boolean }): Promise<Signer> {
  if (create) await createMissingKeys(files, KEYS);
  const [statement, logEd25519, logMlDsa44] = await Promise.all(KEYS.map((key) => readKeyFile(files, key)));
  return {
    origin,
    statement: keyOf(present(statement, "every key was read"), `${origin}/statements`),
    logEd25519: keyOf(present(logEd25519, "every key was read"), origin),
    logMlDsa44: keyOf(present(logMlDsa44, "every key was read"), origin, KEY_TYPES.mlDsa44Cosignature),
  };
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
 * LEDGER_KEYS on an unreadable key, or one that others may read.
 */
export async function openRoleKeys(
  files: FilePort,
  { role, name }: { readonly role: NodeRole; readonly name: string },
): Promise<RoleKeys> {
  const ed25519: KeyFile = { path: `${KEY_DIRECTORY}/${role}-ed25519.pem`, algorithm: "ed25519" };
  const mlDsa44: KeyFile = { path: `${KEY_DIRECTORY}/${role}-ml-dsa-44.pem`, algorithm: "ml-dsa-44" };
  await createMissingKeys(files, [ed25519, mlDsa44]);
  return {
    ed25519: keyOf(await readKeyFile(files, ed25519), name, KEY_TYPES.ed25519Cosignature),
    mlDsa44: keyOf(await readKeyFile(files, mlDsa44), name, KEY_TYPES.mlDsa44Cosignature),
  };
}
