import type { TimeSpan } from "../../model/index.ts";
import { alias, type OpenFields, put, textField } from "../fields.ts";
import { type Conditions, eventOutcome, type Outcome } from "../format.ts";
import { windowsLogsource } from "./logsource.ts";

/**
 * The event of flat Windows fields: EventID as a number, the log source, and for process creation in the Security log the names that
 * Sysmon has for the same things (Sigma taxonomy 2.1.0, Process Creation Events).
 */
export function windowsEvent(fields: OpenFields, time: TimeSpan | undefined, conditions: Conditions): Outcome {
  const id = fields["EventID"];
  if (typeof id === "string" && /^[0-9]{1,9}$/.test(id)) fields["EventID"] = Number(id);
  if (fields["EventID"] === 4688 && fields["NewProcessName"] !== undefined) nameAsSysmon(fields);
  return eventOutcome(time, windowsLogsource(fields), fields, conditions.readAtMs);
}

/** By the SID of the label (MS-DTYP §2.4.2.4, well-known SIDs). */
const INTEGRITY: Readonly<Record<string, string>> = {
  "S-1-16-4096": "Low",
  "S-1-16-8192": "Medium",
  "S-1-16-12288": "High",
  "S-1-16-16384": "System",
};

/** Every level that a label is called by. */
export const INTEGRITY_LEVELS: readonly string[] = Object.values(INTEGRITY);

function nameAsSysmon(fields: OpenFields): void {
  alias(fields, "NewProcessName", "Image");
  alias(fields, "ParentProcessName", "ParentImage");
  alias(fields, "ProcessCommandLine", "CommandLine");
  alias(fields, "ProcessId", "ParentProcessId");
  alias(fields, "SubjectLogonId", "LogonId");
  const name = textField(fields, "SubjectUserName");
  const domain = textField(fields, "SubjectDomainName");
  if (name !== undefined && fields["User"] === undefined) fields["User"] = domain === undefined ? name : `${domain}\\${name}`;
  const integrity = INTEGRITY[textField(fields, "MandatoryLabel") ?? ""];
  if (integrity !== undefined && fields["IntegrityLevel"] === undefined) fields["IntegrityLevel"] = integrity;
}

/** Sets an event's own field under its name and, when that has spaces, also without them: Sigma rules write `ThreatName`. */
export function putNamed(fields: OpenFields, name: string, value: OpenFields[string]): void {
  put(fields, name, value);
  if (name.includes(" ")) put(fields, name.replaceAll(" ", ""), value);
}
