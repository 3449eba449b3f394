import { type Sha256, textOf, toHex } from "../lib/index.ts";
import { BAGIT_TXT, DOSSIER, type Manifest, parseManifest, SEALED_TAG_FILES } from "../model/index.ts";
import type { Faults } from "./faults.ts";
import type { Folder } from "./folder.ts";

/** Compares both manifests with the files that are there (spec/dossier.md §Verification 2). Gives the digest of every file. */
export function checkManifests(folder: Folder, sha256: Sha256, faults: Faults): Manifest {
  const digests = new Map([...folder].map(([path, bytes]) => [path, toHex(sha256(bytes))]));
  const isPayload = (path: string) => path.startsWith("data/");
  const isTag = (path: string) => !isPayload(path) && path !== DOSSIER.tagManifest;
  checkManifest(DOSSIER.manifest, { folder, digests, faults, lists: isPayload });
  checkManifest(DOSSIER.tagManifest, { folder, digests, faults, lists: isTag });
  const bagit = folder.get(DOSSIER.bagit);
  if (bagit !== undefined && textOf(bagit) !== BAGIT_TXT)
    faults.add("bad-tag-file", DOSSIER.bagit, "expected the two lines of BagIt 1.0");
  return digests;
}

type ManifestCheck = {
  readonly folder: Folder;
  readonly digests: Manifest;
  readonly faults: Faults;
  readonly lists: (path: string) => boolean;
};

function checkManifest(path: string, { folder, digests, faults, lists }: ManifestCheck): void {
  const bytes = folder.get(path);
  if (bytes === undefined) return; // its absence is noted already
  const text = textOf(bytes);
  if (text === undefined) return faults.add("bad-manifest", path, "expected UTF-8");
  const manifest = parseManifest(text);
  if (!manifest.ok) return faults.add("bad-manifest", path, `line ${manifest.fault.line}: expected ${manifest.fault.expected}`);
  for (const [listed, digest] of manifest.value) {
    const actual = digests.get(listed);
    if (!lists(listed)) faults.add("bad-manifest", path, `${listed} does not belong in this manifest`);
    else if (actual === undefined) faults.add("missing", listed, `${path} lists it`);
    else if (actual !== digest) faults.add("digest-differs", listed, `expected SHA-256 ${digest} as in ${path}, got ${actual}`);
  }
  for (const present of digests.keys()) {
    if (lists(present) && !manifest.value.has(present)) faults.add("unexpected", present, `${path} does not list it`);
  }
}

/** Compares the sealed digests with the files: the seal decides, whatever the manifests say. */
export function checkSealedDigests(sealed: Manifest, digests: Manifest, faults: Faults): void {
  for (const path of SEALED_TAG_FILES) {
    const expected = sealed.get(path);
    const actual = digests.get(path);
    if (actual !== undefined && actual !== expected) {
      faults.add("seal-differs", path, `expected SHA-256 ${expected ?? "(none)"} as sealed, got ${actual}`);
    }
  }
}
