import { sha256 } from "../ledger/io/index.ts";
import { tableOf, toBase64, toHex, utf8 } from "../lib/index.ts";
import { type Detection, type Entity, type EntityKind, type Level, recordName } from "../model/index.ts";
import { detectionEntities } from "./detection-entities.ts";
import { VERSION } from "./installation.ts";

/** The version of the Open Cybersecurity Schema Framework that findings are written in (github.com/ocsf/ocsf-schema, v1.8.0). */
const OCSF_VERSION = "1.8.0";

const FINDINGS = { uid: 2, name: "Findings" };
const DETECTION_FINDING = { uid: 2004, name: "Detection Finding" };
const CREATE = { id: 1, name: "Create" };
const NEW = { id: 1, name: "New" };
const RULE = { id: 1, name: "Rule" };

const SEVERITY: Readonly<Record<Level, readonly [id: number, name: string]>> = {
  informational: [1, "Informational"],
  low: [2, "Low"],
  medium: [3, "Medium"],
  high: [4, "High"],
  critical: [5, "Critical"],
};

/** Types of observables by the schema's dictionary; 99 is "Other". */
const OBSERVABLE: Readonly<Record<EntityKind, readonly [id: number, name: string]>> = {
  host: [1, "Hostname"],
  user: [4, "User Name"],
  ip: [2, "IP Address"],
  process: [9, "Process Name"],
  file: [7, "File Name"],
  domain: [1, "Hostname"],
  session: [99, "Session"],
};

/** ATT&CK's tactics by the names that tags have for them. */
const TACTICS: ReadonlyMap<string, readonly [uid: string, name: string]> = tableOf({
  reconnaissance: ["TA0043", "Reconnaissance"],
  "resource-development": ["TA0042", "Resource Development"],
  "initial-access": ["TA0001", "Initial Access"],
  execution: ["TA0002", "Execution"],
  persistence: ["TA0003", "Persistence"],
  "privilege-escalation": ["TA0004", "Privilege Escalation"],
  "defense-evasion": ["TA0005", "Defense Evasion"],
  "credential-access": ["TA0006", "Credential Access"],
  discovery: ["TA0007", "Discovery"],
  "lateral-movement": ["TA0008", "Lateral Movement"],
  collection: ["TA0009", "Collection"],
  exfiltration: ["TA0010", "Exfiltration"],
  "command-and-control": ["TA0011", "Command and Control"],
  impact: ["TA0040", "Impact"],
});

const EVIDENCES_MAX = 100;
const OBSERVABLES_MAX = 100;

/** When the last record of a finding was read, and whether a ledger holds the salts of its records. */
export type OcsfContext = { readonly readAtMs: number; readonly isSealed: boolean };

/**
 * A detection as OCSF Detection Finding (class 2004, category Findings). What the schema has no place for stands under `unmapped`: the rule's
 * author and digest among it; the author is in the message too, because the licence of many rules asks for it.
 */
export function ocsfFinding(detection: Detection, { readAtMs, isSealed }: OcsfContext): object {
  const { rule, time, events, why } = detection;
  const records = events.flatMap((event) => event.records);
  const names = records.map(({ commitment }) => recordName(commitment));
  const uid = toHex(sha256(utf8([rule.digest, time.fromMs, time.toMs, ...names].join("\n")))).slice(0, 32);
  const [severity_id, severity] = SEVERITY[rule.level];
  const entities = detectionEntities(detection).slice(0, OBSERVABLES_MAX);
  return {
    activity_id: CREATE.id,
    activity_name: CREATE.name,
    category_uid: FINDINGS.uid,
    category_name: FINDINGS.name,
    class_uid: DETECTION_FINDING.uid,
    class_name: DETECTION_FINDING.name,
    type_uid: DETECTION_FINDING.uid * 100 + CREATE.id,
    type_name: `${DETECTION_FINDING.name}: ${CREATE.name}`,
    severity_id,
    severity,
    status_id: NEW.id,
    status: NEW.name,
    is_alert: true,
    time: Math.round(readAtMs),
    timezone_offset: 0,
    start_time: Math.round(time.fromMs),
    end_time: Math.round(time.toMs),
    count: events.length,
    message: `${rule.title} (rule by ${rule.author})`,
    metadata: { version: OCSF_VERSION, uid, product: { name: "Meridian", vendor_name: "Meridian", version: VERSION } },
    finding_info: {
      uid,
      title: rule.title,
      analytic: {
        type_id: RULE.id,
        type: RULE.name,
        name: rule.title,
        uid: rule.id,
        version: rule.version,
        desc: `Sigma rule by ${rule.author}`,
      },
      ...attacksOf(rule.tags),
      first_seen_time: Math.round(time.fromMs),
      last_seen_time: Math.round(time.toMs),
    },
    evidences: records
      .slice(0, EVIDENCES_MAX)
      .map(({ commitment, origin }) => ({ uid: recordName(commitment), data: { source: origin.source, offset: origin.offset } })),
    ...resourcesOf(entities),
    ...(entities.length === 0 ? {} : { observables: entities.map(observable) }),
    unmapped: {
      rule: { author: rule.author, sha256: rule.digest, tags: rule.tags, level: rule.level },
      why,
      ...(isSealed ? {} : { salts: records.map(({ salt }) => toBase64(salt)) }),
    },
  };
}

function attacksOf(tags: readonly string[]): object {
  const attacks = tags.flatMap((tag): object[] => {
    const [, name = ""] = /^attack\.(.+)$/i.exec(tag) ?? [];
    const technique = /^t\d{4}(?:\.\d{3})?$/i.test(name) ? name.toUpperCase() : undefined;
    if (technique?.includes(".")) return [{ technique: { uid: technique.slice(0, 5) }, sub_technique: { uid: technique } }];
    if (technique !== undefined) return [{ technique: { uid: technique } }];
    const tactic = TACTICS.get(name.toLowerCase().replaceAll("_", "-"));
    return tactic === undefined ? [] : [{ tactic: { uid: tactic[0], name: tactic[1] } }];
  });
  return attacks.length === 0 ? {} : { attacks };
}

function valueOf(entity: Entity): string {
  return entity.slice(entity.indexOf(":") + 1);
}

function kindOf(entity: Entity): EntityKind {
  return entity.slice(0, entity.indexOf(":")) as EntityKind;
}

function resourcesOf(entities: readonly Entity[]): object {
  const hosts = entities.filter((entity) => kindOf(entity) === "host").map(valueOf);
  return hosts.length === 0 ? {} : { resources: hosts.map((host) => ({ name: host, hostname: host, type: "host" })) };
}

function observable(entity: Entity): object {
  const [type_id, type] = OBSERVABLE[kindOf(entity)];
  return { type_id, type, value: valueOf(entity) };
}
