import { tableOf } from "./table.ts";

const ENTITIES: ReadonlyMap<string, string> = tableOf({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" });
// Characters that would move or hide what a person reads, or that XML has no place for: controls, bidirectional overrides (Unicode TR36 §2).
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this shows
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

/** What could not be seen is written out, as `\u202e`; the rest stays. */
export function showUnseen(text: string): string {
  return text.toWellFormed().replace(UNSEEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Text as it can stand in elements and quoted attributes of HTML and SVG; what could not be seen is written out. */
export function escapeMarkup(text: string): string {
  return showUnseen(text).replace(/[&<>"']/g, (mark) => ENTITIES.get(mark) ?? mark);
}
