import { equalBytes } from "../lib/index.ts";
import {
  createVerifier,
  formatVkey,
  isQuorumMet,
  openNote,
  type SignatureChecks,
  type TrustPolicy,
  type Vkey,
} from "../merkle/index.ts";
import { type KeyRole, type KnownKey, keyIdOf } from "../model/index.ts";
import { type Keeper, logVkeys, type SignedHead, TIME_MS_MAX, vkeysOf } from "./keeper.ts";
import type { SignerSection, WitnessSection } from "./report.ts";

/**
 * Whether the reader's own trust file knows the signer (spec/dossier.md §Verification 11). `checkpoint` is the payload's, once both log
 * keys in force were found to have signed it; undefined when they have not.
 */
export function judgeSigner(keeper: Keeper, trust: TrustPolicy | undefined, checkpoint: SignedHead | undefined): SignerSection {
  const { party, keyring } = keeper;
  const current = keyring.own("statement", Number.MAX_SAFE_INTEGER)?.vkey ?? "";
  const named = { party: party.predicate.party.name, key: keyIdOf(current) };
  if (trust === undefined)
    return { status: "unknown", ...named, detail: "no trust file was given, so the name is only what the signer says" };
  const logs = trust.logs.map(({ vkey }) => vkey);
  if (trust.parties.length === 0 && logs.length === 0)
    return { status: "refused", ...named, detail: "the trust file names no party and no log" };
  const statementKeys = keyring.keys.filter(({ role }) => role === "statement");
  const known = statementKeys.filter(({ vkey }) => isNamed(vkey, trust.parties));
  if (trust.parties.length > 0 && !known.some(isUsable))
    return { status: "refused", ...named, detail: refusalOf(known, "no party line of the trust file has this statement key") };
  const knownLogs = keyring.keys.filter(({ role, vkey }) => LOG_ROLES.includes(role) && isNamed(vkey, logs));
  // Anybody can name anybody's log key in a statement of their own: without a party line only the log's signature shows its holder.
  const vouching = trust.parties.length > 0 ? knownLogs : knownLogs.filter((key) => hasSigned(key, keyring, checkpoint));
  if (logs.length > 0 && !vouching.some(isUsable)) return { status: "refused", ...named, detail: logRefusalOf(knownLogs) };
  return { status: "known", ...named, detail: knownBy(known.length > 0 ? known : knownLogs) };
}

function hasSigned({ vkey }: KnownKey, keyring: Keeper["keyring"], checkpoint: SignedHead | undefined): boolean {
  return checkpoint !== undefined && keyring.logKeys(Number(checkpoint.head.size)).some((key) => key.vkey === vkey);
}

function logRefusalOf(known: readonly KnownKey[]): string {
  const [first] = known;
  if (first === undefined || !known.some(isUsable))
    return refusalOf(known, "no log line of the trust file has a key of this ledger");
  return `the trust file names ${keyIdOf(first.vkey)}, which did not sign this checkpoint, and no party line says whose word it is that another took its place`;
}

const LOG_ROLES: readonly KeyRole[] = ["log-ed25519", "log-ml-dsa-44"];

function isNamed(vkey: string, lines: readonly Vkey[]): boolean {
  return lines.some((line) => formatVkey(line) === vkey);
}

/** A revoked key vouches for nothing, and not for its successor either. */
function isUsable({ revokedFrom }: KnownKey): boolean {
  return revokedFrom === null;
}

function refusalOf(known: readonly KnownKey[], otherwise: string): string {
  const revoked = known.find((key) => !isUsable(key));
  return revoked === undefined
    ? otherwise
    : `the trust file names ${keyIdOf(revoked.vkey)}, which the keeper revoked as of ${revoked.revokedFrom}`;
}

/** Any key of the chain that `key` statements prove leads to the others, and the reader is told by which they know the signer. */
function knownBy(known: readonly KnownKey[]): string {
  if (known.some((key) => key.until === null)) return "the trust file names this key";
  const old = known.findLast(isUsable);
  return `the trust file names the older key ${old === undefined ? "" : keyIdOf(old.vkey)}, which the keeper replaced by signed statements that lead to this one`;
}

/** Which independent witnesses cosigned the checkpoint: counted by key, never by line, and never the keeper's own keys. */
export async function countWitnesses(
  checkpoint: SignedHead,
  keeper: Keeper,
  trust: TrustPolicy | undefined,
  checks: SignatureChecks,
): Promise<WitnessSection> {
  if (trust === undefined || trust.witnesses.length === 0) {
    return { names: [], earliestMs: null, quorum: "not asked", unknownLines: checkpoint.otherLines, fault: null };
  }
  const logKeys = logVkeys(keeper.keyring);
  const own = [...vkeysOf(keeper.keyring, ["statement"]), ...logKeys];
  const witnesses = trust.witnesses.filter(({ vkey }) => !own.some((key) => equalBytes(key.publicKey, vkey.publicKey)));
  const opened = await openNote(
    checkpoint.note,
    [...logKeys, ...witnesses.map(({ vkey }) => vkey)].map((vkey) => createVerifier(vkey, checks)),
  );
  const quorum = trust.quorum.kind === "none" ? "not asked" : "not met";
  if (!opened.ok) return { names: [], earliestMs: null, quorum, unknownLines: 0, fault: "a witness's signature does not verify" };
  const seen = witnesses.filter(({ vkey }) => opened.value.verified.some(({ verifier }) => verifier.vkey === vkey));
  const names = seen.map(({ name }) => name);
  const times = opened.value.verified
    .filter(({ verifier }) => seen.some(({ vkey }) => vkey === verifier.vkey))
    .map(({ time }) => Number(time ?? 0n) * 1000);
  const met = quorum === "not met" && isQuorumMet(trust.quorum, new Set(names)) ? "met" : quorum;
  const earliest = times.filter((time) => time > 0 && time <= TIME_MS_MAX);
  return {
    names,
    earliestMs: earliest.length === 0 ? null : Math.min(...earliest),
    quorum: met,
    unknownLines: opened.value.unknownLines,
    fault: null,
  };
}
