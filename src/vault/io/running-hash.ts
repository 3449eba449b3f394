import { createHash } from "node:crypto";
import type { BeginHash } from "../content-hash.ts";

/** SHA-256 and SHA-512 of bytes that come piece by piece, by Node's OpenSSL. */
export const beginHash: BeginHash = (algorithm) => {
  const hash = createHash(algorithm);
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    digest: () => new Uint8Array(hash.digest()),
  };
};
