import { createHash } from "node:crypto";
import { createDetector, type Detector, type Eviction, loadRules, type SigmaRule } from "../../src/detect/index.ts";
import type { Event, EvidenceRecord } from "../../src/model/index.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

const BASE = `title: failed
id: failed
name: failed
logsource: { product: linux, service: sshd }
detection:
  selection: { outcome: failure }
  condition: selection
`;

/** A base rule and correlations of it, each given by what stands under `correlation`. */
function rulesOf(...bodies: readonly string[]): readonly SigmaRule[] {
  const correlations = bodies.map(
    (body, index) => `title: together ${index}\nid: together-${index}\ncorrelation:\n${body.replace(/^/gm, "  ")}\n`,
  );
  const files = [BASE, ...correlations].map((text, index) => ({ path: `${index}.yml`, bytes: new TextEncoder().encode(text) }));
  const { rules, refused } = loadRules(files, sha256);
  if (refused.length > 0) throw new Error(JSON.stringify(refused));
  return rules;
}

/** More than any of the measurements needs. */
const ROOM = { groupsMax: 4_000_000, occurrencesMax: 4_000_000, bytesMax: 8e9, lateMs: 3_600_000 };

/** A detector of such rules, which must not give anything up. */
export function detectorOf(bodies: readonly string[], evictions: Eviction[] = []): Detector {
  const onEviction = (eviction: Eviction) => evictions.push(eviction);
  return createDetector(rulesOf(...bodies), { utcOffsetMinutes: 0, onEviction, limits: ROOM });
}

/** Conditions that are never reached, so that state is kept and no alert is made. */
export const EVENT_COUNT = "type: event_count\nrules: [failed]\ngroup-by: [user]\ntimespan: 1m\ncondition: {gte: 100}";
export const VALUE_COUNT =
  "type: value_count\nrules: [failed]\ngroup-by: [host]\ntimespan: 10m\ncondition: {field: user, gte: 10000}";
export const VALUE_SUM =
  "type: value_sum\nrules: [failed]\ngroup-by: [host]\ntimespan: 10s\ncondition: {field: size, gt: 1000000000000}";
export const VALUE_MEDIAN =
  "type: value_median\nrules: [failed]\ngroup-by: [host]\ntimespan: 10s\ncondition: {field: size, gt: 100000}";

const LOGSOURCE = { product: "linux", service: "sshd" };
const READING = { format: "syslog", readAtMs: 0, utcOffsetMinutes: 0, host: null, context: [] };
const NOW = 1_795_000_000_000;

/** An event as the reader of a line leaves it, its record included. */
export function eventOf(user: string, atMs: number, offset: number): Event {
  const bytes = new TextEncoder().encode(`Nov 23 01:00:00 host1 sshd[1]: Failed password for ${user}`);
  const record: EvidenceRecord = {
    commitment: new Uint8Array(32),
    salt: new Uint8Array(16),
    bytes,
    origin: { source: "file:/var/log/auth.log", offset, lines: 1 },
    reading: READING,
    rejected: null,
  };
  return plainEvent(user, atMs, [record]);
}

/** An event whose record costs nothing. */
export function plainEvent(user: string, atMs: number, records: readonly EvidenceRecord[] = []): Event {
  const at = NOW + atMs;
  const fields = { outcome: "failure", host: "host1", user, size: (atMs * 7_919) % 10_007 };
  return { time: { fromMs: at, toMs: at }, logsource: LOGSOURCE, fields, records };
}
