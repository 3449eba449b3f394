import type { LogSource } from "../../model/index.ts";
import { flatten } from "../fields.ts";
import { eventOutcome, type JsonFormat, TOO_WIDE } from "../format.ts";
import { isoSpan } from "../times.ts";

/** The log source of all of it. */
export const CLOUDTRAIL_LOGSOURCE: LogSource = { product: "aws", service: "cloudtrail" };

/** A record of AWS CloudTrail (CloudTrail user guide, "CloudTrail record contents"); eventTime has one-second resolution. */
export const CLOUDTRAIL: JsonFormat = {
  name: "aws-cloudtrail",
  read: (map, conditions) => {
    if (typeof map["eventSource"] !== "string" || typeof map["eventName"] !== "string") return undefined;
    if (map["awsRegion"] === undefined && map["eventVersion"] === undefined) return undefined;
    const fields = flatten(map);
    if (fields === undefined) return TOO_WIDE;
    const time = isoSpan(fields["eventTime"], 0) ?? isoSpan(fields["@timestamp"], 0);
    return eventOutcome(time, CLOUDTRAIL_LOGSOURCE, fields, conditions.readAtMs);
  },
};
