import type { LogSource } from "../../model/index.ts";
import { nameHost, noFields, type OpenFields } from "../fields.ts";
import { eventOutcome, type TextFormat } from "../format.ts";
import { isoSpan, stampSpan } from "../times.ts";

const NGINX: LogSource = { product: "nginx", service: "nginx" };
const NGINX_LINE = /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) \[([a-z]+)\] (\d+)#(\d+): (?:\*(\d+) )?(.*)$/s;
const NGINX_PARTS: readonly (readonly [RegExp, string])[] = [
  [/, client: ([^,\s]+)/, "c-ip"],
  [/, server: ([^,]+)/, "s-sitename"],
  [/, request: "([A-Z]+) /, "cs-method"],
  [/, request: "[A-Z]+ ([^\s"]+)/, "cs-uri"],
  [/, host: "([^"]+)"/, "cs-host"],
];

/** nginx's error log (ngx_log.c), local time, one second wide. */
export const NGINX_ERROR: TextFormat = {
  name: "nginx-error",
  read: (text, conditions) => {
    const parts = NGINX_LINE.exec(text);
    if (parts === null) return undefined;
    const time = isoSpan(parts[1], conditions.utcOffsetMinutes);
    if (time === undefined) return undefined;
    const fields = noFields();
    fields["level"] = parts[2] ?? null;
    fields["pid"] = parts[3] ?? null;
    fields["message"] = parts[6] ?? "";
    readParts(fields, NGINX_PARTS, parts[6] ?? "");
    nameHost(fields, undefined, conditions.host);
    return eventOutcome(time, NGINX, fields, conditions.readAtMs);
  },
};

const APACHE: LogSource = { product: "apache", service: "apache" };
const APACHE_LINE =
  /^\[(?:[A-Z][a-z]{2}) ([A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d)(\.\d+)? (\d{4})\] \[(?:([\w-]*):)?([a-z0-9]+)\] (.*)$/s;
const APACHE_PARTS: readonly (readonly [RegExp, string])[] = [
  [/\[client \[?([0-9A-Fa-f.:]+?)\]?(?::\d+)?\]/, "c-ip"],
  [/\[pid (\d+)/, "pid"],
];

/** Apache's error log (Apache 2.4 ErrorLogFormat default), local time. */
export const APACHE_ERROR: TextFormat = {
  name: "apache-error",
  read: (text, conditions) => {
    const parts = APACHE_LINE.exec(text);
    if (parts === null) return undefined;
    const [month = "", day = "", clock = ""] = (parts[1] ?? "").split(" ");
    const stamp = `${month} ${day} ${parts[3]} ${clock}${parts[2] ?? ""}`;
    const time = stampSpan(stamp, conditions.readAtMs, conditions.utcOffsetMinutes);
    if (time === undefined) return undefined;
    const fields = noFields();
    if (parts[4]) fields["module"] = parts[4];
    fields["level"] = parts[5] ?? null;
    fields["message"] = parts[6] ?? "";
    readParts(fields, APACHE_PARTS, parts[6] ?? "");
    nameHost(fields, undefined, conditions.host);
    return eventOutcome(time, APACHE, fields, conditions.readAtMs);
  },
};

const MESSAGE_MAX = 16 * 1024;

function readParts(fields: OpenFields, parts: readonly (readonly [RegExp, string])[], message: string): void {
  if (message.length > MESSAGE_MAX) return;
  for (const [shape, name] of parts) {
    const value = shape.exec(message)?.[1];
    if (value !== undefined) fields[name] = value;
  }
}
