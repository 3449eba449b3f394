import type { TimeSpan } from "../../model/index.ts";
import { alias, type OpenFields, put, textField } from "../fields.ts";
import { type Conditions, eventOutcome, type Outcome } from "../format.ts";
import { windowsLogsource } from "./logsource.ts";

/** What the envelope of an event says of where it is from, before a payload of its own adds to fields of the same names. */
export type Envelope = { readonly [name in "EventID" | "Channel" | "Provider_Name"]: OpenFields[string] | undefined };

/** The envelope as the fields have it now. */
export function envelopeOf(fields: OpenFields): Envelope {
  return { EventID: fields["EventID"], Channel: fields["Channel"], Provider_Name: fields["Provider_Name"] };
}

/**
 * The event of flat Windows fields: EventID as a number, the log source by its envelope, and for process creation in the Security log the
 * names that Sysmon has for the same things (Sigma taxonomy 2.1.0, Process Creation Events). "The log was cleared" names the channel that
 * was cleared in its payload: it is of the channel that it stands in.
 */
export function windowsEvent(
  fields: OpenFields,
  time: TimeSpan | undefined,
  conditions: Conditions,
  envelope?: Envelope,
): Outcome {
  const id = fields["EventID"];
  if (typeof id === "string" && /^[0-9]{1,9}$/.test(id)) fields["EventID"] = Number(id);
  if (fields["EventID"] === 4688 && fields["NewProcessName"] !== undefined) nameAsSysmon(fields);
  const logsource = windowsLogsource(envelope === undefined ? fields : { ...envelope, EventType: fields["EventType"] });
  return eventOutcome(time, logsource, fields, conditions.readAtMs);
}

/** By the SID of the label (MS-DTYP §2.4.2.4, well-known SIDs). */
const INTEGRITY: ReadonlyMap<string, string> = new Map([
  ["S-1-16-4096", "Low"],
  ["S-1-16-8192", "Medium"],
  ["S-1-16-12288", "High"],
  ["S-1-16-16384", "System"],
]);

/** Every level that a label is called by. */
export const INTEGRITY_LEVELS: readonly string[] = [...INTEGRITY.values()];

function nameAsSysmon(fields: OpenFields): void {
  alias(fields, "NewProcessName", "Image");
  alias(fields, "ParentProcessName", "ParentImage");
  alias(fields, "ProcessCommandLine", "CommandLine");
  alias(fields, "ProcessId", "ParentProcessId");
  alias(fields, "SubjectLogonId", "LogonId");
  const name = textField(fields, "SubjectUserName");
  const domain = textField(fields, "SubjectDomainName");
  if (name !== undefined && fields["User"] === undefined) fields["User"] = domain === undefined ? name : `${domain}\\${name}`;
  const integrity = INTEGRITY.get(textField(fields, "MandatoryLabel") ?? "");
  if (integrity !== undefined && fields["IntegrityLevel"] === undefined) fields["IntegrityLevel"] = integrity;
}

/** Sets an event's own field under its name and, when that has spaces, also without them: Sigma rules write `ThreatName`. */
export function putNamed(fields: OpenFields, name: string, value: OpenFields[string]): void {
  put(fields, name, value);
  if (name.includes(" ")) put(fields, name.replaceAll(" ", ""), value);
}
