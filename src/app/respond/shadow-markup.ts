/** HTML that is safe to print: made only by `html`, which escapes everything that is not Html already. */
export type Html = { readonly html: string };

type Piece = Html | string | number | readonly Html[];

/** A template of HTML. Text is escaped for elements and double-quoted attributes; lists of Html are joined. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { html: strings.reduce((text, part, at) => text + (at === 0 ? "" : render(pieces[at - 1] ?? "")) + part, "") };
}

function render(piece: Piece): string {
  if (typeof piece === "string" || typeof piece === "number") return escapeText(String(piece));
  return "html" in piece ? piece.html : piece.map((one) => one.html).join("");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
// Characters that would move or hide what a person reads: controls and bidirectional overrides (Unicode TR36 §2).
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this shows
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

function escapeText(text: string): string {
  return text
    .replace(UNSEEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
}
