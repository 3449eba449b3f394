import { assert } from "../../lib/index.ts";
import { HASH_BYTES, HASH_OIDS, type HashName } from "../der/oids.ts";
import { TAG } from "../der/tags.ts";
import { element, integerContent, isOidText, oid, sequence } from "../der/write.ts";
import type { Imprint } from "./tst-info.ts";

/** What is asked of an authority. */
export type TimeRequest = {
  readonly imprint: Imprint;
  /** At least 8 random bytes. */
  readonly random: Uint8Array;
  /** The policy that is asked for; undefined leaves it to the authority. */
  readonly policy: string | undefined;
};

const NONCE_BYTES_MIN = 8;

/** A TimeStampReq that asks for the certificates (RFC 3161 §2.4.1), and its nonce as the content of an INTEGER. */
export function formatTimeRequest({ imprint, random, policy }: TimeRequest): { bytes: Uint8Array; nonce: Uint8Array } {
  assert(imprint.digest.length === HASH_BYTES[imprint.hash], `a ${imprint.hash} has ${HASH_BYTES[imprint.hash]} bytes`);
  assert(random.length >= NONCE_BYTES_MIN, `a nonce has at least ${NONCE_BYTES_MIN} bytes`);
  assert(policy === undefined || isOidText(policy), "a policy is an object identifier");
  const nonce = integerContent(random);
  const bytes = sequence(
    element(TAG.integer, Uint8Array.of(1)),
    sequence(algorithmOf(imprint.hash), element(TAG.octetString, imprint.digest)),
    ...(policy === undefined ? [] : [oid(policy)]),
    element(TAG.integer, nonce),
    element(TAG.boolean, Uint8Array.of(0xff)),
  );
  return { bytes, nonce };
}

function algorithmOf(hash: HashName): Uint8Array {
  const [id] = [...HASH_OIDS].find(([, name]) => name === hash) ?? [];
  assert(id !== undefined, "every hash has an identifier");
  return sequence(oid(id), element(TAG.null));
}
