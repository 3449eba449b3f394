import { type Checked, no, yes } from "../../lib/index.ts";
import { isDossierPath } from "./layout.ts";

/** Path to SHA-256 in lower-case hexadecimal. */
export type Manifest = ReadonlyMap<string, string>;

export type ManifestFault = { readonly kind: "bad-manifest"; readonly line: number; readonly expected: string };

const LINE = /^([0-9a-f]{64}) {2}(\S+)$/;

/** The text of a BagIt manifest (RFC 8493 §2.1.3) in the one form that spec/dossier.md §Tag files allows: sorted by path. */
export function formatManifest(manifest: Manifest): string {
  return [...manifest.keys()]
    .sort()
    .map((path) => `${manifest.get(path)}  ${path}\n`)
    .join("");
}

/** Reads a manifest. Input is untrusted; any other order, spacing or repetition is refused with its line, counted from 1. */
export function parseManifest(text: string): Checked<Manifest, ManifestFault> {
  const lines = text.split("\n");
  const refuse = (line: number, expected: string) => no<ManifestFault>({ kind: "bad-manifest", line, expected });
  if (lines.pop() !== "") return refuse(lines.length + 1, "a newline at the end");
  const manifest = new Map<string, string>();
  let previous = "";
  for (const [at, line] of lines.entries()) {
    const [, digest, path] = LINE.exec(line) ?? [];
    if (digest === undefined || path === undefined) return refuse(at + 1, "a digest, two spaces and a path");
    if (!isDossierPath(path)) return refuse(at + 1, "a plain relative path");
    if (at > 0 && path <= previous) return refuse(at + 1, "paths in order, each once");
    manifest.set(path, digest);
    previous = path;
  }
  return yes(manifest);
}
