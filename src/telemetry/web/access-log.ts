import type { FieldValue, LogSource } from "../../model/index.ts";
import { nameHost, noFields, type OpenFields } from "../fields.ts";
import { eventOutcome, type TextFormat } from "../format.ts";
import { clfSpan } from "../times.ts";

const LOGSOURCE: LogSource = { category: "webserver" };
const LINE_MAX = 64 * 1024;
const LINE =
  /^(?:(?<vhost>[\w.-]+):(?<vport>\d{1,5}) )?(?<ip>\S+) (?<ident>\S+) (?<user>\S(?:[^[\]]*\S)?) \[(?<time>[^\]]{26})\] "(?<request>(?:[^"\\]|\\.)*)" (?<status>\d{3}|-) (?<bytes>\d+|-)(?: "(?<referer>(?:[^"\\]|\\.)*)" "(?<agent>(?:[^"\\]|\\.)*)")?/;

/**
 * The common and combined access log of nginx and Apache (Apache mod_log_config, "Access Log"; nginx ngx_http_log_module), with Sigma's
 * webserver names. What was percent-encoded stands beside its decoded form, so that a rule meets either.
 */
export const ACCESS_LOG: TextFormat = {
  name: "web-access",
  read: (text, conditions) => {
    if (text.length > LINE_MAX) return undefined;
    const parts = LINE.exec(text)?.groups;
    if (parts === undefined) return undefined;
    const time = clfSpan(parts["time"] ?? "");
    if (time === undefined) return undefined;
    const fields = noFields();
    fields["c-ip"] = dash(parts["ip"]);
    fields["cs-username"] = dash(parts["user"]);
    if (parts["vhost"] !== undefined) fields["cs-host"] = parts["vhost"];
    if (parts["vport"] !== undefined) fields["s-port"] = Number(parts["vport"]);
    readRequest(fields, parts["request"] ?? "");
    fields["sc-status"] = parts["status"] === "-" ? null : Number(parts["status"]);
    fields["sc-bytes"] = parts["bytes"] === "-" ? null : Number(parts["bytes"]);
    if (parts["referer"] !== undefined) fields["cs-referer"] = dash(unescape(parts["referer"]));
    if (parts["agent"] !== undefined) fields["cs-user-agent"] = dash(unescape(parts["agent"]));
    fields["message"] = text;
    nameHost(fields, undefined, conditions.host);
    return eventOutcome(time, LOGSOURCE, fields, conditions.readAtMs);
  },
};

function dash(text: string | undefined): string | null {
  return text === undefined || text === "-" ? null : text;
}

// nginx writes \xHH for what it escapes, Apache also \" \\ \n \t: only ASCII can be undone without guessing a charset.
function unescape(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:x([0-7][0-9A-Fa-f])|(["\\]))/g, (_, digits?: string, mark?: string) =>
    digits === undefined ? (mark ?? "") : String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/**
 * Method, URI and version of a request line. Sigma's taxonomy calls cs-uri-query both the query and the path, and its rules use it for
 * both, so the field lists the query and the whole URI. What is no request line stays as it was logged.
 */
function readRequest(fields: OpenFields, request: string): void {
  const [, method, escaped, version] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}) (.*?)(?: (HTTP\/\d(?:\.\d)?))?$/s.exec(request) ?? [];
  if (method === undefined || escaped === undefined) {
    fields["cs-uri"] = dash(request);
    fields["cs-uri-query"] = dash(request);
    return;
  }
  const uri = unescape(escaped);
  const mark = uri.indexOf("?");
  fields["cs-method"] = method;
  fields["cs-uri"] = both(uri);
  fields["cs-uri-stem"] = both(mark < 0 ? uri : uri.slice(0, mark));
  fields["cs-uri-query"] = mark < 0 ? both(uri) : [both(uri.slice(mark + 1)), both(uri)].flat();
  if (version !== undefined) fields["cs-version"] = version;
}

/** The text, and beside it what it says once percent-encoding is undone. */
function both(text: string): string | FieldValue[] {
  const decoded = decodePercent(text);
  return decoded === text ? text : [text, decoded];
}

/** Undoes percent-encoding (RFC 3986 §2.1) and "+" (HTML form encoding); what is not UTF-8 stays as it is. */
function decodePercent(text: string): string {
  if (!text.includes("%")) return text;
  return text.replaceAll("+", " ").replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run; // the only failure is malformed UTF-8: then the run stays encoded
    }
  });
}
