import { parseBase64 } from "../../lib/index.ts";

/** A command line without what is only there to hide it: lower-case, unquoted, unescaped, one space between words. */
export type CommandLine = {
  /** The program's name without folder and extension. */
  readonly program: string;
  readonly words: readonly string[];
  readonly text: string;
};

/** Longer lines are read to here: Windows allows 32,767 units. */
const UNITS_MAX = 65_536;
/** Command lines encoded in command lines encoded in command lines are read so deep. */
const LAYERS_MAX = 3;
const SYSTEM = "c:\\windows";
const VARIABLES: ReadonlyMap<string, string> = new Map([
  ["comspec", `${SYSTEM}\\system32\\cmd.exe`],
  ["systemroot", SYSTEM],
  ["windir", SYSTEM],
  ["systemdrive", "c:"],
  ["os", "windows_nt"],
  ["programdata", "c:\\programdata"],
  ["allusersprofile", "c:\\programdata"],
  ["public", "c:\\users\\public"],
]);
const DASHES = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g;
const JOINS = /['"][\t ]*\+[\t ]*['"]/g;
const VARIABLE = /%{1,2}([a-z]{2,20})(?::~(-?\d{1,3})(?:,(-?\d{1,3}))?)?%{1,2}|\$env:([a-z]{2,20})|\$\{env:([a-z]{2,20})\}/g;
const EXTENSION = /\.(?:exe|com|cmd|bat|ps1)$/;

/**
 * Reads a command line as its program would, near enough to compare it: letters folded (NFKC, lower-case), dashes made one,
 * carets (cmd) and backticks (PowerShell) taken out, well-known variables filled in, joined texts joined, quotes dropped. The line
 * itself comes first, then what PowerShell was given encoded in it. Input is untrusted; time is linear in its length.
 */
export function normaliseCommandLine(text: string): readonly CommandLine[] {
  const lines: CommandLine[] = [];
  let next: string | undefined = text;
  for (let layer = 0; layer < LAYERS_MAX && next !== undefined; layer++) {
    // Letters of the encoded part must keep their case until it is decoded.
    const kept: readonly string[] = wordsOf(next.slice(0, UNITS_MAX));
    const line = lineOf(next.slice(0, UNITS_MAX));
    lines.push(line);
    next = encodedIn(kept, line.words);
  }
  return lines;
}

function lineOf(text: string): CommandLine {
  const words = wordsOf(unhidden(text));
  const path = words[0] ?? "";
  const program = path.slice(Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/")) + 1).replace(EXTENSION, "");
  return { program, words, text: words.join(" ") };
}

function unhidden(text: string): string {
  const folded = text.normalize("NFKC").slice(0, UNITS_MAX).toLowerCase().replace(DASHES, "-");
  return folded.replace(/[\^`]/g, "").replace(JOINS, "").replace(VARIABLE, fill);
}

function fill(whole: string, ...found: unknown[]): string {
  const [name, from, count, environment, braced] = found as (string | undefined)[];
  const value = VARIABLES.get(name ?? environment ?? braced ?? "");
  if (value === undefined) return whole;
  return from === undefined ? value : cut(value, Number(from), count === undefined ? null : Number(count));
}

/** %name:~from,count% of cmd.exe: a negative start counts from the end, a negative count leaves so many off. */
function cut(value: string, from: number, count: number | null): string {
  const start = from < 0 ? Math.max(value.length + from, 0) : Math.min(from, value.length);
  const end = count === null ? value.length : count < 0 ? value.length + count : start + count;
  return value.slice(start, Math.max(end, start));
}

/** Words as cmd.exe and C runtimes split them, quotes dropped wherever they stand. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let word: string[] = [];
  let quoted = false;
  for (const unit of text) {
    if (unit === '"') quoted = !quoted;
    else if (!quoted && isSpace(unit)) {
      if (word.length > 0) words.push(word.join(""));
      word = [];
    } else if (unit !== "'") word.push(unit);
  }
  if (word.length > 0) words.push(word.join(""));
  return words;
}

function isSpace(unit: string): boolean {
  return unit === " " || unit === "\t" || unit === "\n" || unit === "\r" || unit === "\u00A0";
}

/** What stands after -EncodedCommand or any beginning of it that PowerShell takes: UTF-16 in base64. */
function encodedIn(kept: readonly string[], words: readonly string[]): string | undefined {
  if (!words.some((word) => word.includes("powershell") || word.includes("pwsh"))) return undefined;
  for (let at = 0; at + 1 < kept.length; at++) {
    const flag = (kept[at] ?? "").toLowerCase().replace(DASHES, "-").replace(/[\^`]/g, "");
    if (!isFlag(flag, "encodedcommand", 1) && flag !== "-ec" && flag !== "/ec") continue;
    const bytes = parseBase64((kept[at + 1] ?? "").replace(/[\^`]/g, ""));
    if (bytes.ok && bytes.value.length > 1) return new TextDecoder("utf-16le").decode(bytes.value);
  }
  return undefined;
}

/** True when `word` is the option `name` or a beginning of it with at least `unitsMin` letters: -enc is -encodedcommand. */
export function isFlag(word: string, name: string, unitsMin: number): boolean {
  if (word[0] !== "-" && word[0] !== "/") return false;
  const bare = word.slice(word.startsWith("--") ? 2 : 1);
  const end = bare.search(/[:=]/);
  const given = end < 0 ? bare : bare.slice(0, end);
  return given.length >= unitsMin && name.startsWith(given);
}
