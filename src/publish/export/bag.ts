import { type Checked, no, type Sha256, toHex, utf8, yes } from "../../lib/index.ts";
import { BAGIT_TXT, formatManifest } from "../../model/index.ts";

/** A payload file as its manifests name it. */
export type PayloadDigest = { readonly bytes: number; readonly sha256: string; readonly sha512: string };

/** SHA-256 or SHA-512 of bytes, handed in. */
export type BagHashes = { readonly sha256: Sha256; readonly sha512: Sha256 };

/** A bag but for its payload: `info` are the lines of bag-info.txt, Payload-Oxum added. */
export type Bag = {
  readonly payload: ReadonlyMap<string, PayloadDigest>;
  readonly info: readonly (readonly [string, string])[];
};

/** A path as a manifest writes it (RFC 8493 §2.1.3): CR, LF and % percent-encoded. */
export function encodeBagPath(path: string): string {
  return path.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** The reverse. Input is untrusted: another percent sign is refused. */
export function decodeBagPath(text: string): Checked<string, { readonly kind: "bad-bag-path" }> {
  if (/%(?!25|0D|0A)/i.test(text)) return no({ kind: "bad-bag-path" });
  return yes(text.replace(/%(25|0D|0A)/gi, (_, hex: string) => ({ "25": "%", "0D": "\r", "0A": "\n" })[hex.toUpperCase()] ?? ""));
}

/** Payload manifests and the tag files that they rest on: what a person may sign before the bag is sealed by its tag manifests. */
export function bagTagFiles({ payload, info }: Bag): Map<string, Uint8Array> {
  const bytes = [...payload.values()].reduce((sum, file) => sum + file.bytes, 0);
  const lines = [...info, ["Payload-Oxum", `${bytes}.${payload.size}`] as const];
  return new Map([
    ["bagit.txt", utf8(BAGIT_TXT)],
    ["bag-info.txt", utf8(lines.map(([name, value]) => `${name}: ${oneLine(value)}\n`).join(""))],
    ["manifest-sha256.txt", utf8(manifest(payload, ({ sha256 }) => sha256))],
    ["manifest-sha512.txt", utf8(manifest(payload, ({ sha512 }) => sha512))],
  ]);
}

/** Adds the tag manifests of both algorithms (RFC 8493 §2.2.1) to a bag's tag files. Same input, same bytes. */
export function sealBag(tags: ReadonlyMap<string, Uint8Array>, { sha256, sha512 }: BagHashes): Map<string, Uint8Array> {
  return new Map([
    ...tags,
    ["tagmanifest-sha256.txt", utf8(manifest(tags, (bytes) => toHex(sha256(bytes))))],
    ["tagmanifest-sha512.txt", utf8(manifest(tags, (bytes) => toHex(sha512(bytes))))],
  ]);
}

function manifest<File>(files: ReadonlyMap<string, File>, digest: (file: File) => string): string {
  return formatManifest(new Map([...files].map(([path, file]) => [encodeBagPath(path), digest(file)])));
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
