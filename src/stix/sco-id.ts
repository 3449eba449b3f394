import { formatJson, type Json, type JsonObject, tableOf } from "../lib/index.ts";
import { isRecord } from "./object.ts";
import { type Sha1, uuidV5 } from "./uuid.ts";

/** The namespace of deterministic identifiers of cyber-observables (STIX 2.1 §2.9). */
export const SCO_NAMESPACE = "00abedb4-aa42-466c-9c01-fed23315a9b7";

/** What a cyber-observable's identifier is computed from (STIX 2.1 §6, "ID Contributing Properties"); none for `process`. */
export const ID_CONTRIBUTING: ReadonlyMap<string, readonly string[]> = tableOf({
  artifact: ["hashes", "payload_bin"],
  "autonomous-system": ["number"],
  directory: ["path"],
  "domain-name": ["value"],
  "email-addr": ["value"],
  "email-message": ["from_ref", "subject", "body"],
  file: ["hashes", "name", "parent_directory_ref", "extensions"],
  "ipv4-addr": ["value"],
  "ipv6-addr": ["value"],
  "mac-addr": ["value"],
  mutex: ["name"],
  "network-traffic": ["start", "end", "src_ref", "dst_ref", "src_port", "dst_port", "protocols", "extensions"],
  process: [],
  software: ["name", "cpe", "swid", "vendor", "version"],
  url: ["value"],
  "user-account": ["account_type", "user_id", "account_login"],
  "windows-registry-key": ["key", "values"],
  "x509-certificate": ["hashes", "serial_number"],
});

/** Of several hashes one is taken, in this order; of others the first by name, so that the order of a text does not matter. */
const HASHES = ["MD5", "SHA-1", "SHA-256", "SHA-512"];

/**
 * The deterministic identifier of a cyber-observable; undefined where the standard has none: a type without contributing properties,
 * or an object that has none of them. Those carry a UUIDv4.
 */
export function scoId(type: string, properties: JsonObject, sha1: Sha1): string | undefined {
  const part: Record<string, Json> = Object.create(null);
  for (const name of ID_CONTRIBUTING.get(type) ?? []) {
    const value = properties[name];
    if (value !== undefined) part[name] = name === "hashes" && isRecord(value) ? oneHash(value) : value;
  }
  return Object.keys(part).length === 0 ? undefined : `${type}--${uuidV5(SCO_NAMESPACE, formatJson(part), sha1)}`;
}

function oneHash(hashes: JsonObject): JsonObject {
  const name = HASHES.find((known) => hashes[known] !== undefined) ?? Object.keys(hashes).sort()[0];
  return name === undefined ? {} : { [name]: hashes[name] as Json };
}
