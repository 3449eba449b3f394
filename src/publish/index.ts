export type { Audience } from "./audience.ts";
export {
  type Bag,
  bagTagFiles,
  EXPORT_NAMESPACE,
  type ExportSource,
  exportEntry,
  type PayloadDigest,
  type SshHashes,
  type StampedHead,
  sealBag,
  signSsh,
  verifySsh,
} from "./export/index.ts";
export type { NameEntities, RuleBytes } from "./gather.ts";
export type { DossierFiles, PageAssets, PublishOptions } from "./input.ts";
export type { LedgerView, ViewEntry, ViewRecord } from "./ledger-view.ts";
export { type PublishedDossier, type PublishPorts, publishCase } from "./publish-case.ts";
export { explainRefusal, type Refusal } from "./scan/release.ts";
