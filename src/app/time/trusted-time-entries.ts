import { Failure, formatJson, parseJson, shape, textOf, utf8, writeDurably } from "../../lib/index.ts";
import type { EntryName, TimePredicate } from "../../model/index.ts";
import type { Node } from "../node.ts";

/** What a time statement says, without its proofs: years of them need not be in memory at once. */
export type TimeOutline = Omit<TimePredicate, "proofs">;

/** A time statement in its place. */
export type TimeEntry = { readonly entry: number; readonly name: EntryName; readonly predicate: TimeOutline };

const FOLDER = "time";
const VIEW = "time/entries.json";
const ENTRIES_MAX = 10_000_000;

/** A view: which of the first `size` entries are time statements. It can be thrown away. */
const viewShape = shape.record({ size: shape.count, entries: shape.list(shape.count, ENTRIES_MAX) });

/** Every time statement of the ledger, oldest first. Only what was added since the last time is searched. */
export async function timeEntries({ files, ledger }: Pick<Node, "files" | "ledger">): Promise<readonly TimeEntry[]> {
  const view = await readView(files, ledger.size);
  const found: TimeEntry[] = [];
  for (const index of view.entries) {
    const entry = await ledger.entry(index);
    if (isTime(entry)) found.push(outlineOf(entry));
  }
  const { size } = ledger;
  for await (const entry of ledger.entries(view.size)) {
    if (isTime(entry)) found.push(outlineOf(entry));
  }
  const entries = found.map(({ entry }) => entry).filter((entry) => entry < size);
  await files.makeDirectory(FOLDER);
  if (size !== view.size) await writeDurably(files, VIEW, utf8(`${formatJson({ size, entries })}\n`));
  return found;
}

/** A whole time statement, proofs and all. Throws LEDGER_DAMAGED where the entry is none. */
export async function timeStatement({ ledger }: Pick<Node, "ledger">, index: number): Promise<TimePredicate> {
  const entry = await ledger.entry(index);
  if (!isTime(entry)) throw new Failure("LEDGER_DAMAGED", `expected a time statement in entry ${index}`);
  return entry.statement.predicate;
}

type Entry = Awaited<ReturnType<Node["ledger"]["entry"]>>;
type OpenTimeEntry = Entry & {
  readonly erased?: never;
  readonly statement: { readonly kind: "time"; readonly predicate: TimePredicate };
};

function isTime(entry: Entry): entry is OpenTimeEntry {
  return !entry.erased && entry.statement.kind === "time";
}

function outlineOf({ index, name, statement }: OpenTimeEntry): TimeEntry {
  const { proofs: _, ...predicate } = statement.predicate;
  return { entry: index, name, predicate };
}

async function readView(files: Node["files"], size: number): Promise<{ size: number; entries: readonly number[] }> {
  const json = parseJson(textOf((await files.read(VIEW)) ?? new Uint8Array()) ?? "");
  const view = json.ok ? viewShape(json.value, "view") : json;
  const isOurs = view.ok && view.value.size <= size && view.value.entries.every((entry) => entry < view.value.size);
  return isOurs ? view.value : { size: 0, entries: [] };
}
