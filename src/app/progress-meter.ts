import { basename } from "node:path";
import type { Source } from "../telemetry/io/index.ts";

/** Progress over all files in bytes. A compressed file counts when the next begins: what it will grow to is not known before. */
export function createProgressMeter(
  sources: readonly Source[],
  tell: (done: number, total: number, note: string) => void,
): (source: Source, offset: number) => void {
  const sizes = new Map(sources.map((source) => [source.id, source.kind === "file" ? source.sizeBytes : 0]));
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  let finished = 0;
  let current: Source | undefined;
  return (source, offset) => {
    if (current !== undefined && current.id !== source.id) finished += sizes.get(current.id) ?? 0;
    current = source;
    const size = sizes.get(source.id) ?? 0;
    const inside = source.kind === "file" && source.compression === "none" ? Math.min(offset, size) : 0;
    tell(finished + inside, total, source.kind === "file" ? basename(source.path) : source.id);
  };
}
