import { readFile, stat } from "node:fs/promises";
import { proveKey } from "../../ledger/index.ts";
import { agentKey, type PersonKey, personKey } from "../../ledger/io/index.ts";
import { Failure, formatJson, type Json, parseJson, textOf } from "../../lib/index.ts";
import { type KeyClaim, type KeyPredicate, STATEMENT_KINDS } from "../../model/index.ts";

/** A person's key file is larger than this: refused. */
const KEY_FILE_BYTES_MAX = 64 * 1024;
const AGENT = "agent:";

export type { PersonKey };

/**
 * The key that a person signs with: the path of a private key file (PKCS#8 PEM or OpenSSH, Ed25519), or `agent:` and the fingerprint
 * (`SHA256:…`) or comment of a key in the ssh-agent at SSH_AUTH_SOCK. Its name follows from the key alone (spec/keys.md §Names).
 * Throws KEY_REFUSED when it cannot be used, is not Ed25519, or others than its owner may read the file.
 */
export async function openPersonKey(spec: string): Promise<PersonKey> {
  if (!spec.startsWith(AGENT)) return personKey(await readOwn(spec), spec);
  const socket = process.env["SSH_AUTH_SOCK"];
  if (socket === undefined || socket === "")
    throw new Failure("KEY_REFUSED", "SSH_AUTH_SOCK names no ssh-agent. Start one with eval $(ssh-agent), or name a key file");
  return agentKey(socket, spec.slice(AGENT.length));
}

async function readOwn(path: string): Promise<Uint8Array> {
  try {
    const { mode, size } = await stat(path);
    if (size > KEY_FILE_BYTES_MAX) throw new Failure("KEY_REFUSED", `expected a key file, ${path} has ${size} bytes`);
    if (process.platform !== "win32" && (mode & 0o077) !== 0)
      throw new Failure("KEY_REFUSED", `expected ${path} to be readable by its owner only. Run chmod 600 ${path}`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure("KEY_REFUSED", `could not read the key file ${path}`, error);
  }
}

/** What a person claims of their key, without the key: `claimKey` adds what follows from it. */
export type Claim = Omit<KeyClaim, "key"> & { readonly reason: string };

/** A person's claim to be known by a key in the ledger of this origin, with the key's own proof. */
export async function claimKey(origin: string, { reason, ...claim }: Claim, key: PersonKey): Promise<KeyPredicate> {
  const whole: KeyClaim = { ...claim, key: key.vkey };
  return { ...whole, reason, proof: await proveKey(origin, whole, key) };
}

/** A claim as one line of canonical JSON, to be carried to the keeper. */
export function formatClaim(claim: KeyPredicate): string {
  return `${formatJson(claim satisfies Json)}\n`;
}

/** Reads a claim that came from elsewhere. Input is untrusted; whether its proof holds is judged when it is entered. Throws KEY_REFUSED. */
export async function readClaim(path: string): Promise<KeyPredicate> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new Failure("KEY_REFUSED", `could not read the claim ${path}`, error);
  });
  const json = bytes.length > KEY_FILE_BYTES_MAX ? undefined : parseJson((textOf(bytes) ?? "").trimEnd());
  const claim = json?.ok ? STATEMENT_KINDS.key(json.value, "claim") : undefined;
  if (!claim?.ok) throw new Failure("KEY_REFUSED", `expected one JSON object in ${path}, as \`meridian keys claim\` prints it`);
  return claim.value;
}
