import type { LineView } from "../../model/index.ts";
import { CLOUDTRAIL, CLOUDTRAIL_LOGSOURCE } from "../formats/cloudtrail.ts";
import { EVE, EVE_DNS_NAMES, EVE_NAMES, eveLogsource } from "../network/eve.ts";
import { ZEEK_JSON } from "../network/zeek-json.ts";
import { ZEEK_DNS_NAMES, ZEEK_HTTP_NAMES, ZEEK_NAMES, zeekLogsource } from "../network/zeek-path.ts";
import { givers, type SecondName, secondNames, withSecondNames } from "./uses.ts";

/** The view of a format whose fields are its flat names and, by kind, second names of them. */
function namedView(
  names: ReadonlyMap<string, readonly SecondName[]>,
): Pick<LineView, "kinds" | "dotted" | "makes" | "uses" | "paths"> {
  return {
    kinds: [...names.keys()],
    dotted: true,
    makes: [],
    uses: (path, kind) => withSecondNames([{ field: path, how: "is" }], names.get(kind) ?? []),
    paths: (field, kind) => givers(field, names.get(kind) ?? []),
  };
}

/** The view of network/eve.ts. */
export const EVE_VIEW: LineView = {
  format: EVE.name,
  routing: ["event_type"],
  requires: [{ path: "timestamp", text: true }],
  ...namedView(
    new Map([
      ["event", secondNames(EVE_NAMES)],
      ["dns", secondNames([...EVE_NAMES, ...EVE_DNS_NAMES])],
    ]),
  ),
  route: ([type]) =>
    typeof type === "string"
      ? { kind: type === "dns" ? "dns" : "event", logsources: [eveLogsource(type)], known: { event_type: type } }
      : undefined,
};

/** The view of formats/cloudtrail.ts. */
export const CLOUDTRAIL_VIEW: LineView = {
  format: CLOUDTRAIL.name,
  routing: ["eventSource", "eventName", "eventVersion", "awsRegion"],
  requires: [],
  ...namedView(new Map([["event", []]])),
  route: ([source, name, version, region]) => {
    if (typeof source !== "string" || typeof name !== "string" || (version === undefined && region === undefined))
      return undefined;
    return { kind: "event", logsources: [CLOUDTRAIL_LOGSOURCE], known: { eventSource: source, eventName: name } };
  },
};

const ZEEK_FIELDS = namedView(
  new Map([
    ["event", secondNames(ZEEK_NAMES)],
    ["http", secondNames([...ZEEK_NAMES, ...ZEEK_HTTP_NAMES])],
    ["dns", secondNames([...ZEEK_NAMES, ...ZEEK_DNS_NAMES])],
  ]),
);

/** The view of network/zeek-json.ts, where a writer named the log. */
export const ZEEK_VIEW: LineView = {
  ...ZEEK_FIELDS,
  format: ZEEK_JSON.name,
  routing: ["_path", "@stream"],
  requires: [{ path: "ts", text: false }],
  // An object called _path names no log, and hides that the line has one.
  uses: (path, kind) => (path.startsWith("_path.") ? "anything" : ZEEK_FIELDS.uses(path, kind)),
  route: ([path, stream]) => {
    const given = path ?? stream;
    if (typeof given !== "string") return undefined;
    return { kind: given === "http" || given === "dns" ? given : "event", logsources: [zeekLogsource(given)], known: {} };
  },
};
