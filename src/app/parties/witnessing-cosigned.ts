import { nodeSignatureChecks } from "../../ledger/io/index.ts";
import { type FilePort, writeDurably } from "../../lib/index.ts";
import { createVerifier, openNote, parseCheckpoint } from "../../merkle/index.ts";
import type { OwnCheckpoint } from "./witnessing.ts";
import { vkeysOf } from "./witnessing-peers.ts";

/** The newest checkpoint of our own that met its quorum, with all cosignatures that came: a signed note. */
const COSIGNED = "witness/cosigned-checkpoint";

/** Makes it durable in place of the one before. The folder is there: who has witnesses has their list in it. */
export function writeCosigned(files: FilePort, note: Uint8Array): Promise<void> {
  return writeDurably(files, COSIGNED, note);
}

/** What was published last, if the ledger's own keys signed it and the ledger has that size; undefined otherwise. */
export async function readCosigned(
  files: FilePort,
  { origin, size, logVkeys }: { readonly origin: string; readonly size: number; readonly logVkeys: readonly string[] },
): Promise<OwnCheckpoint | undefined> {
  const note = await files.read(COSIGNED);
  if (note === undefined) return undefined;
  const opened = await openNote(
    note,
    vkeysOf(logVkeys).map((vkey) => createVerifier(vkey, nodeSignatureChecks)),
  );
  const head = opened.ok ? parseCheckpoint(opened.value.text) : undefined;
  if (head?.ok !== true || head.value.origin !== origin || head.value.size > BigInt(size)) return undefined;
  return { note, size: Number(head.value.size) };
}
