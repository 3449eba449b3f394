import type { FieldUse, LineView } from "../../model/index.ts";
import { EVTX_JSON } from "../windows/evtx-json.ts";
import { givers, type SecondName, withSecondNames } from "./uses.ts";
import { isDecisive, MADE, namedUses, processNames, windowsRoute } from "./windows.ts";

const ROUTING = [
  "Event.System.EventID",
  "Event.System.EventID.#text",
  "Event.System.Channel",
  "Event.System.Provider.#attributes.Name",
  "Event.System.Provider_attributes.Name",
] as const;

const NO_NAMES: readonly SecondName[] = [];
const NAMES = processNames("Event.EventData.NewProcessName");
const namesOf = (kind: string): readonly SecondName[] => (kind === "process" ? NAMES : NO_NAMES);

/** The view of windows/evtx-json.ts. */
export const EVTX_VIEW: LineView = {
  format: EVTX_JSON.name,
  routing: ROUTING,
  requires: [],
  kinds: ["event", "process"],
  dotted: false,
  makes: MADE,
  route: ([plainId, textId, channel, name, sibling]) => {
    if ((plainId !== undefined && textId !== undefined) || (name !== undefined && sibling !== undefined)) return undefined;
    return windowsRoute(channel, plainId === undefined ? textId : plainId, name === undefined ? sibling : name);
  },
  uses: (path, kind) => {
    if ((ROUTING as readonly string[]).includes(path)) return [];
    const uses = elementUses(path.split("."));
    return uses === "anything" || isDecisive(uses) ? "anything" : withSecondNames(uses, namesOf(kind));
  },
  paths: (field, kind) => givers(field, namesOf(kind)).flatMap(pathsOf),
};

type Uses = readonly FieldUse[] | "anything";

const NOTHING: readonly FieldUse[] = [];
const ATTRIBUTES = "#attributes";
const SIBLING = "_attributes";

function elementUses([top, part, ...rest]: readonly string[]): Uses {
  if (top !== "Event") return NOTHING;
  switch (part) {
    case "System":
      return systemUses(rest);
    case "EventData":
      return rest.length === 0 ? [{ field: "Data", how: "may" }] : datumUses(rest);
    case "UserData":
      return userDataUses(rest);
    default:
      return NOTHING;
  }
}

function systemUses([element = "", inner, attribute, ...deeper]: readonly string[]): Uses {
  if (element === ATTRIBUTES) return NOTHING;
  if (inner === undefined) return [{ field: element, how: "is" }];
  if (element.endsWith(SIBLING)) {
    if (attribute !== undefined) return "anything";
    return inner === "xmlns" ? NOTHING : [{ field: `${element.slice(0, -SIBLING.length)}_${inner}`, how: "is" }];
  }
  if (inner === "#text") return attribute === undefined ? [{ field: element, how: "is" }] : "anything";
  if (inner !== ATTRIBUTES || attribute === undefined || attribute === "xmlns") return NOTHING;
  return deeper.length === 0 ? [{ field: `${element}_${attribute}`, how: "is" }] : "anything";
}

/** A named value of EventData, the names below it; `Name` among its attributes names it anew. */
function datumUses([name = "", inner, attribute, ...deeper]: readonly string[]): Uses {
  if (name === ATTRIBUTES || name.endsWith(SIBLING)) return NOTHING;
  if (inner === undefined) return namedUses(name);
  if (inner === "#text") return attribute === undefined ? namedUses(name) : "anything";
  if (inner === ATTRIBUTES) return attribute === "Name" ? "anything" : NOTHING;
  return [{ field: [inner, ...(attribute === undefined ? [] : [attribute]), ...deeper].join("."), how: "is" }];
}

/** UserData has one more level, unless its element holds a plain value or a list. */
function userDataUses(rest: readonly string[]): Uses {
  const [element, name, attribute] = rest;
  if (element === undefined) return "anything"; // anything but an object is refused
  if (element === ATTRIBUTES) return NOTHING;
  if (name === undefined) return datumUses(rest);
  if (name === "#text" || name === ATTRIBUTES) return name === ATTRIBUTES && attribute !== "Name" ? NOTHING : "anything";
  const uses = datumUses(rest.slice(1));
  const listed = rest.slice(1).join("."); // where the element is a list of objects
  return uses === "anything" || uses.some(({ field }) => field === listed) ? uses : [...uses, { field: listed, how: "may" }];
}

/** What System holds beside what routes (the schema of Windows events, SystemPropertiesType). */
const SYSTEM_PATHS: ReadonlyMap<string, readonly string[]> = new Map(
  [
    ["Computer"],
    ["EventRecordID"],
    ["Keywords"],
    ["Level"],
    ["Opcode"],
    ["Task"],
    ["Version"],
    ["Correlation", "ActivityID"],
    ["Execution", "ProcessID"],
    ["Execution", "ThreadID"],
    ["Provider", "Guid"],
    ["Security", "UserID"],
    ["TimeCreated", "SystemTime"],
  ].map(([element, attribute]) => [
    attribute === undefined ? `${element}` : `${element}_${attribute}`,
    attribute === undefined
      ? [`Event.System.${element}`]
      : [`Event.System.${element}.${ATTRIBUTES}.${attribute}`, `Event.System.${element}${SIBLING}.${attribute}`],
  ]),
);

/** Elements of System that hold attributes: a plain value in their place is a field of their name, and a rule may ask for one. */
const SYSTEM_ELEMENTS = new Set(["Correlation", "Execution", "Provider", "Security", "TimeCreated"]);

function pathsOf(field: string): readonly string[] {
  const unnamed = field === "Data" ? ["Event.EventData", "Event.EventData.Data.#text"] : [];
  const element = SYSTEM_ELEMENTS.has(field) ? [`Event.System.${field}`] : [];
  return [`Event.EventData.${field}`, ...(SYSTEM_PATHS.get(field) ?? []), ...element, ...unnamed];
}
