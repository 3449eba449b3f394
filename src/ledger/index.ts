export type { AdmissionFault } from "./admission.ts";
export { type CheckOptions, checkLedger, checkPublishedTree, type LedgerReport } from "./check/index.ts";
export type { LedgerProblem, ProblemKind } from "./check/problem.ts";
export type { Receipt } from "./committer.ts";
export { detectionStatement } from "./detection-statement.ts";
export type { ErasedEntry, LedgerEntry, OpenEntry } from "./entries.ts";
export type { Reach, Spared } from "./erase.ts";
export { keyStatement, proveKey } from "./key-statement.ts";
export { type Ledger, openLedger } from "./ledger.ts";
export type { Hold, Order, OrderFault } from "./orders.ts";
export { type LedgerReader, openLedgerReader, openSegmentsReader, openWholeReader, type SegmentsReader } from "./reader.ts";
export type { Expired, NoSchedule, Schedule } from "./retention.ts";
export {
  type Addition,
  type After,
  createSealer,
  type SealableUnit,
  type SealedSegment,
  type Sealer,
  type SealerOptions,
} from "./sealer.ts";
export type { RecordProof, SealedRecord } from "./segments.ts";
export { signStatement } from "./sign-statement.ts";
export type { OwnRole, Signer, SigningKey } from "./signer.ts";
export type { LedgerOptions, PartyIdentity } from "./state.ts";
