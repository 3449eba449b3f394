/** Columns of a printed line. */
const COLUMNS_MAX = 100;

const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uff60\u2014\u2018-\u201d]/u;

/** Text that turns or hides nothing on a terminal: controls and marks that are not seen are written out. */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s+/gu, " ")
    .replace(/[\p{Cc}\p{Cf}]/gu, (unit) => `\\u${(unit.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}

/** Columns that a text takes on a terminal; what may be wide is taken as wide. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsOfOne(character);
  return columns;
}

function columnsOfOne(character: string): number {
  if (character < "\u0300") return 1;
  if (WIDE.test(character)) return 2;
  return /\p{Mn}/u.test(character) ? 0 : 1;
}

/** One paragraph as lines of at most COLUMNS_MAX columns, each indented. Words are kept whole where they fit; wide characters break anywhere. */
export function wrap(paragraph: string, indent: number): readonly string[] {
  const room = COLUMNS_MAX - indent;
  const lines: string[] = [];
  let line = "";
  let columns = 0;
  for (const piece of piecesOf(paragraph, room)) {
    if (columns + columnsOf(piece.trimEnd()) > room) {
      lines.push(line);
      line = piece;
      columns = columnsOf(piece);
    } else {
      line += piece;
      columns += columnsOf(piece);
    }
  }
  const margin = " ".repeat(indent);
  return [...lines, line].map((text) => text.trim()).flatMap((text) => (text === "" ? [] : [`${margin}${text}`]));
}

/** Words with the space after them; wide characters one by one; words beyond a line in parts. */
function piecesOf(paragraph: string, room: number): readonly string[] {
  const pieces: string[] = [];
  let word = "";
  let columns = 0;
  for (const character of paragraph) {
    const own = columnsOfOne(character);
    if ((own === 2 || columns + own > room) && word !== "") {
      pieces.push(word);
      word = "";
      columns = 0;
    }
    word += character;
    columns += own;
    if (character !== " " && own !== 2) continue;
    pieces.push(word);
    word = "";
    columns = 0;
  }
  return word === "" ? pieces : [...pieces, word];
}
