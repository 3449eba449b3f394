import { type Ledger, type Receipt, signStatement } from "../../ledger/index.ts";
import { nodeSignatureChecks, sha256 } from "../../ledger/io/index.ts";
import { Failure, formatJson, isoTime, parseIsoTime, present, toHex, utf8 } from "../../lib/index.ts";
import { envelopeSigners, type SignatureChecks } from "../../merkle/index.ts";
import { type ApprovalPredicate, approvalSubjects, type Digest, type KnownKey, parseEnvelope } from "../../model/index.ts";
import { type ApprovalPolicy, DEEDS, type Deed } from "./approvals-deeds.ts";
import type { PersonKey } from "./person-key.ts";

/** A person who approved a deed, with the entry that says so. */
export type Approver = { readonly holder: KnownKey["holder"]; readonly vkey: string; readonly entry: number };

const WHAT_UNITS_MAX = 1500;
/** Controls, and bidirectional marks, which would show another deed than is signed. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/** A deed as people write it: its kind, a space, and what. */
export function formatDeed({ kind, what }: Deed): string {
  return `${kind} ${what}`;
}

/** Reads a deed as people write it. Throws CLI_USAGE. */
export function parseDeed(text: string): Deed {
  const [word = "", ...rest] = text.split(" ");
  const [kind, what] = [DEEDS.find((known) => known === word), rest.join(" ")];
  if (kind === undefined || what === "" || what.trim() !== what || what.length > WHAT_UNITS_MAX || UNSEEN.test(what))
    throw new Failure(
      "CLI_USAGE",
      `expected a deed such as "destroy ex-0123456789abcdef" (${DEEDS.join(", ")}), got ${JSON.stringify(text)}`,
    );
  return { kind, what };
}

/** What an approval signs: SHA-256 of the deed, bound to one ledger (spec/keys.md §Two persons). */
export function deedDigest(origin: string, { kind, what }: Deed): Digest {
  return toHex(sha256(utf8(`meridian/deed/v1\0${formatJson({ deed: kind, origin, what })}`))) as Digest;
}

/** Enters a person's approval of a deed, good for `validHours` from now. Throws KEY_REFUSED when the ledger does not believe the key. */
export async function approveDeed(
  ledger: Ledger,
  deed: Deed,
  key: PersonKey,
  { nowMs, validHours }: { readonly nowMs: number; readonly validHours: number },
): Promise<Receipt> {
  const envelope = await signApproval(ledger.origin, deed, key, { nowMs, validHours });
  const entered = await ledger.appendSigned([envelope]);
  if (!entered.ok)
    throw new Failure("KEY_REFUSED", `${entered.fault.reason}. A person's key is entered with \`meridian keys add\``);
  return present(entered.value[0], "one envelope has one receipt");
}

/** A person's approval of a deed in the ledger of this origin, as the envelope that is entered; good for `validHours` from now. */
export function signApproval(
  origin: string,
  deed: Deed,
  key: PersonKey,
  { nowMs, validHours }: { readonly nowMs: number; readonly validHours: number },
): Promise<Uint8Array> {
  const predicate: ApprovalPredicate = {
    deed: deedDigest(origin, deed),
    summary: formatDeed(deed),
    at: isoTime(nowMs),
    expiresAt: isoTime(nowMs + validHours * 3_600_000),
  };
  return signStatement({ kind: "approval", subject: approvalSubjects(predicate), predicate }, [key]);
}

/**
 * Requires that policy's number of persons have approved a deed, and gives who did; nobody has to where policy does not name the deed. One
 * person counts once, whatever keys they have; an approval counts from its time until it expires, unless its key was revoked since.
 * `after`: only approvals from this entry on count, for deeds that can be done again; `from`: where to begin to read, for a deed that nobody
 * can have named before. Throws APPROVAL_MISSING with what to run.
 */
export async function requireApprovals(
  ledger: Ledger,
  deed: Deed,
  { deeds, persons }: ApprovalPolicy,
  {
    nowMs,
    after = 0,
    from = 0,
    checks = nodeSignatureChecks,
  }: { readonly nowMs: number; readonly after?: number; readonly from?: number; readonly checks?: SignatureChecks },
): Promise<readonly Approver[]> {
  if (!deeds.includes(deed.kind)) return [];
  const approvers = await findApprovers(ledger, deedDigest(ledger.origin, deed), { nowMs, after, from, checks });
  if (approvers.length >= persons) return approvers;
  const names = approvers.map(({ holder }) => holder.name).join(", ");
  throw new Failure(
    "APPROVAL_MISSING",
    `${persons} persons must approve this deed, ${approvers.length === 0 ? "none has" : `only ${names} did`}. Each runs: meridian approve ${shellQuoted(formatDeed(deed))} --key KEY --data DIR`,
  );
}

/** One word for a POSIX shell, whatever is in it: deeds name readers as somebody typed them. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Text as people typed it within a deed: JSON's quotes, and escapes for what would not be seen, so that no name can end early or pose as more. */
export function quotedInDeed(text: string): string {
  return [...formatJson(text)]
    .map((one) => (UNSEEN.test(one) ? `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}` : one))
    .join("");
}

/** True when a deed fits into the line that people approve. */
export function isApprovable({ what }: Deed): boolean {
  return what.length <= WHAT_UNITS_MAX;
}

async function findApprovers(
  ledger: Ledger,
  digest: Digest,
  {
    nowMs,
    after,
    from,
    checks,
  }: { readonly nowMs: number; readonly after: number; readonly from: number; readonly checks: SignatureChecks },
): Promise<readonly Approver[]> {
  const found = new Map<string, Approver>();
  const latest = new Map(ledger.keyring.keys.map((key) => [key.vkey, key]));
  // An approval that stood before `after` is used up. Its signature is good for ever: entered again, it is not a second approval.
  const used = new Set<string>();
  for await (const entry of ledger.entries(from)) {
    if (entry.erased || entry.statement.kind !== "approval" || entry.statement.predicate.deed !== digest) continue;
    const envelope = parseEnvelope(entry.envelope);
    if (!envelope.ok) continue;
    const payload = digestOf(envelope.value.payload);
    if (entry.index < after) used.add(payload);
    if (used.has(payload) || !isCurrent(entry.statement.predicate, nowMs)) continue;
    const place = { index: entry.index, kind: "approval", envelope: envelope.value } as const;
    const signers = await envelopeSigners(ledger.keyring, place, checks);
    for (const { vkey } of signers.ok ? signers.value : []) {
      const key = latest.get(vkey);
      if (key === undefined || key.role !== "person" || key.revokedFrom !== null) continue;
      const person = nameOf(key);
      if (!found.has(person)) found.set(person, { holder: key.holder, vkey, entry: entry.index });
    }
  }
  return [...found.values()];
}

function digestOf(payload: Uint8Array): string {
  return toHex(sha256(payload));
}

function isCurrent({ at, expiresAt }: ApprovalPredicate, nowMs: number): boolean {
  const [from, until] = [parseIsoTime(at), parseIsoTime(expiresAt)];
  return from !== undefined && until !== undefined && from <= nowMs && nowMs < until;
}

/** Two spellings of one name are one person, whoever they act for: counting too few is the safe mistake. */
function nameOf({ holder }: KnownKey): string {
  return holder.name.normalize("NFKC").toLowerCase().replaceAll(/\s+/gu, " ").trim();
}
