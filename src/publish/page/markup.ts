import { escapeMarkup } from "../../lib/index.ts";

/** HTML that is safe to print: made only by `markup`, which escapes everything that is not Markup already. */
export type Markup = { readonly html: string };

type Piece = Markup | string | number | readonly Markup[];

/** A template of HTML. Text is escaped for elements and double-quoted attributes; lists of Markup are joined. */
export function markup(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const html = strings.reduce((text, part, at) => text + (at === 0 ? "" : render(pieces[at - 1] ?? "")) + part, "");
  return { html };
}

/** Nothing. */
export const NOTHING: Markup = { html: "" };

function render(piece: Piece): string {
  if (typeof piece === "string" || typeof piece === "number") return escapeMarkup(String(piece));
  return "html" in piece ? piece.html : piece.map(({ html }) => html).join("");
}
