/** A name and value of an audit record. `bare` values stood without quotes: they may be hexadecimal text. */
export type AuditPair = { readonly name: string; readonly value: string; readonly bare: boolean };

/** A line of audit.log taken apart (linux-audit, "Audit event parsing"). Lines of one event share host and `id`. */
export type AuditLine = {
  readonly host: string | undefined;
  readonly type: string;
  /** `seconds.milliseconds:serial`. */
  readonly id: string;
  readonly timeMs: number;
  readonly pairs: readonly AuditPair[];
};

const LINE =
  /^(?:node=(\S{1,255}) )?type=([A-Z0-9_]{1,64}|UNKNOWN\[[0-9]{1,5}\]) msg=audit\(([0-9]{1,11})\.([0-9]{3}):([0-9]{1,20})\): ?/;
const PAIRS_MAX = 4096;

/** Reads a line; undefined when it is no audit record. Input is untrusted. */
export function parseAuditLine(text: string): AuditLine | undefined {
  const head = LINE.exec(text);
  if (head === null) return undefined;
  const [whole, host, type = "", seconds = "", milliseconds = "", serial = ""] = head;
  const timeMs = Number(seconds) * 1000 + Number(milliseconds);
  return { host, type, id: `${seconds}.${milliseconds}:${serial}`, timeMs, pairs: parsePairs(text.slice(whole.length)) };
}

const SPACE = /[ ,\u001d]*/y;
const NAME = /([^\s=,\u001d]{1,200})=/y;
const WORD = /[^\s,\u001d]+/y;

/** `name=value` pairs; words without "=" (as in "avc: denied { read } for") are passed over. After U+001D come names for numbers. */
export function parsePairs(text: string): readonly AuditPair[] {
  const pairs: AuditPair[] = [];
  let at = 0;
  while (at < text.length && pairs.length < PAIRS_MAX) {
    at = endOf(SPACE, text, at);
    NAME.lastIndex = at;
    const name = NAME.exec(text)?.[1];
    if (name === undefined) {
      const end = endOf(WORD, text, at);
      at = end > at ? end : at + 1;
      continue;
    }
    at += name.length + 1;
    const { value, bare, end } = readValue(text, at);
    pairs.push({ name, value, bare });
    at = end;
  }
  return pairs;
}

function endOf(shape: RegExp, text: string, at: number): number {
  shape.lastIndex = at;
  return at + (shape.exec(text)?.[0].length ?? 0);
}

const BARE = /[^\s\u001d]*/y;

function readValue(text: string, at: number): { value: string; bare: boolean; end: number } {
  const mark = text[at];
  // A user-space message may hold quotes of its own: it runs to the last one.
  const close =
    mark === '"' ? text.indexOf('"', at + 1) : mark === "'" ? text.lastIndexOf("'") : mark === "{" ? text.indexOf("}", at) : -1;
  if (close > at) return { value: text.slice(at + 1, close), bare: false, end: close + 1 };
  const end = endOf(BARE, text, at);
  return { value: text.slice(at, end), bare: true, end };
}
