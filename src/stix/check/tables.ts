import { tableOf } from "../../lib/index.ts";

const words = (text: string): readonly string[] => text.split(" ");

/** Properties that a type must have beside the common ones (STIX 2.1 §4 to §7). */
export const REQUIRED: ReadonlyMap<string, readonly string[]> = tableOf({
  "attack-pattern": ["name"],
  campaign: ["name"],
  "course-of-action": ["name"],
  grouping: ["context", "object_refs"],
  identity: ["name"],
  incident: ["name"],
  indicator: ["pattern", "pattern_type", "valid_from"],
  infrastructure: ["name"],
  "intrusion-set": ["name"],
  malware: ["is_family"],
  "malware-analysis": ["product"],
  note: ["content", "object_refs"],
  "observed-data": ["first_observed", "last_observed", "number_observed"],
  opinion: ["opinion", "object_refs"],
  report: ["name", "published", "object_refs"],
  "threat-actor": ["name"],
  tool: ["name"],
  vulnerability: ["name"],
  relationship: ["relationship_type", "source_ref", "target_ref"],
  sighting: ["sighting_of_ref"],
  "autonomous-system": ["number"],
  directory: ["path"],
  "domain-name": ["value"],
  "email-addr": ["value"],
  "email-message": ["is_multipart"],
  "ipv4-addr": ["value"],
  "ipv6-addr": ["value"],
  "mac-addr": ["value"],
  mutex: ["name"],
  "network-traffic": ["protocols"],
  software: ["name"],
  url: ["value"],
  "extension-definition": ["name", "schema", "version", "extension_types"],
  "language-content": ["object_ref", "contents"],
});

/** At least one of these must be there. */
export const ONE_OF: ReadonlyMap<string, readonly string[]> = tableOf({
  artifact: ["payload_bin", "url"],
  file: ["hashes", "name"],
  "network-traffic": ["src_ref", "dst_ref"],
  "malware-analysis": ["result", "analysis_sco_refs"],
});

/** The last of two times must not be before the first, or must be after it. */
export const TIME_ORDERS: ReadonlyMap<string, readonly [string, string, "at-or-after" | "after"]> = tableOf({
  campaign: ["first_seen", "last_seen", "at-or-after"],
  indicator: ["valid_from", "valid_until", "after"],
  infrastructure: ["first_seen", "last_seen", "at-or-after"],
  "intrusion-set": ["first_seen", "last_seen", "at-or-after"],
  malware: ["first_seen", "last_seen", "at-or-after"],
  "malware-analysis": ["analysis_started", "analysis_ended", "at-or-after"],
  "observed-data": ["first_observed", "last_observed", "at-or-after"],
  relationship: ["start_time", "stop_time", "after"],
  sighting: ["first_seen", "last_seen", "at-or-after"],
  "threat-actor": ["first_seen", "last_seen", "at-or-after"],
  "network-traffic": ["start", "end", "at-or-after"],
  event: ["start_time", "end_time", "at-or-after"],
});

/** Properties that hold a time, whatever they stand in. */
export const TIME_NAMES: ReadonlySet<string> = new Set(
  words(
    "created modified first_seen last_seen valid_from valid_until object_modified submitted analysis_started analysis_ended first_observed last_observed published start_time stop_time end_time ctime mtime atime date created_time account_created account_expires credential_last_changed account_first_login account_last_login modified_time validity_not_before validity_not_after time_date_stamp private_key_usage_period_not_before private_key_usage_period_not_after",
  ),
);
/** Of network-traffic alone: elsewhere these words mean other things. */
export const TRAFFIC_TIMES: readonly string[] = ["start", "end"];

/** Which types a reference may name; `*` stands for any cyber-observable (STIX 2.1, the tables of §4 to §7). */
export const REFERENCE_TYPES: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> = tableOf({
  "*": tableOf({
    created_by_ref: ["identity"],
    object_marking_refs: ["marking-definition"],
    marking_ref: ["marking-definition"],
  }),
  malware: tableOf({ operating_system_refs: ["software"], sample_refs: ["artifact", "file"] }),
  "malware-analysis": tableOf({
    host_vm_ref: ["software"],
    operating_system_ref: ["software"],
    installed_software_refs: ["software"],
    analysis_sco_refs: ["*"],
    sample_ref: ["artifact", "file", "network-traffic"],
  }),
  sighting: tableOf({ observed_data_refs: ["observed-data"], where_sighted_refs: ["identity", "location"] }),
});

/** The same for cyber-observables: who may be part of whom (STIX 2.1 §6). */
export const OBSERVABLE_REFERENCES: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> = tableOf({
  directory: tableOf({ contains_refs: ["file", "directory"] }),
  "domain-name": tableOf({ resolves_to_refs: ["ipv4-addr", "ipv6-addr", "domain-name"] }),
  "email-addr": tableOf({ belongs_to_ref: ["user-account"] }),
  "email-message": tableOf({
    from_ref: ["email-addr"],
    sender_ref: ["email-addr"],
    to_refs: ["email-addr"],
    cc_refs: ["email-addr"],
    bcc_refs: ["email-addr"],
    raw_email_ref: ["artifact"],
    body_raw_ref: ["artifact", "file"],
  }),
  file: tableOf({ contains_refs: ["*"], parent_directory_ref: ["directory"], content_ref: ["artifact"] }),
  "ipv4-addr": tableOf({ resolves_to_refs: ["mac-addr"], belongs_to_refs: ["autonomous-system"] }),
  "ipv6-addr": tableOf({ resolves_to_refs: ["mac-addr"], belongs_to_refs: ["autonomous-system"] }),
  "network-traffic": tableOf({
    src_ref: ["ipv4-addr", "ipv6-addr", "mac-addr", "domain-name"],
    dst_ref: ["ipv4-addr", "ipv6-addr", "mac-addr", "domain-name"],
    src_payload_ref: ["artifact"],
    dst_payload_ref: ["artifact"],
    encapsulates_refs: ["network-traffic"],
    encapsulated_by_ref: ["network-traffic"],
    message_body_data_ref: ["artifact"],
  }),
  process: tableOf({
    opened_connection_refs: ["network-traffic"],
    creator_user_ref: ["user-account"],
    image_ref: ["file"],
    parent_ref: ["process"],
    child_refs: ["process"],
    service_dll_refs: ["file"],
  }),
  "windows-registry-key": tableOf({ creator_user_ref: ["user-account"] }),
});

/** What a hash of each algorithm looks like (STIX 2.1 §10.7). */
export const HASHES: ReadonlyMap<string, RegExp> = tableOf({
  MD5: /^[0-9a-fA-F]{32}$/,
  "SHA-1": /^[0-9a-fA-F]{40}$/,
  "SHA-256": /^[0-9a-fA-F]{64}$/,
  "SHA-512": /^[0-9a-fA-F]{128}$/,
  "SHA3-256": /^[0-9a-fA-F]{64}$/,
  "SHA3-512": /^[0-9a-fA-F]{128}$/,
  SSDEEP: /^[a-zA-Z0-9/+:.]{1,128}$/,
  TLSH: /^(?:T1)?[0-9a-fA-F]{70}$/,
});

export const OPINIONS: readonly string[] = ["strongly-disagree", "disagree", "neutral", "agree", "strongly-agree"];
