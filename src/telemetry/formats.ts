import { readJsonLine } from "../lib/index.ts";
import { isMap, type JsonMap } from "./fields.ts";
import { CONTEXT, type Conditions, type JsonFormat, type Outcome, refused, type TextFormat } from "./format.ts";
import { CHRONY } from "./formats/chrony.ts";
import { CLOUDTRAIL } from "./formats/cloudtrail.ts";
import { PLAIN_JSON as BARE_PLAIN_JSON } from "./formats/plain-json.ts";
import { guarded } from "./guarded.ts";
import { AUDIT } from "./linux/audit.ts";
import { JOURNALD } from "./linux/journald.ts";
import { SYSLOG_3164, SYSLOG_5424 } from "./linux/syslog.ts";
import { EVE } from "./network/eve.ts";
import { TSHARK } from "./network/tshark.ts";
import { ZEEK_JSON } from "./network/zeek-json.ts";
import { ZEEK_TSV } from "./network/zeek-table.ts";
import { ACCESS_LOG } from "./web/access-log.ts";
import { APACHE_ERROR, NGINX_ERROR } from "./web/error-log.ts";
import { EVTX_JSON } from "./windows/evtx-json.ts";
import { NXLOG } from "./windows/nxlog.ts";
import { WINLOGBEAT, WINLOGBEAT_OLD } from "./windows/winlogbeat.ts";

/** In the order in which an unknown line is tried; a JSON object that none knows is PLAIN_JSON's. */
const JSON_FORMATS = [NXLOG, EVTX_JSON, WINLOGBEAT, WINLOGBEAT_OLD, EVE, JOURNALD, CLOUDTRAIL, TSHARK, ZEEK_JSON].map(guarded);
const TEXT_FORMATS = [ZEEK_TSV, AUDIT, SYSLOG_5424, SYSLOG_3164, CHRONY, ACCESS_LOG, NGINX_ERROR, APACHE_ERROR].map(guarded);
const PLAIN_JSON = guarded(BARE_PLAIN_JSON);

/** The format of a record that no reader knew. */
export const UNREAD = "unread";
/** The format of a line with nothing on it. */
const BLANK = "blank";

/** What a line was recognised as. */
export type Recognised = { readonly format: string; readonly outcome: Outcome };

/** Recognises lines, trying first what fitted last: sources seldom change their mind. */
export class Recogniser {
  #json: JsonFormat | undefined;
  #text: TextFormat | undefined;

  /** The format of `text`, which is untrusted, and what it says. Never throws. */
  recognise(text: string, conditions: Conditions): Recognised {
    const mark = firstMark(text);
    if (mark === 0x7b) return this.#recogniseJson(text, conditions);
    if (Number.isNaN(mark)) return { format: BLANK, outcome: CONTEXT };
    if (text.includes("\0")) return { format: UNREAD, outcome: refused("holds NUL bytes") };
    return this.#recogniseText(text, conditions);
  }

  #recogniseJson(text: string, conditions: Conditions): Recognised {
    const map = readJsonLine(text);
    if (!isMap(map)) return { format: UNREAD, outcome: refused("not JSON, though it begins like an object") };
    if (this.#json !== undefined) {
      const outcome = this.#json.read(map, conditions);
      if (outcome !== undefined) return { format: this.#json.name, outcome };
    }
    return this.#tryJson(map, conditions);
  }

  #tryJson(map: JsonMap, conditions: Conditions): Recognised {
    for (const format of JSON_FORMATS) {
      const outcome = format.read(map, conditions);
      if (outcome === undefined) continue;
      this.#json = format;
      return { format: format.name, outcome };
    }
    return { format: PLAIN_JSON.name, outcome: PLAIN_JSON.read(map, conditions) ?? refused("not an object") };
  }

  #recogniseText(text: string, conditions: Conditions): Recognised {
    const last = this.#text?.read(text, conditions);
    if (this.#text !== undefined && last !== undefined) return { format: this.#text.name, outcome: last };
    for (const format of TEXT_FORMATS) {
      const outcome = format.read(text, conditions);
      if (outcome === undefined) continue;
      this.#text = format;
      return { format: format.name, outcome };
    }
    return {
      format: UNREAD,
      outcome: refused(readJsonLine(text) === undefined ? "no known format" : "a JSON list where one object was expected"),
    };
  }
}

// The first character that is not white space; NaN when there is none.
function firstMark(text: string): number {
  const first = text.charCodeAt(0);
  return first > 0x20 ? first : text.trimStart().charCodeAt(0);
}

const BY_NAME: ReadonlyMap<string, JsonFormat | TextFormat> = new Map(
  [...JSON_FORMATS, PLAIN_JSON, ...TEXT_FORMATS].map((format) => [format.name, format]),
);
const JSON_NAMES: ReadonlySet<string> = new Set([...JSON_FORMATS, PLAIN_JSON].map((format) => format.name));

/** Reads `text` as the named format and no other; undefined when the name is unknown or the text is not of it. */
export function readAs(name: string, text: string, conditions: Conditions): Outcome | undefined {
  const format = BY_NAME.get(name);
  if (format === undefined) return undefined;
  if (!JSON_NAMES.has(name)) return (format as TextFormat).read(text, conditions);
  const map = readJsonLine(text);
  return isMap(map) ? (format as JsonFormat).read(map, conditions) : undefined;
}
