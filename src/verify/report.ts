import type { ResponseDocument, Unreliable } from "../model/index.ts";
import type { DossierFault } from "./faults.ts";

/** The sentence that no report may leave out. */
export const CAVEAT = "Sealing does not show that a record was true when it was written.";

/** Every file is the one that was sealed: nothing added, removed, renamed or changed. */
export type BytesSection = {
  readonly status: "intact" | "broken";
  readonly files: number;
  readonly faults: readonly DossierFault[];
};

/** Every finding leads to records and rules that the keeper's ledger holds, and the derived files follow from them. */
export type ChainSection = {
  readonly status: "holds" | "broken";
  readonly statements: number;
  readonly findings: number;
  readonly records: { readonly shown: number; readonly withheld: number; readonly erased: number };
  readonly rules: number;
  /** Statements that hold, signed by a key that was revoked as of a time before they were sealed (spec/keys.md §Revocation). */
  readonly notReliedOn: readonly Unreliable[];
  readonly faults: readonly DossierFault[];
};

/** When all of it was sealed at the latest. Times are ISO 8601; by the keeper's own clock unless a witness is named. */
export type SealingSection = {
  readonly status: "sealed" | "not shown";
  /** The time in the log's own cosignature of the checkpoint that every proof leads to. */
  readonly noLaterThan: string | null;
  readonly event: { readonly from: string; readonly to: string } | null;
  /** From the event's end to `noLaterThan`; negative when the records name a later time than the keeper's clock. */
  readonly afterEventMs: number | null;
  /** When the keeper's statements say that the cited records were sealed. */
  readonly recordsSealed: { readonly from: string; readonly to: string } | null;
};

/** Whose key signed, judged by the reader's own trust file only. */
export type SignerSection = {
  readonly status: "known" | "unknown" | "refused";
  readonly party: string | null;
  readonly key: string | null;
  readonly detail: string;
};

/** Who else has seen this ledger, of those that the reader's trust file names. */
export type WitnessSection = {
  readonly names: readonly string[];
  readonly earliestMs: number | null;
  readonly quorum: "met" | "not met" | "not asked";
  /** Signature lines by keys that the reader does not know: they count for nothing. */
  readonly unknownLines: number;
  readonly fault: string | null;
};

/** A detection that was run again, or not. */
export type ReplayOutcome = {
  readonly index: number;
  readonly outcome: "same" | "different" | "not re-run";
  readonly detail: string;
};

/** Whether the findings come out again from the records and rules. */
export type FindingsSection = {
  readonly status: "not re-run" | "same" | "different" | "partly re-run";
  readonly requested: boolean;
  readonly total: number;
  readonly same: number;
  /** Those that differ or were not run. Empty when nobody asked. */
  readonly others: readonly ReplayOutcome[];
};

/** What was done about it, and which findings it did not prevent. Nothing here says what would have happened. */
export type ResponseSection = {
  /** `nothing stated`: no statement speaks of an action. `not shown`: the dossier does not hold together. */
  readonly status: "nothing stated" | "not shown" | "as stated" | "differs";
  /** Derived by this verifier from the statements and the records; null where nothing is shown. */
  readonly told: ResponseDocument | null;
  readonly faults: readonly DossierFault[];
};

/** What is known of a dossier. Its parts are never joined into one word. */
export type DossierReport = {
  readonly dossier: {
    readonly case: string | null;
    readonly title: string | null;
    readonly ledger: string | null;
    readonly ledgerSize: number | null;
    readonly audience: string | null;
    readonly tlp: string | null;
    readonly publishedAt: string | null;
    readonly exercise: boolean;
  };
  readonly bytes: BytesSection;
  readonly chain: ChainSection;
  readonly sealing: SealingSection;
  readonly signer: SignerSection;
  readonly witnesses: WitnessSection;
  readonly findings: FindingsSection;
  readonly response: ResponseSection;
  readonly caveat: typeof CAVEAT;
};

/**
 * True when no check that was asked for failed: bytes, chain, sealing, actions and revoked keys always; signer and quorum only if a trust file was given;
 * findings only if they were to be re-run. It is for an exit code; it says nothing about what was not asked.
 */
export function requestedChecksPassed(report: DossierReport): boolean {
  return (
    report.bytes.status === "intact" &&
    report.chain.status === "holds" &&
    report.chain.notReliedOn.length === 0 &&
    report.sealing.status === "sealed" &&
    report.signer.status !== "refused" &&
    report.witnesses.quorum !== "not met" &&
    report.witnesses.fault === null &&
    report.response.status !== "differs" &&
    (!report.findings.requested || report.findings.status === "same")
  );
}
