/** Where each file of a dossier stands (spec/dossier.md, first tree). */
export const DOSSIER = {
  bagit: "bagit.txt",
  bagInfo: "bag-info.txt",
  manifest: "manifest-sha256.txt",
  tagManifest: "tagmanifest-sha256.txt",
  page: "index.html",
  summary: "SUMMARY.md",
  seal: "seal/published.json",
  sealProof: "seal/published.tlog-proof",
  sealConsistency: "seal/consistency.txt",
  checkpoint: "data/ledger/checkpoint",
  keys: "data/ledger/keys.txt",
  records: "data/records.ndjson",
  timeline: "data/timeline.json",
  denominators: "data/denominators.json",
  reply: "data/reply.json",
  entities: "data/entities.json",
} as const;

/** What was done and what was not prevented; only in a dossier that has something to say of it (spec/action.md). */
export const ACTIONS_FILE = "data/actions.json";

/** The tag files whose digests the `published` statement signs, in the order of its subjects. */
export const SEALED_TAG_FILES: readonly string[] = [
  DOSSIER.manifest,
  DOSSIER.bagInfo,
  DOSSIER.bagit,
  DOSSIER.page,
  DOSSIER.summary,
];

/** Limits of spec/dossier.md §Limits. */
export const DOSSIER_FILES_MAX = 100_000;
export const DOSSIER_FILE_BYTES_MAX: number = 256 * 1024 * 1024;
export const DOSSIER_BYTES_MAX: number = 1024 * 1024 * 1024;
const DOSSIER_PATH_BYTES_MAX = 200;
export const DOSSIER_RULE_BYTES_MAX: number = 1024 * 1024;
export const DOSSIER_RECORDS_MAX = 1_000_000;

/** The only content of bagit.txt (RFC 8493 §2.1.1). */
export const BAGIT_TXT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/** `data/statements/<index>.json`. */
export function statementPath(index: number): string {
  return `data/statements/${index}.json`;
}

/** `data/statements/<index>.tlog-proof`. */
export function statementProofPath(index: number): string {
  return `data/statements/${index}.tlog-proof`;
}

/** `data/rules/<digest>.yml`. */
export function rulePath(digest: string): string {
  return `data/rules/${digest}.yml`;
}

/** `data/playbooks/<digest>.json`. */
export function playbookPath(digest: string): string {
  return `data/playbooks/${digest}.json`;
}

const PART = /^[A-Za-z0-9._-]+$/;

/** True for a path that means the same file on every system (spec/dossier.md §Names). Input is untrusted. */
export function isDossierPath(path: string): boolean {
  if (path.length > DOSSIER_PATH_BYTES_MAX) return false;
  return path.split("/").every((part) => PART.test(part) && part !== "." && part !== "..");
}
