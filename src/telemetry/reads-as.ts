import { Recogniser } from "./formats.ts";
import { createFramer } from "./framer.ts";
import { plainText } from "./plain-text.ts";
import { lineView } from "./views/index.ts";

/** The format of a source that begins with `head`, when it is read line by line and its first line is an event of a format with a view. */
export function readsAs(head: Uint8Array, utcOffsetMinutes: number): string | undefined {
  const [first] = createFramer().push(head);
  const text = first === undefined || first.end.mode !== "line" ? undefined : plainText(first.bytes);
  if (text === undefined || first?.offset !== 0) return undefined;
  const { format, outcome } = new Recogniser().recognise(text, { readAtMs: 0, utcOffsetMinutes, host: null, table: undefined });
  return outcome.kind === "event" && lineView(format) !== undefined ? format : undefined;
}
