export { AUDIENCES, type Audience } from "./audience.ts";
export { buildDossier, type DossierDraft, type Seal, sealDossier } from "./build-dossier.ts";
export { type GatherPorts, gatherCase, type NameEntities, type RuleBytes } from "./gather.ts";
export type {
  CitedEvidence,
  DossierFiles,
  DossierInput,
  PageAssets,
  PublishOptions,
  Released,
  SealedStatement,
} from "./input.ts";
export type { LedgerView, ViewEntry, ViewRecord } from "./ledger-view.ts";
export { type PublishedDossier, type PublishPorts, publishCase } from "./publish-case.ts";
export { explainRefusal, type Refusal } from "./scan/release.ts";
