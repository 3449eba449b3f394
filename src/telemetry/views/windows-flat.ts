import type { LineRoute, LineView } from "../../model/index.ts";
import { NXLOG } from "../windows/nxlog.ts";
import { givers, type SecondName, secondNames, withSecondNames } from "./uses.ts";
import { MADE, processNames, windowsRoute } from "./windows.ts";

const NAMES: readonly SecondName[] = [
  ...secondNames([["Hostname", "Computer"]]),
  { from: "SourceName", to: "Provider_Name", how: "may" },
  { from: "ProviderName", to: "Provider_Name", how: "may" },
  { from: "Source", to: "Provider_Name", how: "may" },
];

const NAMES_BY_KIND: ReadonlyMap<string, readonly SecondName[]> = new Map([
  ["event", NAMES],
  ["process", [...NAMES, ...processNames("NewProcessName")]],
  // Windows PowerShell: what has no name is in the message.
  ["classic", [...NAMES, ...secondNames([["Message", "Data"]])]],
  // Sysmon 12 and 14: the message may say what NXLog's own EventType hides.
  ["typed", [...NAMES, { from: "EventType", to: "EventType", how: "may" }, { from: "Message", to: "EventType", how: "may" }]],
]);

/** The view of windows/nxlog.ts. */
export const WINDOWS_FLAT_VIEW: LineView = {
  format: NXLOG.name,
  routing: ["EventID", "Channel", "SourceName", "Provider_Name"],
  requires: [],
  kinds: [...NAMES_BY_KIND.keys()],
  dotted: true,
  makes: MADE,
  route,
  uses: (path, kind) => {
    const names = NAMES_BY_KIND.get(kind) ?? NAMES;
    const own = names.some(({ from, to }) => from === path && to === path) ? "may" : "is";
    return withSecondNames([{ field: path, how: own }], names);
  },
  paths: (field, kind) => givers(field, NAMES_BY_KIND.get(kind) ?? NAMES),
};

function route([eventId, channel, source, given]: readonly unknown[]): LineRoute | undefined {
  // Without a channel only the source's name makes sure that the line is of this format.
  if ((typeof channel !== "string" || channel === "") && typeof source !== "string") return undefined;
  const provider = given === undefined ? (source ?? undefined) : given;
  const found = windowsRoute(channel, eventId, provider);
  if (found === undefined) return undefined;
  const typed = eventId === 12 || eventId === 14;
  if (channel === "Windows PowerShell") return found.kind === "process" ? undefined : { ...found, kind: "classic" };
  return typed ? { ...found, kind: "typed" } : found;
}
