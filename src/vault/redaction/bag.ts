import { type Sha256, toHex, utf8 } from "../../lib/index.ts";
import {
  BAGIT_TXT,
  type Digest,
  formatManifest,
  type RedactionPredicate,
  statementPath,
  statementProofPath,
} from "../../model/index.ts";
import type { StatementFiles } from "../proven/statement-files.ts";

/** Where each file of a redacted copy stands (spec/redaction.md §Copy). */
export const COPY = {
  bagit: "bagit.txt",
  bagInfo: "bag-info.txt",
  manifest: "manifest-sha256.txt",
  tagManifest: "tagmanifest-sha256.txt",
  readMe: "README.txt",
  fields: "data/fields.ndjson",
} as const;

/** A statement of the copy with its proof, and the entry that it is. */
export type CopyStatement = StatementFiles & { readonly index: number };

export type CopyBag = {
  readonly redaction: RedactionPredicate;
  readonly fields: { readonly sha256: Digest; readonly bytes: number };
  readonly statements: readonly CopyStatement[];
  readonly software: string;
};

/** Every file of a redacted copy but the list of fields, which is too large to hold: path to bytes (RFC 8493). */
export function copyFiles({ redaction, fields, statements, software }: CopyBag, sha256: Sha256): ReadonlyMap<string, Uint8Array> {
  const payload = new Map<string, Uint8Array>();
  for (const { index, statement, proof } of statements) {
    payload.set(statementPath(index), statement);
    payload.set(statementProofPath(index), proof);
  }
  const digests = new Map([...payload].map(([path, bytes]) => [path, toHex(sha256(bytes))]));
  digests.set(COPY.fields, fields.sha256);
  const octets = [...payload.values()].reduce((sum, bytes) => sum + bytes.length, fields.bytes);
  const tags = new Map<string, Uint8Array>([
    [COPY.bagit, utf8(BAGIT_TXT)],
    [COPY.bagInfo, utf8(bagInfo(redaction, `${octets}.${payload.size + 1}`, software))],
    [COPY.readMe, utf8(README)],
    [COPY.manifest, utf8(formatManifest(digests))],
  ]);
  const tagManifest = formatManifest(new Map([...tags].map(([path, bytes]) => [path, toHex(sha256(bytes))])));
  return new Map([...payload, ...tags, [COPY.tagManifest, utf8(tagManifest)]]);
}

/** RFC 8493 §2.2.2. */
function bagInfo({ exhibit, at }: RedactionPredicate, oxum: string, software: string): string {
  return `External-Identifier: ${exhibit}\nBagging-Date: ${at.slice(0, 10)}\nPayload-Oxum: ${oxum}\nBag-Software-Agent: ${software}\n`;
}

const README = `A redacted copy of an exhibit: some parts are withheld, each with its reason and whom to ask.

data/fields.ndjson   every part in order: shown with its salt, or withheld as a hash
data/statements/     the signed statement on this copy, who may sign, and proofs that both are in the ledger

Check the bytes:    sha256sum -c tagmanifest-sha256.txt manifest-sha256.txt
Check the rest:     meridian exhibit verify-redacted . --trust trust.txt

The format is spec/redaction.md of Meridian. A hash says nothing of what is withheld, and its length is not told.
`;
