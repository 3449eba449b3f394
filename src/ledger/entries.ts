import { type Checked, equalBytes, Failure, type FilePort, no, type Sha256, yes } from "../lib/index.ts";
import { entriesPath, parseEntryBundle, TILE_WIDTH } from "../merkle/index.ts";
import {
  type EntryName,
  type Envelope,
  entryName,
  envelopeCommitment,
  parseEnvelope,
  parseStatement,
  type Statement,
} from "../model/index.ts";
import { type EnvelopeLine, envelopeLines } from "./envelopes.ts";
import { batchFirst, ENVELOPE_FOLDER_ENTRIES, envelopeFolder, envelopePath } from "./layout.ts";

/** An entry of the ledger with its statement, or what an erasure left of it. */
export type LedgerEntry = OpenEntry | ErasedEntry;
export type OpenEntry = {
  readonly index: number;
  readonly name: EntryName;
  readonly salt: Uint8Array;
  /** The DSSE envelope's bytes. */
  readonly envelope: Uint8Array;
  readonly statement: Statement;
  readonly erased?: never;
};
/** `erasure` is the index of the entry whose statement says why. */
export type ErasedEntry = { readonly index: number; readonly name: EntryName; readonly erased: true; readonly erasure: number };

/** The commitments in the bundle that holds entry `index` of a log of `size`. */
export async function readBundle(files: FilePort, index: number, size: number): Promise<Checked<readonly Uint8Array[], string>> {
  const tile = Math.floor(index / TILE_WIDTH);
  const width = Math.min(TILE_WIDTH, size - tile * TILE_WIDTH);
  const path = entriesPath(tile, width);
  const exact = await files.read(path);
  const bytes = exact ?? (await files.read(entriesPath(tile, TILE_WIDTH)));
  if (bytes === undefined) return no(`${path} is missing`);
  const entries = parseEntryBundle(bytes, exact === undefined ? TILE_WIDTH : width);
  if (!entries.ok) return no(`${path} is not a bundle of ${width} entries`);
  if (entries.value.some((entry) => entry.length !== 32)) return no(`${path} has an entry that is not 32 bytes`);
  return yes(entries.value.slice(0, width));
}

/** Folders of envelope batches whose names are remembered. */
const KEPT_FOLDERS_MAX = 64;

/** Finds envelope batches by entry without knowing where they begin; remembers the names in the folders looked at last. */
export class BatchIndex {
  readonly #files: FilePort;
  readonly #folders = new Map<number, readonly number[]>();

  constructor(files: FilePort) {
    this.#files = files;
  }

  /** Where the batch that holds entry `index` begins; undefined when there is none. */
  async firstOf(index: number): Promise<number | undefined> {
    for (let folder = Math.floor(index / ENVELOPE_FOLDER_ENTRIES); folder >= 0; folder--) {
      const found = (await this.#firsts(folder)).findLast((first) => first <= index);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Forgets a folder that has changed: the one of the batch that begins at `first`. */
  forget(first: number): void {
    this.#folders.delete(Math.floor(first / ENVELOPE_FOLDER_ENTRIES));
  }

  async #firsts(folder: number): Promise<readonly number[]> {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const names = await this.#files.list(envelopeFolder(folder * ENVELOPE_FOLDER_ENTRIES));
    const firsts = names.flatMap((name) => batchFirst(name) ?? []);
    const [oldest] = this.#folders.keys();
    if (this.#folders.size >= KEPT_FOLDERS_MAX && oldest !== undefined) this.#folders.delete(oldest);
    this.#folders.set(folder, firsts);
    return firsts;
  }
}

/** The statement in an envelope's bytes. Input is untrusted; no signature is checked. */
export function openEnvelope(bytes: Uint8Array): Checked<{ readonly envelope: Envelope; readonly statement: Statement }, string> {
  const envelope = parseEnvelope(bytes);
  if (!envelope.ok) return no(`the envelope is ${envelope.fault.kind}`);
  const statement = parseStatement(envelope.value.payload);
  return statement.ok
    ? yes({ envelope: envelope.value, statement: statement.value })
    : no(`its statement is ${statement.fault.kind}`);
}

/** The entry that `line` opens, if its commitment is `commitment`. */
export function openLine(sha256: Sha256, line: EnvelopeLine, commitment: Uint8Array): Checked<LedgerEntry, string> {
  const { index } = line;
  const name = entryName(commitment);
  if (line.erased !== undefined) return yes({ index, name, erased: true, erasure: line.erased });
  if (!equalBytes(envelopeCommitment(sha256, line.salt, line.envelope), commitment))
    return no("the envelope is not what the ledger names");
  const opened = openEnvelope(line.envelope);
  if (!opened.ok) return opened;
  return yes({ index, name, salt: line.salt, envelope: line.envelope, statement: opened.value.statement });
}

/** Entries `from` up to, not including, `size`, each compared with its commitment. Throws LEDGER_DAMAGED where one does not fit. */
export async function* readEntries(
  { files, sha256, batches }: { files: FilePort; sha256: Sha256; batches: BatchIndex },
  from: number,
  size: number,
): AsyncGenerator<LedgerEntry> {
  let bundle: { readonly start: number; readonly entries: readonly Uint8Array[] } = { start: 0, entries: [] };
  for (let index = from; index < size; ) {
    const begun = index;
    for (const line of await batchFrom({ files, batches }, index)) {
      if (line.index >= size) return;
      const start = line.index - (line.index % TILE_WIDTH);
      if (start !== bundle.start || bundle.entries.length === 0) {
        bundle = { start, entries: orDamaged(await readBundle(files, line.index, size), line.index) };
      }
      yield orDamaged(openLine(sha256, line, bundle.entries[line.index - start] as Uint8Array), line.index);
      index = line.index + 1;
    }
    if (index === begun) throw damaged(index, "its envelope is missing");
  }
}

/** The lines of the batch that holds entry `index`, from there on. */
async function batchFrom(
  { files, batches }: { readonly files: FilePort; readonly batches: BatchIndex },
  index: number,
): Promise<Iterable<EnvelopeLine>> {
  const first = await batches.firstOf(index);
  const bytes = first === undefined ? undefined : await files.read(envelopePath(first));
  if (first === undefined || bytes === undefined) throw damaged(index, "its envelope is missing");
  return linesOrDamaged(bytes, first, index);
}

function* linesOrDamaged(bytes: Uint8Array, first: number, from: number): Generator<EnvelopeLine> {
  for (const line of envelopeLines(bytes, first, from)) {
    if (!line.ok) throw damaged(from, `${envelopePath(first)} line ${line.fault.line}: expected ${line.fault.expected}`);
    yield line.value;
  }
}

function orDamaged<Value>(checked: Checked<Value, string>, index: number): Value {
  if (checked.ok) return checked.value;
  throw damaged(index, checked.fault);
}

function damaged(index: number, why: string): Failure {
  return new Failure("LEDGER_DAMAGED", `could not read entry ${index}: ${why}`);
}
