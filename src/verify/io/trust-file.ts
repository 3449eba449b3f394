import { readFile } from "node:fs/promises";
import { Failure, textOf } from "../../lib/index.ts";
import { parseTrustPolicy, type TrustPolicy } from "../../merkle/index.ts";

/** Reads the reader's trust file. Throws TRUST_UNREADABLE, with the line where it has one. */
export async function readTrustFile(path: string): Promise<TrustPolicy> {
  const text = textOf(await readFile(path).catch((error: unknown) => unreadable(path, error)));
  if (text === undefined) throw new Failure("TRUST_UNREADABLE", `expected UTF-8 in ${path}`);
  const policy = parseTrustPolicy(text);
  if (policy.ok) return policy.value;
  throw new Failure("TRUST_UNREADABLE", `${path} line ${policy.fault.line}: expected ${policy.fault.expected}`);
}

function unreadable(path: string, error: unknown): never {
  throw new Failure("TRUST_UNREADABLE", `could not read ${path}`, error);
}
