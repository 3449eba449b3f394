import { formatJson, parseJson, shape, textOf, utf8, writeDurably } from "../lib/index.ts";
import type { EntryName, TimePredicate } from "../model/index.ts";
import type { Node } from "./node.ts";

/** A time statement in its place. */
export type TimeEntry = { readonly entry: number; readonly name: EntryName; readonly predicate: TimePredicate };

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
    if (!entry.erased && entry.statement.kind === "time")
      found.push({ entry: index, name: entry.name, predicate: entry.statement.predicate });
  }
  const { size } = ledger;
  for await (const entry of ledger.entries(view.size)) {
    if (!entry.erased && entry.statement.kind === "time")
      found.push({ entry: entry.index, name: entry.name, predicate: entry.statement.predicate });
  }
  const entries = found.map(({ entry }) => entry).filter((entry) => entry < size);
  await files.makeDirectory(FOLDER);
  if (size !== view.size) await writeDurably(files, VIEW, utf8(`${formatJson({ size, entries })}\n`));
  return found;
}

async function readView(files: Node["files"], size: number): Promise<{ size: number; entries: readonly number[] }> {
  const json = parseJson(textOf((await files.read(VIEW)) ?? new Uint8Array()) ?? "");
  const view = json.ok ? viewShape(json.value, "view") : json;
  const isOurs = view.ok && view.value.size <= size && view.value.entries.every((entry) => entry < view.value.size);
  return isOurs ? view.value : { size: 0, entries: [] };
}
