import { type Json, parseJson, tableOf } from "../../lib/index.ts";
import { bundleOf, classOf, isRecord, type StixObject, scoId, validateBundle } from "../../stix/index.ts";
import type { Draft } from "./draft.ts";

const BUNDLE = "bundle--00000000-0000-4000-8000-000000000000";

/** What cannot be a text: the few properties of cyber-observables (STIX 2.1 §6) that are numbers, flags, lists or dictionaries. */
const FORMS: ReadonlyMap<string, string> = tableOf({
  number: "number",
  pid: "number",
  size: "number",
  src_port: "number",
  dst_port: "number",
  src_byte_count: "number",
  dst_byte_count: "number",
  src_packets: "number",
  dst_packets: "number",
  number_of_subkeys: "number",
  is_active: "boolean",
  is_hidden: "boolean",
  is_multipart: "boolean",
  is_disabled: "boolean",
  is_privileged: "boolean",
  is_service_account: "boolean",
  can_escalate_privs: "boolean",
  is_self_signed: "boolean",
  is_defanged: "boolean",
  defanged: "boolean",
  hashes: "object",
  extensions: "object",
  ipfix: "object",
  environment_variables: "object",
  additional_header_fields: "object",
  x509_v3_extensions: "object",
  protocols: "list",
  arguments: "list",
  values: "list",
  languages: "list",
  body_multipart: "list",
  received_lines: "list",
  object_marking_refs: "list",
  granular_markings: "list",
});

/**
 * A cyber-observable from what an observation holds, with its deterministic identifier; undefined where that makes no valid one:
 * then the observation is carried by our extension alone. `name` identifies a process, which has no identifier of its own.
 */
export function observableOf(type: string, properties: string, draft: Draft, name: string): StixObject | undefined {
  const json = parseJson(properties);
  if (classOf(type) !== "sco" || !json.ok || !isRecord(json.value)) return undefined;
  const plain: Record<string, Json> = Object.create(null);
  for (const key of Object.keys(json.value))
    if (!["type", "id", "spec_version"].includes(key)) plain[key] = json.value[key] as Json;
  if (!Object.keys(plain).every((key) => hasForm(key, plain[key]))) return undefined;
  const id = scoId(type, plain, draft.given.sha1) ?? draft.idV4(type, name);
  const object: StixObject = { ...plain, type, spec_version: "2.1", id };
  return validateBundle(bundleOf(BUNDLE, [object])).length === 0 ? object : undefined;
}

function hasForm(name: string, value: Json | undefined): boolean {
  const form = FORMS.get(name) ?? (name.endsWith("_refs") ? "list" : "string");
  if (form === "list") return Array.isArray(value);
  if (form === "object") return isRecord(value);
  if (form === "number") return typeof value === "number" && Number.isInteger(value) && value >= 0;
  return typeof value === form;
}
