import { type Outcome, refused } from "./format.ts";

/** Begins the reason of a record whose reader broke. */
export const READER_FAILED = "the reader failed";

/**
 * The same format, but a reader that breaks on a line refuses it. That is a defect of ours, and says so; yet whoever finds a line that breaks
 * a reader must not be able to end the watch over all the others by it.
 */
export function guarded<Format extends { readonly name: string; readonly read: (...given: never) => Outcome | undefined }>(
  format: Format,
): Format {
  const { name, read } = format;
  return {
    ...format,
    read: (...given: Parameters<Format["read"]>): Outcome | undefined => {
      try {
        return read(...(given as never));
      } catch (error) {
        return refused(`${READER_FAILED} (${name}, ${error instanceof Error ? error.name : typeof error}): a defect of Meridian`);
      }
    },
  };
}
