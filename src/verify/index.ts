export { ed25519Available, webChecks } from "./checks.ts";
export type { DossierFault, FaultKind } from "./faults.ts";
export { type FileEntry, type FileSource, filesInMemory } from "./files.ts";
export { formatReport, reportParts } from "./format-report.ts";
export type { Finding, Replay, ReplayMaterial } from "./replay.ts";
export {
  type BytesSection,
  CAVEAT,
  type ChainSection,
  type DossierReport,
  type FindingsSection,
  type ReplayOutcome,
  type ResponseSection,
  requestedChecksPassed,
  type SealingSection,
  type SignerSection,
  type WitnessSection,
} from "./report.ts";
export type { ReportPart } from "./report-part.ts";
export { type VerifyOptions, verifyDossier } from "./verify-dossier.ts";
