import { type Checked, no, textOf, yes } from "../../lib/index.ts";
import { type DerNode, parseDer } from "../der/read.ts";
import { TAG } from "../der/tags.ts";
import { smallOf, Walk } from "../der/walk.ts";

/** Why a reply holds no token. `not-granted` is the authority's own no (RFC 3161 §2.4.2). */
export type ReplyFault = { readonly kind: "not-der" | "structure" | "not-granted"; readonly detail: string };

/** PKIStatus granted and grantedWithMods. */
const GRANTED_MAX = 1;
const STATUS_NAMES = ["granted", "granted with modifications", "rejection", "waiting", "revocation warning", "revoked"];
const TEXT_UNITS_MAX = 300;

/** The TimeStampToken in a TimeStampResp (RFC 3161 §2.4.2). Input is untrusted. */
export function parseTimeReply(bytes: Uint8Array): Checked<Uint8Array, ReplyFault> {
  const der = parseDer(bytes);
  if (!der.ok) return no({ kind: "not-der", detail: `byte ${der.fault.offset}: expected ${der.fault.expected}` });
  const walk = new Walk(der.value);
  const info = new Walk(walk.take(TAG.sequence));
  const status = smallOf(info.take(TAG.integer));
  const text = info.take(TAG.sequence);
  info.take(TAG.bitString);
  const token = walk.take(TAG.sequence);
  if (!walk.done || !info.done || status === undefined)
    return no({ kind: "structure", detail: "expected a TimeStampResp as RFC 3161 has it" });
  if (status > GRANTED_MAX)
    return no({ kind: "not-granted", detail: `${STATUS_NAMES[status] ?? `status ${status}`}${said(text)}` });
  return token === undefined ? no({ kind: "structure", detail: "granted, but there is no token" }) : yes(token.bytes);
}

function said(text: DerNode | undefined): string {
  const words = text?.children.map(({ content }) => textOf(content) ?? "").join("; ") ?? "";
  return words === "" ? "" : `: ${words.slice(0, TEXT_UNITS_MAX)}`;
}
