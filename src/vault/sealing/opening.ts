import { Failure, type FilePort, parseBase64, type RandomBytes, shape, toBase64, writeDurably } from "../../lib/index.ts";
import { type ExhibitId, formatDocument, parseDocument, SALT_BYTES } from "../../model/index.ts";

const openingShape = shape.record({ salt: shape.text(44) });

/** Where an exhibit's opening lies in the vault. Whoever has it can test guesses at the content. */
function openingPath(exhibit: ExhibitId): string {
  return `${exhibit}/opening`;
}

/**
 * The salt of an exhibit's commitment, drawn at first use and kept for ever after, readable by its owner only: every grant and every
 * redaction of the exhibit is over one commitment, so that all readers can compare. `files` is the vault's directory.
 */
export async function exhibitSalt(files: FilePort, exhibit: ExhibitId, randomBytes: RandomBytes): Promise<Uint8Array> {
  const path = openingPath(exhibit);
  const kept = await files.read(path);
  if (kept !== undefined) return readSalt(kept, path);
  const salt = randomBytes(SALT_BYTES);
  await files.makeDirectory(exhibit, "private");
  await files.syncDirectory("");
  await writeDurably(files, path, formatDocument({ salt: toBase64(salt) }), "private");
  return salt;
}

function readSalt(bytes: Uint8Array, path: string): Uint8Array {
  const read = parseDocument(bytes, openingShape);
  const salt = read.ok ? parseBase64(read.value.salt) : undefined;
  if (salt?.ok !== true || salt.value.length !== SALT_BYTES)
    throw new Failure("EXHIBIT_CHANGED", `${path} in the vault is not what was written there`);
  return salt.value;
}
