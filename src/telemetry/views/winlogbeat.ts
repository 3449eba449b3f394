import type { FieldUse, LineView } from "../../model/index.ts";
import { NEW_NAMES, NEW_PAYLOADS, OLD_NAMES, OLD_PAYLOADS, WINLOGBEAT, WINLOGBEAT_OLD } from "../windows/winlogbeat.ts";
import { givers, type SecondName, secondNames, withSecondNames } from "./uses.ts";
import { isDecisive, MADE, namedUses, processNames, windowsRoute } from "./windows.ts";

/** The view of Winlogbeat 7 and later in windows/winlogbeat.ts. */
export const WINLOGBEAT_VIEW: LineView = {
  format: WINLOGBEAT.name,
  routing: ["winlog.channel", "winlog.event_id", "event.code", "winlog.provider_name"],
  ...beatView(["winlog.channel", "winlog.event_id", "event.code", "winlog.provider_name"], NEW_NAMES, NEW_PAYLOADS),
  // Only the channel makes sure that the line is of this format, whether its names are nested or have dots.
  route: ([channel, id, code, provider]) =>
    typeof channel === "string" ? windowsRoute(channel, id === undefined ? code : id, provider) : undefined,
};

/** The same for Winlogbeat 6 and earlier. */
export const WINLOGBEAT_OLD_VIEW: LineView = {
  format: WINLOGBEAT_OLD.name,
  routing: ["log_name", "event_id", "source_name"],
  ...beatView(["log_name", "event_id", "source_name"], OLD_NAMES, OLD_PAYLOADS),
  route: ([channel, id, provider]) => (typeof channel === "string" ? windowsRoute(channel, id, provider) : undefined),
};

type Names = readonly (readonly [string, string])[];

function beatView(
  routing: readonly string[],
  names: Names,
  payloads: readonly string[],
): Omit<LineView, "format" | "routing" | "route"> {
  const plain = secondNames(names);
  const ofProcesses = [...plain, ...processNames(`${payloads[0]}NewProcessName`)];
  const namesOf = (kind: string): readonly SecondName[] => (kind === "process" ? ofProcesses : plain);
  return {
    requires: [],
    kinds: ["event", "process"],
    dotted: true,
    makes: MADE,
    uses: (path, kind) => {
      const uses: FieldUse[] = [{ field: path, how: "is" }];
      if (routing.includes(path)) return uses;
      const payload = payloads.find((prefix) => path.startsWith(prefix));
      if (payload !== undefined) uses.push(...payloadUses(path.slice(payload.length)));
      const all = withSecondNames(uses, namesOf(kind));
      return isDecisive(all) ? "anything" : all;
    },
    paths: (field, kind) =>
      givers(field, namesOf(kind)).flatMap((giver) => [
        ...(/^[a-z@]/.test(giver) ? [giver] : []),
        ...inPayload(payloads[0] as string, giver),
      ]),
  };
}

function payloadUses(name: string): readonly FieldUse[] {
  return /^param[0-9]+$/.test(name) ? [...namedUses(name), { field: "Data", how: "is" }] : namedUses(name);
}

const PARAMS = Array.from({ length: 20 }, (_, index) => `param${index + 1}`);

function inPayload(prefix: string, field: string): readonly string[] {
  return [field, ...(field === "Data" ? PARAMS : [])].map((name) => prefix + name);
}
