import { readFile, stat } from "node:fs/promises";
import { Failure } from "../../lib/index.ts";
import { age } from "../../vault/io/index.ts";

const IDENTITY_BYTES_MAX = 64 * 1024;
const IDENTITIES_MAX = 100;

/**
 * The identities in age identity files: a line each, `AGE-SECRET-KEY-1…` or `AGE-SECRET-KEY-PQ-1…`; empty lines and those that begin
 * with # are passed over. Throws KEY_REFUSED when others than its owner may read a file or it holds anything else; says no line's words.
 */
export async function readIdentities(paths: readonly string[]): Promise<readonly string[]> {
  const identities: string[] = [];
  for (const path of paths) identities.push(...(await readIdentityFile(path)));
  if (identities.length === 0 || identities.length > IDENTITIES_MAX)
    throw new Failure("KEY_REFUSED", `expected 1 to ${IDENTITIES_MAX} identities, got ${identities.length}`);
  return identities;
}

async function readIdentityFile(path: string): Promise<readonly string[]> {
  const text = await readOwn(path);
  if (text.startsWith("age-encryption.org/") || text.startsWith("-----BEGIN AGE"))
    throw new Failure(
      "KEY_REFUSED",
      `${path} is encrypted with a passphrase. Decrypt it to a file of yours with \`age -d\` first`,
    );
  const identities: string[] = [];
  for (const [at, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    if ((await age.recipientOf(line)) === undefined)
      throw new Failure("KEY_REFUSED", `expected an age identity (AGE-SECRET-KEY-…) in line ${at + 1} of ${path}`);
    identities.push(line);
  }
  return identities;
}

async function readOwn(path: string): Promise<string> {
  try {
    const { mode, size } = await stat(path);
    if (size > IDENTITY_BYTES_MAX) throw new Failure("KEY_REFUSED", `expected an identity file, ${path} has ${size} bytes`);
    if (process.platform !== "win32" && (mode & 0o077) !== 0)
      throw new Failure("KEY_REFUSED", `expected ${path} to be readable by its owner only. Run chmod 600 ${path}`);
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure("KEY_REFUSED", `could not read the identity file ${path}`, error);
  }
}
