import { formatAddress, parseAddress } from "../../lib/index.ts";
import type { Event, Fields, FieldValue } from "../../model/index.ts";

/** Fields that name where a line came from: the other end of a connection to us, never its destination. */
const SOURCE_FIELDS = [
  "src_ip",
  "c-ip",
  "SourceIp",
  "IpAddress",
  "SourceAddress",
  "ClientAddress",
  "id.orig_h",
  "source.ip",
  "sourceIPAddress",
  "addr",
] as const;

/** Fields that name the account that acts or is logged in to. */
const ACCOUNT_FIELDS = ["user", "TargetUserName", "acct", "cs-username", "user.name", "User"] as const;

const TEXT_UNITS_MAX = 400;

/** The address that an event came from in its one spelling; undefined when it names none. */
export function sourceOf({ fields }: Event): string | undefined {
  const text = firstText(fields, SOURCE_FIELDS);
  return text === undefined ? undefined : spelled(text);
}

/** The account that an event is about; undefined when it names none. */
export function accountOf({ fields }: Event): string | undefined {
  const text = firstText(fields, ACCOUNT_FIELDS);
  return text === undefined || text === "-" || text === "" ? undefined : text;
}

/** Whether an event tells of a login that was let in or turned away; undefined for every other. */
export function loginOf({ fields }: Event): "accepted" | "refused" | undefined {
  return (
    named(fields["action"] === "login" || isAuditLogin(fields["type"]), fields["outcome"]) ??
    windowsLogin(fields) ??
    webLogin(fields)
  );
}

function named(isLogin: boolean, outcome: FieldValue | undefined): "accepted" | "refused" | undefined {
  if (!isLogin) return undefined;
  return outcome === "success" ? "accepted" : outcome === "failure" ? "refused" : undefined;
}

function isAuditLogin(type: FieldValue | undefined): boolean {
  return type === "USER_LOGIN" || type === "USER_AUTH";
}

/** Windows Security: 4624 an account was logged on, 4625 an account failed to log on. */
function windowsLogin({ EventID }: Fields): "accepted" | "refused" | undefined {
  if (EventID === 4624 || EventID === "4624") return "accepted";
  return EventID === 4625 || EventID === "4625" ? "refused" : undefined;
}

/** A web server that names a user has let him in, unless it answered 401 or 403. */
function webLogin(fields: Fields): "accepted" | "refused" | undefined {
  const user = fields["cs-username"];
  const status = Number(fields["sc-status"] ?? Number.NaN);
  if (status === 401) return "refused";
  return typeof user === "string" && user !== "-" && user !== "" && status >= 200 && status < 400 ? "accepted" : undefined;
}

function firstText(fields: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === "string" && value.length <= TEXT_UNITS_MAX) return value;
  }
  return undefined;
}

function spelled(text: string): string | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : formatAddress(address);
}
