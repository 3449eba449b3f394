import { equalBytes } from "../lib/index.ts";
import { createVerifier, isQuorumMet, openNote, type SignatureChecks, type TrustPolicy, type Vkey } from "../merkle/index.ts";
import { type Keeper, type SignedHead, TIME_MS_MAX } from "./keeper.ts";
import type { SignerSection, WitnessSection } from "./report.ts";
import { keyLabel } from "./statement-file.ts";

/** Whether the reader's own trust file knows the signer (spec/dossier.md §Verification 11). */
export function judgeSigner(keeper: Keeper, trust: TrustPolicy | undefined): SignerSection {
  const { party, statementKey, logEd25519, logMlDsa44 } = keeper;
  const named = { party: party.predicate.party.name, key: keyLabel(statementKey) };
  if (trust === undefined)
    return { status: "unknown", ...named, detail: "no trust file was given, so the name is only what the signer says" };
  const logs = trust.logs.map(({ vkey }) => vkey);
  if (trust.parties.length === 0 && logs.length === 0)
    return { status: "refused", ...named, detail: "the trust file names no party and no log" };
  if (trust.parties.length > 0 && !trust.parties.some((key) => isSameKey(key, statementKey))) {
    return { status: "refused", ...named, detail: "no party line of the trust file has this statement key" };
  }
  const ownLogs = [logEd25519, logMlDsa44];
  if (logs.length > 0 && !logs.some((key) => ownLogs.some((own) => isSameKey(key, own)))) {
    return { status: "refused", ...named, detail: "no log line of the trust file has a key of this ledger" };
  }
  return { status: "known", ...named, detail: "the trust file names this key" };
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
  const own = [keeper.statementKey, keeper.logEd25519, keeper.logMlDsa44];
  const witnesses = trust.witnesses.filter(({ vkey }) => !own.some((key) => equalBytes(key.publicKey, vkey.publicKey)));
  const opened = await openNote(
    checkpoint.note,
    [...own.slice(1), ...witnesses.map(({ vkey }) => vkey)].map((vkey) => createVerifier(vkey, checks)),
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

function isSameKey(left: Vkey, right: Vkey): boolean {
  return left.type === right.type && left.name === right.name && equalBytes(left.publicKey, right.publicKey);
}
