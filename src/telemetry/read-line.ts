import type { Event } from "../model/index.ts";
import { readAs } from "./formats.ts";
import { plainText } from "./plain-text.ts";

/** How a line is read that stands alone. */
export type LineConditions = {
  /** The time of an event whose line names none, in ms since 1970. */
  readonly readAtMs: number;
  /** Minutes east of UTC for times without a zone. */
  readonly utcOffsetMinutes: number;
};

/** Reads one line as the named format and no other; undefined when it is no event of that format. Input is untrusted; never throws. */
export function readEventLine(format: string, bytes: Uint8Array, conditions: LineConditions): Event | undefined {
  const text = plainText(bytes);
  const outcome = text === undefined ? undefined : readAs(format, text, { ...conditions, host: null, table: undefined });
  return outcome?.kind === "event" ? { ...outcome.draft, records: [] } : undefined;
}
