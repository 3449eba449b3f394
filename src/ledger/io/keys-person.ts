import { createPublicKey, hash, type KeyObject } from "node:crypto";
import { Failure, sshEd25519Blob, textOf } from "../../lib/index.ts";
import { createVkey, formatVkey, KEY_TYPES } from "../../merkle/index.ts";
import type { SigningKey } from "../signer.ts";
import { keyOf, parsePem } from "./key-files.ts";
import { isOpenSshKey, parseOpenSshKey } from "./openssh-key.ts";
import { type AgentKey, agentKeys, agentSign } from "./ssh-agent.ts";

/** A person's key: what signs, its public half, and whose it is as far as the key itself tells. */
export type PersonKey = SigningKey & { readonly publicKey: Uint8Array; readonly holder?: string };

/** The name of a person's key: it follows from the key alone, so that who has the key needs nothing else to be known by it. */
function personKeyName(publicKey: Uint8Array): string {
  return `person-${hash("sha256", publicKey).slice(0, 16)}`;
}

/** A person's private key from the bytes of its file: PKCS#8 PEM or OpenSSH. `at` names the file in messages. Throws KEY_REFUSED. */
export function personKey(bytes: Uint8Array, at: string): PersonKey {
  const text = textOf(bytes) ?? "";
  const { secret, comment } = isOpenSshKey(text) ? parseOpenSshKey(text, at) : { secret: readPem(bytes, at), comment: "" };
  if (secret.asymmetricKeyType !== "ed25519")
    throw new Failure("KEY_REFUSED", `expected an Ed25519 key in ${at}, got ${secret.asymmetricKeyType ?? "another"}`);
  const publicKey = new Uint8Array(createPublicKey(secret).export({ format: "raw-public" }));
  return { ...keyOf(secret, personKeyName(publicKey)), publicKey, ...(comment === "" ? {} : { holder: comment }) };
}

function readPem(bytes: Uint8Array, at: string): KeyObject {
  try {
    return parsePem(bytes, at);
  } catch {
    throw new Failure("KEY_REFUSED", `could not read a private key from ${at}: it is neither PKCS#8 PEM nor OpenSSH`);
  }
}

/**
 * A person's key in the ssh-agent behind a socket, by its fingerprint (`SHA256:…`) or its comment. A signature of the agent over a message is a
 * plain Ed25519 signature. Throws KEY_REFUSED when none or more than one is meant, and when the agent misbehaves.
 */
export async function agentKey(socketPath: string, name: string): Promise<PersonKey> {
  const found = (await agentKeys(socketPath)).filter((key) => fingerprint(key) === name || key.comment === name);
  const [key] = found;
  if (key === undefined || found.length > 1) {
    const why = `the ssh-agent has ${found.length} Ed25519 keys that ${JSON.stringify(name)} means`;
    throw new Failure("KEY_REFUSED", `${why}. Run ssh-add -l and name one by its fingerprint`);
  }
  const { publicKey, comment } = key;
  return {
    vkey: formatVkey(createVkey(personKeyName(publicKey), KEY_TYPES.ed25519Note, publicKey)),
    sign: (message) => agentSign(socketPath, key, message),
    publicKey,
    ...(comment === "" ? {} : { holder: comment }),
  };
}

/** As ssh-keygen -l prints it: SHA-256 of the key blob in base64 without padding. */
function fingerprint({ publicKey }: AgentKey): string {
  return `SHA256:${hash("sha256", sshEd25519Blob(publicKey), "base64").replaceAll("=", "")}`;
}
