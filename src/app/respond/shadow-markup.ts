import { escapeMarkup } from "../../lib/index.ts";

/** HTML that is safe to print: made only by `html`, which escapes everything that is not Html already. */
export type Html = { readonly html: string };

type Piece = Html | string | number | readonly Html[];

/** A template of HTML. Text is escaped for elements and double-quoted attributes; lists of Html are joined. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { html: strings.reduce((text, part, at) => text + (at === 0 ? "" : render(pieces[at - 1] ?? "")) + part, "") };
}

function render(piece: Piece): string {
  if (typeof piece === "string" || typeof piece === "number") return escapeMarkup(String(piece));
  return "html" in piece ? piece.html : piece.map((one) => one.html).join("");
}
