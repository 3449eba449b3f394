import { escapeMarkup } from "../../lib/index.ts";

/** Characters of a text that enters a letter. */
const LETTER_TEXT_MAX = 2000;

/**
 * Foreign text as it can stand in a line of Markdown: one line, no markup, no links, nothing that hides or turns what a person reads, and no more than
 * LETTER_TEXT_MAX characters. Input is untrusted.
 */
export function inert(text: string): string {
  const line = text.toWellFormed().replace(/\s+/gu, " ").trim();
  const characters = [...line];
  const cut = characters.length > LETTER_TEXT_MAX ? [...characters.slice(0, LETTER_TEXT_MAX), "…"] : characters;
  const escaped = cut.map(inertCharacter).join("");
  return escaped
    .replace(/:\/\//g, ":\\/\\/")
    .replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}\\.`)
    .replace(/^-/, "\\-")
    .replace(/^(\d+)([.)])(?=\s|$)/, "$1\\$2");
}

function inertCharacter(character: string): string {
  if (/[\\`*_{}[\]#+|~!@$^=]/.test(character)) return `\\${character}`;
  if (/\p{Cf}/u.test(character)) return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  // Quotation marks mean nothing outside a tag, and a person reads the draft as it is.
  return /["']/.test(character) ? character : escapeMarkup(character);
}
