import { flatten } from "../fields.ts";
import { eventOutcome, type JsonFormat, TOO_WIDE } from "../format.ts";
import { fineEpochSpan, isoSpan } from "../times.ts";
import { nameZeek, zeekLogsource, zeekPathOf } from "./zeek-path.ts";

/** Zeek's JSON logs, with `_path` or `@stream` where a writer added it, else told by their fields. */
export const ZEEK_JSON: JsonFormat = {
  name: "zeek-json",
  read: (map, conditions) => {
    if (map["ts"] === undefined) return undefined;
    const given = map["_path"] ?? map["@stream"];
    const path = typeof given === "string" ? given : zeekPathOf(map);
    if (path === undefined) return undefined;
    const fields = flatten(map);
    if (fields === undefined) return TOO_WIDE;
    nameZeek(fields, path);
    const time = fineEpochSpan(fields["ts"]) ?? isoSpan(fields["ts"], 0);
    return eventOutcome(time, zeekLogsource(path), fields, conditions.readAtMs);
  },
};
