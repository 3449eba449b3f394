import { isoTime } from "../../lib/index.ts";
import type { TimeSpan } from "../../model/index.ts";
import { nameHost, noFields, type OpenFields, put } from "../fields.ts";
import { type Conditions, eventOutcome, type Outcome, type TextFormat } from "../format.ts";
import { isoSpan, stampSpan } from "../times.ts";
import { readMessage } from "./program.ts";

const HEADER_3164 =
  /^(?:<(?<pri>\d{1,3})>)?(?:(?<stamp>[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,9})?)|(?<iso>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d))):? (?<rest>.*)$/s;
const HOST_AND_PROGRAM =
  /^(?:(?<hostname>[^\s:[\]]{1,255}) )?(?<program>[^\s:[\]]{1,128})(?:\[(?<pid>\d{1,12})\])?: ?(?<message>.*)$/s;
const HOST_ONLY = /^(?<hostname>[^\s:[\]]{1,255}) (?<message>.*)$/s;

/** BSD syslog (RFC 3164 §4.1), with or without priority, with a classic or an ISO time stamp as rsyslog's file format writes it. */
export const SYSLOG_3164: TextFormat = {
  name: "syslog-3164",
  read: (text, conditions) => {
    const header = HEADER_3164.exec(text)?.groups;
    if (header === undefined) return undefined;
    const { stamp, iso, rest = "" } = header;
    const { readAtMs, utcOffsetMinutes } = conditions;
    const time = stamp === undefined ? isoSpan(iso, utcOffsetMinutes) : stampSpan(stamp, readAtMs, utcOffsetMinutes);
    if (time === undefined) return undefined;
    const parts = (HOST_AND_PROGRAM.exec(rest) ?? HOST_ONLY.exec(rest))?.groups;
    if (parts === undefined) return undefined;
    const fields = noFields();
    readPriority(fields, header["pri"]);
    for (const name of ["hostname", "program", "pid"]) if (parts[name] !== undefined) fields[name] = parts[name];
    return finish(fields, time, parts["message"] ?? "", conditions);
  },
};

const HEADER_5424 =
  /^<(?<pri>\d{1,3})>1 (?<time>\S+) (?<hostname>\S{1,255}) (?<program>\S{1,48}) (?<pid>\S{1,128}) (?<msgid>\S{1,32}) (?<rest>.*)$/s;

/** Syslog as in RFC 5424 §6; structured data become fields named `<SD-ID>.<name>`. */
export const SYSLOG_5424: TextFormat = {
  name: "syslog-5424",
  read: (text, conditions) => {
    const header = HEADER_5424.exec(text)?.groups;
    if (header === undefined) return undefined;
    const time = header["time"] === "-" ? undefined : isoSpan(header["time"], conditions.utcOffsetMinutes);
    if (time === undefined && header["time"] !== "-") return undefined;
    const fields = noFields();
    readPriority(fields, header["pri"]);
    for (const name of ["hostname", "program", "pid", "msgid"]) if (header[name] !== "-") fields[name] = header[name] ?? null;
    const message = readStructured(fields, header["rest"] ?? "");
    if (message === undefined) return undefined;
    return finish(fields, time, message.replace(/^\uFEFF/, ""), conditions);
  },
};

// rsyslog hands on the space that stands before a message: it is none of the program's.
function finish(fields: OpenFields, time: TimeSpan | undefined, said: string, { readAtMs, host }: Conditions): Outcome {
  const message = said.startsWith(" ") ? said.trimStart() : said;
  fields["message"] = message;
  nameHost(fields, fields["hostname"], host);
  if (time !== undefined) fields["timestamp"] = isoTime(time.fromMs);
  const program = fields["program"];
  const logsource = readMessage(typeof program === "string" ? program : undefined, message, fields);
  return eventOutcome(time, logsource, fields, readAtMs);
}

// RFC 5424 §6.2.1: priority = facility * 8 + severity.
function readPriority(fields: OpenFields, priority: string | undefined): void {
  const value = Number(priority);
  if (priority === undefined || value > 191) return;
  fields["facility"] = value >> 3;
  fields["severity"] = value & 7;
}

const ELEMENT = /\[(?<id>[^ =\]"]{1,64})(?<parameters>(?: [^ =\]"]{1,64}="(?:[^"\\\]]|\\.)*")*)\]/y;
const PARAMETER = / ([^ =\]"]{1,64})="((?:[^"\\\]]|\\.)*)"/g;

/** Reads the structured data at the front and gives the message after it; undefined when it is malformed. */
function readStructured(fields: OpenFields, rest: string): string | undefined {
  if (rest === "-" || rest.startsWith("- ")) return rest.slice(2);
  let at = 0;
  while (rest[at] === "[") {
    ELEMENT.lastIndex = at;
    const element = ELEMENT.exec(rest);
    if (element === null) return undefined;
    for (const [, name = "", value = ""] of (element.groups?.["parameters"] ?? "").matchAll(PARAMETER)) {
      put(fields, `${element.groups?.["id"]}.${name}`, value.replace(/\\(["\\\]])/g, "$1"));
    }
    at += element[0].length;
  }
  return at === 0 || (at < rest.length && rest[at] !== " ") ? undefined : rest.slice(at + 1);
}
