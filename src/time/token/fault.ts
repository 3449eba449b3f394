import { type Checked, no } from "../../lib/index.ts";
import type { PathFault } from "../x509/path.ts";

/** Which check a token failed; spec/time.md §Verification has them in the order in which they are made. */
export type TokenCheck =
  | "not-der"
  | "structure"
  | "content-type"
  | "econtent-type"
  | "version"
  | "signer-count"
  | "signed-attributes"
  | "digest-algorithm"
  | "signature-algorithm"
  | "certificate"
  | "signer-certificate"
  | "message-digest"
  | "signing-certificate"
  | "signature"
  | "gen-time"
  | "accuracy"
  | "tst-extension"
  | "imprint"
  | "nonce"
  | "policy"
  | "tsa-name"
  | PathFault["kind"];

/** Why a token proves nothing. */
export type TokenFault = { readonly kind: TokenCheck; readonly detail: string };

/** A no of this check. */
export function refuse(kind: TokenCheck, detail: string): Checked<never, TokenFault> {
  return no({ kind, detail });
}
