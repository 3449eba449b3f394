import { createHash, timingSafeEqual } from "node:crypto";
import { parseHex } from "../lib/index.ts";

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]{16,512}=*)$/i;

/**
 * The holder of the token in an Authorization header (RFC 6750 §2.1), by the SHA-256 of each known token in lower-case hexadecimal; undefined for none of them.
 * Every digest is compared, each in constant time: the time tells nothing about any of them.
 */
export function holderOf<Holder extends { readonly sha256: string }>(
  holders: readonly Holder[],
  authorization: string | undefined,
): Holder | undefined {
  const token = BEARER.exec(authorization ?? "")?.[1];
  if (token === undefined) return undefined;
  const digest = createHash("sha256").update(token).digest();
  let found: Holder | undefined;
  for (const holder of holders) {
    const known = parseHex(holder.sha256);
    if (known.ok && known.value.length === digest.length && timingSafeEqual(known.value, digest)) found = holder;
  }
  return found;
}
