import { type Sha256, textOf, toHex } from "../lib/index.ts";
import { BAGIT_TXT, DOSSIER, DOSSIER_FILES_MAX, type Manifest, parseManifest } from "../model/index.ts";
import type { Faults } from "./faults.ts";
import type { Folder } from "./folder.ts";

/** A line of the tag manifest that does not fit its file. Which of the two is wrong, the seal decides. */
export type Mismatch = { readonly path: string; readonly listed: string; readonly actual: string };

/**
 * Compares both manifests with the files that are there (spec/dossier.md §Verification 2). Gives the digest of every file, and the
 * lines of the tag manifest that do not fit, for checkSealedDigests.
 */
export function checkManifests(
  folder: Folder,
  sha256: Sha256,
  faults: Faults,
): { readonly digests: Manifest; readonly mismatches: readonly Mismatch[] } {
  const digests = new Map([...folder].map(([path, bytes]) => [path, toHex(sha256(bytes))]));
  const isPayload = (path: string) => path.startsWith("data/");
  const isTag = (path: string) => !isPayload(path) && path !== DOSSIER.tagManifest;
  for (const { path, listed, actual } of checkManifest(DOSSIER.manifest, { folder, digests, faults, lists: isPayload })) {
    faults.add("digest-differs", path, `expected SHA-256 ${listed} as in ${DOSSIER.manifest}, got ${actual}`);
  }
  const mismatches = checkManifest(DOSSIER.tagManifest, { folder, digests, faults, lists: isTag });
  const bagit = folder.get(DOSSIER.bagit);
  if (bagit !== undefined && textOf(bagit) !== BAGIT_TXT)
    faults.add("bad-tag-file", DOSSIER.bagit, "expected the two lines of BagIt 1.0");
  return { digests, mismatches };
}

type ManifestCheck = {
  readonly folder: Folder;
  readonly digests: Manifest;
  readonly faults: Faults;
  readonly lists: (path: string) => boolean;
};

function checkManifest(path: string, { folder, digests, faults, lists }: ManifestCheck): readonly Mismatch[] {
  const manifest = readManifest(path, folder, faults);
  const mismatches: Mismatch[] = [];
  if (manifest === undefined) return mismatches;
  for (const [file, listed] of manifest) {
    const actual = digests.get(file);
    if (!lists(file)) faults.add("bad-manifest", path, `${file} does not belong in this manifest`);
    else if (actual === undefined) noteUnpaired("missing", file, path, faults);
    else if (actual !== listed) mismatches.push({ path: file, listed, actual });
  }
  for (const there of digests.keys()) {
    if (lists(there) && !manifest.has(there)) noteUnpaired("unexpected", there, path, faults);
  }
  return mismatches;
}

/** A file without its line or a line without its file. The payload manifest is sealed, the tag manifest is not: it may be the wrong one. */
function noteUnpaired(kind: "missing" | "unexpected", file: string, manifest: string, faults: Faults): void {
  const relation = kind === "missing" ? "lists" : "does not list";
  faults.add(kind, file, `${manifest} ${relation} it`);
  if (manifest === DOSSIER.tagManifest) faults.add("bad-manifest", manifest, `it ${relation} ${file}`);
}

// A digest, two spaces, a path and a newline for each file that there may be.
const MANIFEST_BYTES_MAX = DOSSIER_FILES_MAX * 267;

function readManifest(path: string, folder: Folder, faults: Faults): Manifest | undefined {
  const bytes = folder.get(path);
  if (bytes === undefined) return undefined; // its absence is noted already
  if (bytes.length > MANIFEST_BYTES_MAX) {
    faults.add("too-large", path, `expected at most ${MANIFEST_BYTES_MAX} bytes`);
    return undefined;
  }
  const text = textOf(bytes);
  const manifest = text === undefined ? undefined : parseManifest(text);
  if (manifest?.ok) return manifest.value;
  const detail = manifest === undefined ? "expected UTF-8" : `line ${manifest.fault.line}: expected ${manifest.fault.expected}`;
  faults.add("bad-manifest", path, detail);
  return undefined;
}

/**
 * Compares the sealed digests with the files: the seal decides, whatever the manifests say. Without a seal that holds, a line of the
 * tag manifest that does not fit is the file's fault; a line about a seal that holds is both's.
 */
export function checkSealedDigests(
  sealed: Manifest | undefined,
  { digests, mismatches }: { readonly digests: Manifest; readonly mismatches: readonly Mismatch[] },
  faults: Faults,
): void {
  for (const [path, expected] of sealed ?? []) {
    const actual = digests.get(path);
    if (actual !== undefined && actual !== expected)
      faults.add("seal-differs", path, `expected SHA-256 ${expected} as sealed, got ${actual}`);
  }
  for (const { path, listed, actual } of mismatches) {
    const isLineWrong = sealed !== undefined && listed !== sealed.get(path);
    if (isLineWrong) faults.add("bad-manifest", DOSSIER.tagManifest, `the line of ${path} says ${listed}`);
    if (sealed?.get(path) !== actual)
      faults.add("digest-differs", path, `expected SHA-256 ${listed} as in ${DOSSIER.tagManifest}, got ${actual}`);
  }
}
