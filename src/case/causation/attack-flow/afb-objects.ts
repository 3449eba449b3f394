import { isoTime, type Json, type JsonObject, parseIsoTime, tableOf } from "../../../lib/index.ts";
import { type FlowObject, listOf, textIn } from "./flow.ts";

type Form = {
  readonly type: string;
  /** Property names that are taken over as text, times or references. */
  readonly texts: readonly string[];
  readonly times?: readonly string[];
  readonly refs?: readonly string[];
  /** Without one of these it is no valid object of that type. */
  readonly needs?: readonly string[];
  readonly fixed?: JsonObject;
};

const NAMED = ["name", "description"];

/** Templates of the builder's schema attack_flow_v2 and the STIX 2.1 types that they stand for. */
const FORMS: ReadonlyMap<string, Form> = tableOf({
  action: {
    type: "attack-action",
    texts: [...NAMED, "tactic_id", "technique_id"],
    times: ["execution_start", "execution_end"],
    refs: ["tactic_ref", "technique_ref"],
  },
  condition: { type: "attack-condition", texts: ["description"] },
  asset: { type: "attack-asset", texts: NAMED },
  tool: { type: "tool", texts: NAMED, needs: ["name"] },
  malware: { type: "malware", texts: NAMED, fixed: { is_family: false } },
  infrastructure: { type: "infrastructure", texts: NAMED, needs: ["name"] },
  vulnerability: { type: "vulnerability", texts: NAMED, needs: ["name"] },
  threat_actor: { type: "threat-actor", texts: NAMED, needs: ["name"] },
  campaign: { type: "campaign", texts: NAMED, needs: ["name"] },
  intrusion_set: { type: "intrusion-set", texts: NAMED, needs: ["name"] },
  identity: { type: "identity", texts: NAMED, needs: ["name"] },
  course_of_action: { type: "course-of-action", texts: NAMED, needs: ["name"] },
  location: { type: "location", texts: [...NAMED, "country", "region"], needs: ["country", "region"] },
  note: { type: "note", texts: ["abstract", "content"], needs: ["content"] },
  file: { type: "file", texts: ["name"], needs: ["name"] },
  directory: { type: "directory", texts: ["path"], needs: ["path"] },
  process: { type: "process", texts: ["command_line"], needs: ["command_line"] },
  url: { type: "url", texts: ["value"], needs: ["value"] },
  domain_name: { type: "domain-name", texts: ["value"], needs: ["value"] },
  ipv4_addr: { type: "ipv4-addr", texts: ["value"], needs: ["value"] },
  ipv6_addr: { type: "ipv6-addr", texts: ["value"], needs: ["value"] },
  email_address: { type: "email-addr", texts: ["value", "display_name"], needs: ["value"] },
  software: { type: "software", texts: ["name"], needs: ["name"] },
  user_account: {
    type: "user-account",
    texts: ["user_id", "account_login", "display_name"],
    needs: ["user_id", "account_login", "display_name"],
  },
  windows_registry_key: { type: "windows-registry-key", texts: ["key"], needs: ["key"] },
});

/** What the builder calls confidence, on STIX's scale of 0 to 100 (Attack Flow, language.rst). */
const CONFIDENCE: ReadonlyMap<string, number> = tableOf({
  speculative: 0,
  "very-doubtful": 10,
  doubtful: 30,
  "even-odds": 50,
  probable: 70,
  "very-probable": 90,
  certain: 100,
});

const REFERENCE = /^[a-z][a-z0-9-]+[a-z0-9]--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** One drawn thing as a STIX object. What cannot be one becomes an asset, which `notes` say. */
export function objectOfTemplate(template: string, uuid: string, given: JsonObject, notes: string[]): FlowObject {
  if (template === "AND_operator" || template === "OR_operator")
    return { id: `attack-operator--${uuid}`, type: "attack-operator", properties: { operator: template.slice(0, -9) } };
  const form = FORMS.get(template);
  const properties = form === undefined ? {} : propertiesOf(form, given);
  const needs = form?.needs ?? [];
  if (form !== undefined && (needs.length === 0 || needs.some((name) => textIn(properties, name) !== "")))
    return { id: `${form.type}--${uuid}`, type: form.type, properties: { ...required(form.type, given), ...properties } };
  const name = firstText(given) || template;
  notes.push(`"${name}" (${template}) was taken as an asset: STIX has no such object with what it gives`);
  return { id: `attack-asset--${uuid}`, type: "attack-asset", properties: { name } };
}

function required(type: string, given: JsonObject): JsonObject {
  if (type === "attack-action") return { name: textIn(given, "technique_id") || textIn(given, "tactic_id") || "unnamed action" };
  if (type === "attack-condition") return { description: "unnamed condition" };
  return type === "attack-asset" ? { name: "unnamed asset" } : {};
}

function propertiesOf({ type, texts, times = [], refs = [], fixed = {} }: Form, given: JsonObject): JsonObject {
  const found: Record<string, Json> = { ...fixed };
  for (const name of texts) if (textIn(given, name) !== "") found[name] = textIn(given, name);
  for (const name of times) {
    const time = parseIsoTime(textIn(given, name));
    if (time !== undefined) found[name] = isoTime(time);
  }
  for (const name of refs) if (REFERENCE.test(textIn(given, name))) found[name] = textIn(given, name);
  if (type === "malware") found["is_family"] = textIn(given, "is_family").toLowerCase() === "true";
  const confidence = CONFIDENCE.get(textIn(given, "confidence"));
  if (confidence !== undefined) found["confidence"] = confidence;
  return found;
}

function firstText(given: JsonObject): string {
  return (
    Object.values(given)
      .find((value): value is string => typeof value === "string" && value !== "")
      ?.slice(0, 1000) ?? ""
  );
}

/** The builder's list of pairs as an object, later pairs before earlier ones of the same name. */
export function pairsOf(value: Json | undefined): JsonObject {
  const found: Record<string, Json> = Object.create(null);
  for (const one of listOf(value)) {
    const [name, inner] = listOf(one);
    if (typeof name === "string" && inner !== undefined) found[name] = inner;
  }
  return found;
}
