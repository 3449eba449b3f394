import type { LedgerReader } from "../../ledger/index.ts";
import { nodeSignatureChecks } from "../../ledger/io/index.ts";
import { type FilePort, formatJson, parseJson, shape, textOf, utf8, writeDurably } from "../../lib/index.ts";
import { envelopeSigners } from "../../merkle/index.ts";
import { parseEnvelope } from "../../model/index.ts";
import { type AlarmEntry, type AlarmState, foldAlarms } from "./alarms-fold.ts";

/** Where proofs against logs lie, each under the SHA-256 of its bytes. */
export const FORKS = "witness/forks";
/** Which entries are alarms and answers, up to a size: a view that can be thrown away. */
const VIEW = "witness/alarms.json";

/** What alarms are read from: an open node, or the ledger of one that runs elsewhere. */
export type AlarmSource = { readonly ledger: LedgerReader; readonly files: FilePort };

/** The alarms of a ledger and what became of them, read from entry 0: nothing but the ledger itself is believed. */
export async function readAlarms({ ledger }: Pick<AlarmSource, "ledger">): Promise<readonly AlarmState[]> {
  return foldIndices(ledger, await alarmIndices(ledger, 0));
}

/** The same for every start: free while there is no proof against any log, and what was looked through before is not read again. */
export async function standingAlarms({ ledger, files }: AlarmSource): Promise<readonly AlarmState[]> {
  if ((await files.list(FORKS)).length === 0) return [];
  const view = readView(await files.read(VIEW), ledger.size);
  const { size } = ledger;
  const indices = [...view.indices, ...(await alarmIndices(ledger, view.size))];
  if (view.size < size) await writeDurably(files, VIEW, utf8(formatJson({ indices, size })));
  return foldIndices(ledger, indices);
}

const viewShape = shape.record({ size: shape.count, indices: shape.list(shape.count) });
type View = { readonly size: number; readonly indices: readonly number[] };

/** A view that cannot be read, or is of a longer ledger, is none. */
function readView(bytes: Uint8Array | undefined, ledgerSize: number): View {
  const json = parseJson((bytes && textOf(bytes)) ?? "");
  const view = json.ok ? viewShape(json.value, "view") : json;
  const isOurs = view.ok && view.value.size <= ledgerSize && view.value.indices.every((index) => index < view.value.size);
  return isOurs ? view.value : { size: 0, indices: [] };
}

async function alarmIndices(ledger: LedgerReader, from: number): Promise<readonly number[]> {
  const indices: number[] = [];
  for await (const entry of ledger.entries(from)) {
    if (!entry.erased && (entry.statement.kind === "alarm" || entry.statement.kind === "answer")) indices.push(entry.index);
  }
  return indices;
}

async function foldIndices(ledger: LedgerReader, indices: readonly number[]): Promise<readonly AlarmState[]> {
  const entries: AlarmEntry[] = [];
  for (const index of indices) {
    const entry = await alarmEntry(ledger, index);
    if (entry !== undefined) entries.push(entry);
  }
  return foldAlarms(entries, ledger.keyring.keys);
}

/** An entry with the keys that signed it, verified again: a keeper could write what the ledger would not have taken. */
async function alarmEntry(ledger: LedgerReader, index: number): Promise<AlarmEntry | undefined> {
  const entry = await ledger.entry(index);
  if (entry.erased) return undefined;
  const { statement, name } = entry;
  const envelope = parseEnvelope(entry.envelope);
  if (!envelope.ok || (statement.kind !== "alarm" && statement.kind !== "answer")) return undefined;
  const place = { index, kind: statement.kind, envelope: envelope.value };
  const signers = await envelopeSigners(ledger.keyring, place, nodeSignatureChecks);
  if (!signers.ok) return undefined;
  if (statement.kind === "alarm") return { kind: "alarm", index, name, predicate: statement.predicate };
  return { kind: "answer", index, predicate: statement.predicate, signers: signers.value };
}
