import { appendFile, chmod, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Ledger } from "../../ledger/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { textOf } from "../../lib/index.ts";
import {
  type Book,
  bookOf,
  type CachedStep,
  type CacheEnd,
  cachedStep,
  formatCacheBlock,
  readBookCache,
} from "../../respond/index.ts";

/** The fold of a ledger's actions, kept beside it so that a restart need not read every statement again. It can be thrown away. */
export type BookFile = {
  readonly book: Book;
  /** Takes steps that are in the ledger now. Never rejects: what cannot be kept is read from the ledger again. */
  keep(steps: readonly CachedStep[], end: CacheEnd): Promise<void>;
  /** Says that the ledger has been read to its present end. */
  close(): Promise<void>;
};

const CACHE_BYTES_MAX: number = 512 * 1024 * 1024;
/** At a start, a larger file is written anew with what is still needed. */
const COMPACT_BYTES: number = 64 * 1024 * 1024;
const TURN_ENTRIES = 1000;
const TELL_ENTRIES = 100_000;
const HISTORY_MS = 30 * 86_400_000;

/** The book of a node's ledger: from the cache as far as it belongs to this ledger, the rest from the ledger. Throws LEDGER_DAMAGED. */
export async function openBookFile(
  dataDirectory: string,
  ledger: Ledger,
  { nowMs, onRead = () => undefined }: { readonly nowMs: number; readonly onRead?: (done: number, of: number) => void },
): Promise<BookFile> {
  const folder = join(dataDirectory, "respond");
  const path = join(folder, "book.cache");
  const { cached, bytes } = await readCache(path, ledger);
  const rest = await readRest(ledger, (cached.end?.entry ?? -1) + 1, onRead);
  const book = bookOf(cached.steps);
  for (const { step, whole, entry } of rest) {
    if (whole === null) book.addStep(step, entry);
    else book.add(whole, entry);
  }
  const writer = new CacheWriter(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!cached.isWhole || bytes > COMPACT_BYTES)
    await writer.replace(needed([...cached.steps, ...rest], book, nowMs), await endOf(ledger));
  else await writer.append(rest, await endOf(ledger));
  return {
    book,
    keep: (steps, end) => writer.append(steps, end),
    close: async () => writer.append([], await endOf(ledger)),
  };
}

async function readCache(
  path: string,
  ledger: Ledger,
): Promise<{ readonly cached: ReturnType<typeof readBookCache>; readonly bytes: number }> {
  const nothing = { cached: { steps: [], end: null, isWhole: false }, bytes: 0 };
  try {
    if ((await stat(path)).size > CACHE_BYTES_MAX) return nothing;
    const bytes = await readFile(path);
    const cached = readBookCache(textOf(bytes) ?? "", sha256);
    const { end } = cached;
    if (end === null || end.entry >= ledger.size || (await ledger.entry(end.entry)).name !== end.name) return nothing;
    return { cached, bytes: bytes.length };
  } catch {
    return nothing; // no cache, or none that can be read: the ledger has it all
  }
}

/** `onRead` is told now and then; others have their turn meanwhile. */
async function readRest(
  ledger: Ledger,
  from: number,
  onRead: (done: number, of: number) => void,
): Promise<readonly CachedStep[]> {
  const steps: CachedStep[] = [];
  for await (const entry of ledger.entries(from)) {
    if (!entry.erased && entry.statement.kind === "action") steps.push(cachedStep(entry.statement.predicate, entry.index));
    if ((entry.index + 1) % TURN_ENTRIES === 0) await setImmediate();
    if ((entry.index + 1) % TELL_ENTRIES === 0) onRead(entry.index + 1, ledger.size);
  }
  return steps;
}

async function endOf(ledger: Ledger): Promise<CacheEnd> {
  const entry = ledger.size - 1;
  return { entry, name: (await ledger.entry(entry)).name };
}

/** Steps of actions that hold something, wait, or are recent enough for a ladder. */
function needed(steps: readonly CachedStep[], book: Book, nowMs: number): readonly CachedStep[] {
  const kept = new Set(steps.filter(({ step }) => step.atMs >= nowMs - HISTORY_MS).map(({ step }) => step.action));
  for (const { action, holding } of book.lives.values()) if (holding > 0) kept.add(action);
  for (const action of book.awaiting.keys()) kept.add(action);
  return steps.filter(({ step }) => kept.has(step.action));
}

class CacheWriter {
  readonly #path: string;
  #tail: Promise<void> = Promise.resolve();
  #isBroken = false;

  constructor(path: string) {
    this.#path = path;
  }

  append(steps: readonly CachedStep[], end: CacheEnd): Promise<void> {
    return this.#next(() => appendFile(this.#path, formatCacheBlock(steps, end, sha256), { mode: 0o600 }));
  }

  async replace(steps: readonly CachedStep[], end: CacheEnd): Promise<void> {
    await this.#next(async () => {
      await writeFile(`${this.#path}.tmp`, formatCacheBlock(steps, end, sha256), { mode: 0o600 });
      await chmod(`${this.#path}.tmp`, 0o600);
      await rename(`${this.#path}.tmp`, this.#path);
    });
  }

  /** After a failed write the file may end in half a block, behind which nothing would be read. */
  #next(write: () => Promise<void>): Promise<void> {
    this.#tail = this.#after(this.#tail, write);
    return this.#tail;
  }

  async #after(before: Promise<void>, write: () => Promise<void>): Promise<void> {
    await before;
    if (this.#isBroken) return;
    try {
      await write();
    } catch {
      this.#isBroken = true; // the next start reads the rest from the ledger, and writes the file anew
    }
  }
}
