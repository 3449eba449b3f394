import type { FieldUse, FieldValue, LogSource } from "../../model/index.ts";
import { noFields } from "../fields.ts";
import { INTEGRITY_LEVELS } from "../windows/finish.ts";
import { REGISTRY_ADD, REGISTRY_DELETE, windowsLogsource } from "../windows/logsource.ts";
import type { SecondName } from "./uses.ts";

/** What the values that stand for channel, event number and provider make of a line; `kind` is "process" for 4688 in any channel. */
export type WindowsRoute = {
  readonly kind: "event" | "process";
  readonly logsources: readonly LogSource[];
  readonly known: Readonly<Record<string, FieldValue>>;
};

/** As windowsEvent (windows/finish.ts) finds them. Undefined when a value is of an unusual kind. `provider` undefined: nothing says it. */
export function windowsRoute(channel: unknown, eventId: unknown, provider: unknown): WindowsRoute | undefined {
  if (typeof eventId !== "number" && typeof eventId !== "string") return undefined;
  if ((channel !== undefined && typeof channel !== "string") || (provider !== undefined && typeof provider !== "string"))
    return undefined;
  const known = noFields();
  known["EventID"] = typeof eventId === "string" && /^[0-9]{1,9}$/.test(eventId) ? Number(eventId) : eventId;
  if (channel !== undefined) known["Channel"] = channel;
  if (provider !== undefined) known["Provider_Name"] = provider;
  const logsource = windowsLogsource(known);
  const registry = logsource.category === "registry_event" && logsource.product === "windows";
  return {
    kind: known["EventID"] === 4688 ? "process" : "event",
    logsources: registry ? [logsource, REGISTRY_ADD, REGISTRY_DELETE] : [logsource],
    known,
  };
}

/** Fields that decide what a line is: only the routing paths may give them. */
const DECISIVE: ReadonlySet<string> = new Set(["EventID", "Channel", "Provider_Name"]);

/** True when one of the fields is the routing's business. */
export function isDecisive(uses: readonly FieldUse[]): boolean {
  return uses.some(({ field }) => DECISIVE.has(field));
}

/**
 * The names that process creation in the Security log gets (nameAsSysmon in windows/finish.ts), all of them only beside a NewProcessName,
 * which stands at the path `beside`.
 */
export function processNames(beside: string): readonly SecondName[] {
  return [
    { from: "NewProcessName", to: "Image", how: "is" },
    { from: "ParentProcessName", to: "ParentImage", how: "is", beside },
    { from: "ProcessCommandLine", to: "CommandLine", how: "is", beside },
    { from: "ProcessId", to: "ParentProcessId", how: "is", beside },
    { from: "SubjectLogonId", to: "LogonId", how: "is", beside },
    { from: "SubjectUserName", to: "User", how: "may" },
    { from: "SubjectDomainName", to: "User", how: "may" },
    { from: "MandatoryLabel", to: "IntegrityLevel", how: "may" },
  ];
}

/** Texts that nameAsSysmon writes for numbers. */
export const MADE: readonly string[] = INTEGRITY_LEVELS;

/** A field under its own name and, when that has spaces, also without them (putNamed). */
export function namedUses(field: string): readonly FieldUse[] {
  const uses: FieldUse[] = [{ field, how: "is" }];
  if (field.includes(" ")) uses.push({ field: field.replaceAll(" ", ""), how: "is" });
  return uses;
}
