import { readFile, stat } from "node:fs/promises";
import type { SigningKey } from "../ledger/index.ts";
import { personKey } from "../ledger/io/index.ts";
import { Failure } from "../lib/index.ts";

/** A person's key file is larger than this: refused. */
const KEY_FILE_BYTES_MAX = 64 * 1024;

/** A person's key: what signs, and the holder as far as the key itself tells. */
export type PersonKey = SigningKey & { readonly holder?: string };

/**
 * The key that a person signs with: the path of a private key file (PKCS#8 PEM or OpenSSH, Ed25519), or `agent:` and the fingerprint
 * (`SHA256:…`) or comment of a key in the ssh-agent at SSH_AUTH_SOCK. Its name follows from the key alone (spec/keys.md §Key names).
 * Throws KEY_REFUSED when it cannot be used, is not Ed25519, or others than its owner may read the file.
 */
export async function openPersonKey(spec: string): Promise<PersonKey> {
  if (spec.startsWith("agent:")) throw new Failure("KEY_REFUSED", "could not reach an ssh-agent. Name a key file");
  return personKey(await readOwn(spec), spec);
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
