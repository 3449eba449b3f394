import { textOf, toHex, utf8 } from "../../../src/lib/index.ts";
import { DOSSIER, formatManifest } from "../../../src/model/index.ts";
import { type DossierReport, filesInMemory, verifyDossier, webChecks } from "../../../src/verify/index.ts";
import { nodeSha256 } from "./fake-ledger.ts";

export type Files = Map<string, Uint8Array>;

/** The report on these files, without trust file and re-run. */
export function reportOn(files: ReadonlyMap<string, Uint8Array>): Promise<DossierReport> {
  return verifyDossier(filesInMemory(files), webChecks);
}

/** The files that a report blames, and the kinds of fault. */
export function blamed({ bytes, chain }: DossierReport): {
  readonly paths: readonly string[];
  readonly kinds: readonly string[];
} {
  const faults = [...bytes.faults, ...chain.faults];
  return { paths: faults.map(({ path }) => path), kinds: faults.map(({ kind }) => kind) };
}

/** What somebody without the keeper's keys can repair after an edit: every manifest and Payload-Oxum. */
export function recompute(files: Files): Files {
  const payload = [...files].filter(([path]) => path.startsWith("data/"));
  const oxum = `${payload.reduce((sum, [, bytes]) => sum + bytes.length, 0)}.${payload.length}`;
  const info = textIn(files, DOSSIER.bagInfo);
  files.set(DOSSIER.bagInfo, utf8(info.replace(/^Payload-Oxum: .*$/m, `Payload-Oxum: ${oxum}`)));
  files.set(DOSSIER.manifest, utf8(manifestOf(payload)));
  const tags = [...files].filter(([path]) => !path.startsWith("data/") && path !== DOSSIER.tagManifest);
  files.set(DOSSIER.tagManifest, utf8(manifestOf(tags)));
  return files;
}

function manifestOf(entries: readonly (readonly [string, Uint8Array])[]): string {
  return formatManifest(new Map(entries.map(([path, bytes]) => [path, toHex(nodeSha256(bytes))])));
}

/** A file as text. */
export function textIn(files: ReadonlyMap<string, Uint8Array>, path: string): string {
  const text = textOf(files.get(path) ?? new Uint8Array());
  if (text === undefined || text === "") throw new Error(`expected text in ${path}`);
  return text;
}

/** Replaces text in a file; the edit must change something. */
export function edit(files: Files, path: string, from: string | RegExp, to: string): void {
  const before = textIn(files, path);
  const after = before.replace(from, to);
  if (after === before) throw new Error(`the edit of ${path} changes nothing`);
  files.set(path, utf8(after));
}
