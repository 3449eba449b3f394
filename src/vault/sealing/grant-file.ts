import { type Checked, no, parseBase64, shape, textOf, toBase64, utf8, yes } from "../../lib/index.ts";
import { contentShape, type ExhibitContent, formatDocument, parseDocument, SALT_BYTES } from "../../model/index.ts";
import type { StatementFiles } from "../proven/index.ts";

/** A grant file is at most this long. */
export const GRANT_BYTES_MAX: number = 16 * 1024 * 1024;

/** What travels beside a sealed file: who may read it, proved, and the opening of the commitment, sealed to the same readers. */
export type GrantFile = { readonly statements: readonly StatementFiles[]; readonly opening: Uint8Array };

/** What is sealed in `opening`: enough to see that the content is the exhibit's, for readers only. */
export type Opening = { readonly content: ExhibitContent; readonly salt: Uint8Array; readonly exhibit: StatementFiles };

const FORMAT = "meridian-grant/v1";
const statementShape = shape.record({ proof: shape.text(GRANT_BYTES_MAX), statement: shape.text(GRANT_BYTES_MAX) });
const grantShape = shape.record({
  format: shape.word(FORMAT),
  opening: shape.text(GRANT_BYTES_MAX),
  statements: shape.list(statementShape, 10_000),
});
const openingShape = shape.record({ content: contentShape, exhibit: statementShape, salt: shape.text(44) });

/** The bytes of a grant file: canonical JSON and a newline (spec/sealing.md §Grant file). */
export function formatGrantFile({ statements, opening }: GrantFile): Uint8Array<ArrayBuffer> {
  return formatDocument({ format: FORMAT, opening: toBase64(opening), statements: statements.map(asText) });
}

/** Reads a grant file. Input is untrusted; nothing is proved yet. The fault is a sentence. */
export function parseGrantFile(bytes: Uint8Array): Checked<GrantFile, string> {
  if (bytes.length > GRANT_BYTES_MAX) return no(`the grant file has more than ${GRANT_BYTES_MAX} bytes`);
  const read = parseDocument(bytes, grantShape);
  if (!read.ok) return no(`the grant file is not one (${read.fault.kind})`);
  const opening = parseBase64(read.value.opening);
  return opening.ok
    ? yes({ opening: opening.value, statements: read.value.statements.map(asBytes) })
    : no("the opening is not base64");
}

/** The bytes that are sealed as the opening. */
export function formatOpening({ content, salt, exhibit }: Opening): Uint8Array<ArrayBuffer> {
  return formatDocument({ content, exhibit: asText(exhibit), salt: toBase64(salt) });
}

/** Reads what was sealed as the opening. Input is untrusted: whoever sealed it may have sealed anything. */
export function parseOpening(bytes: Uint8Array): Checked<Opening, string> {
  const read = parseDocument(bytes, openingShape);
  if (!read.ok) return no(`the opening is not one (${read.fault.kind})`);
  const salt = parseBase64(read.value.salt);
  if (!salt.ok || salt.value.length !== SALT_BYTES) return no("the opening's salt is not 32 bytes of base64");
  return yes({ content: read.value.content, salt: salt.value, exhibit: asBytes(read.value.exhibit) });
}

function asText({ statement, proof }: StatementFiles): { readonly proof: string; readonly statement: string } {
  return { proof: textOf(proof) ?? "", statement: textOf(statement) ?? "" };
}

function asBytes({ statement, proof }: { readonly statement: string; readonly proof: string }): StatementFiles {
  return { statement: utf8(statement), proof: utf8(proof) };
}
