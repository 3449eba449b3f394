import type { FieldValue } from "../../model/index.ts";
import { isMap, isShallow, type JsonMap, NAME_UNITS_MAX, noFields, type OpenFields, put, spread } from "../fields.ts";
import { type JsonFormat, type Outcome, refused, TOO_WIDE } from "../format.ts";
import { isoSpan } from "../times.ts";
import { envelopeOf, putNamed, windowsEvent } from "./finish.ts";

/**
 * A Windows event as `evtx_dump -o jsonl` writes it (omerbenamram/evtx), attributes under "#attributes" or in a sibling "X_attributes".
 * Attributes join their element with "_": Provider_Name, Execution_ProcessID. EventData and UserData stand at top level.
 */
export const EVTX_JSON: JsonFormat = {
  name: "evtx-json",
  read: (map, conditions) => {
    const event = map["Event"];
    if (!isMap(event) || !isMap(event["System"])) return undefined;
    if (!isShallow(event)) return TOO_WIDE;
    const fields = noFields();
    for (const [name, value] of Object.entries(event["System"])) if (!readElement(fields, name, value)) return TOO_WIDE;
    const envelope = envelopeOf(fields);
    const time = isoSpan(fields["TimeCreated_SystemTime"], 0);
    const fault = readPayload(fields, event);
    return fault ?? windowsEvent(fields, time, conditions, envelope);
  },
};

const ATTRIBUTES = "#attributes";
const SIBLING = "_attributes";

function readElement(fields: OpenFields, name: string, value: unknown): boolean {
  if (name === ATTRIBUTES) return true;
  if (!isMap(value)) {
    if (value !== null) put(fields, name, scalar(value));
    return true;
  }
  if (name.endsWith(SIBLING)) return readAttributes(fields, name.slice(0, -SIBLING.length), value);
  if (isMap(value[ATTRIBUTES]) && !readAttributes(fields, name, value[ATTRIBUTES])) return false;
  if (value["#text"] !== undefined) put(fields, name, scalar(value["#text"]));
  return true;
}

function readAttributes(fields: OpenFields, element: string, attributes: JsonMap): boolean {
  return Object.entries(attributes).every(([name, value]) => {
    if (element.length + name.length >= NAME_UNITS_MAX) return false;
    if (name !== "xmlns") put(fields, `${element}_${name}`, scalar(value));
    return true;
  });
}

function scalar(value: unknown): FieldValue {
  if (typeof value !== "object" || value === null) return value as FieldValue;
  return Array.isArray(value) ? value.map(scalar) : JSON.stringify(value);
}

function readPayload(fields: OpenFields, event: JsonMap): Outcome | undefined {
  if (isMap(event["EventData"])) {
    for (const [name, value] of Object.entries(event["EventData"])) if (!readDatum(fields, name, value)) return TOO_WIDE;
  } else if (typeof event["EventData"] === "string") put(fields, "Data", event["EventData"]);
  const userData = event["UserData"];
  if (userData === undefined || userData === null) return undefined;
  if (!isMap(userData)) return refused("UserData is not an object");
  for (const [element, value] of Object.entries(userData)) {
    if (element === ATTRIBUTES) continue;
    for (const [name, inner] of Object.entries(isMap(value) ? value : { [element]: value })) {
      if (!readDatum(fields, name, inner)) return TOO_WIDE;
    }
  }
  return undefined;
}

/** One named value, or `Data` without names: a list, {"#text": …}, or named by attribute. */
function readDatum(fields: OpenFields, name: string, value: unknown): boolean {
  if (name === ATTRIBUTES || name.endsWith(SIBLING)) return true;
  if (Array.isArray(value) && value.some(isMap)) return value.every((item) => readDatum(fields, name, item));
  if (!isMap(value)) {
    putNamed(fields, name, scalar(value));
    return true;
  }
  const attributes = value[ATTRIBUTES];
  const given = isMap(attributes) && typeof attributes["Name"] === "string" ? attributes["Name"] : name;
  if (value["#text"] !== undefined) putNamed(fields, given, scalar(value["#text"]));
  else if (given !== name) putNamed(fields, given, null);
  const rest = Object.keys(value).filter((key) => key !== ATTRIBUTES && key !== "#text");
  return rest.length === 0 || spread(fields, "", Object.fromEntries(rest.map((key) => [key, value[key]])));
}
