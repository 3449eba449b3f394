import { type FileHandle, mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { Failure, formatJson, isoTime, textOf, toBase64 } from "../../lib/index.ts";
import type { SourceId } from "../../model/index.ts";

/** A piece of a source that nobody could read, and why. */
export type Letter = {
  readonly source: SourceId;
  readonly offset: number;
  readonly reason: string;
  readonly readAtMs: number;
  readonly bytes: Uint8Array;
};

export type DeadLetter = {
  /** Adds the letters to the file of the UTC day of each; throws Failure TELEMETRY_DEAD_LETTER when they cannot be kept. */
  append(letters: readonly Letter[]): Promise<void>;
  close(): Promise<void>;
};

/** Opens the directory of dead letters (made when missing): `<yyyy-mm-dd>.ndjson`, readable by its owner only. One canonical JSON line a letter.
 * Throws nothing by itself: `append` does. */
export function createDeadLetter(directory: string): DeadLetter {
  let today: { readonly day: string; readonly file: FileHandle } | undefined;

  const fileOf = async (day: string): Promise<FileHandle> => {
    if (today?.day === day) return today.file;
    await today?.file.close();
    today = undefined;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const file = await open(join(directory, `${day}.ndjson`), "a", 0o600);
    today = { day, file };
    return file;
  };
  return {
    async append(letters) {
      try {
        for (const [day, lines] of byDay(letters)) await (await fileOf(day)).appendFile(lines.join(""));
      } catch (error) {
        throw new Failure("TELEMETRY_DEAD_LETTER", `could not write dead letters to ${directory}`, error);
      }
    },
    async close() {
      await today?.file.close();
      today = undefined;
    },
  };
}

function byDay(letters: readonly Letter[]): Map<string, string[]> {
  const days = new Map<string, string[]>();
  for (const letter of letters) {
    const day = isoTime(letter.readAtMs).slice(0, 10);
    const lines = days.get(day) ?? [];
    lines.push(formatLetter(letter));
    days.set(day, lines);
  }
  return days;
}

function formatLetter({ source, offset, reason, readAtMs, bytes }: Letter): string {
  const text = textOf(bytes);
  const content = text === undefined ? { base64: toBase64(bytes) } : { text };
  return `${formatJson({ source, offset, reason, readAt: isoTime(readAtMs), ...content })}\n`;
}
