import type { Entity, EntityKind, EntryName, Level, RecordName, TimeSpan } from "../../model/index.ts";

/** A detection as it stands in the ledger, with the entities that its records name. */
export type SealedDetection = {
  readonly index: number;
  readonly entry: EntryName;
  readonly rule: string;
  readonly title: string;
  readonly level: Level;
  readonly time: TimeSpan;
  /** The records it rests on; a detection without any is refused. */
  readonly records: readonly RecordName[];
  readonly entities: readonly Entity[];
};

/** Detections that belong together, earliest first, each with the kinds of entity that tie it to those before it. */
export type Incident = {
  readonly entries: readonly { readonly detection: SealedDetection; readonly sharedKinds: readonly EntityKind[] }[];
};

/** Two detections further apart than this on the same entity do not belong together. */
export const INCIDENT_GAP_MS: number = 60 * 60 * 1000;

/** Who and where join detections. A program, a file name or a session number that two hosts have in common does not. */
const JOINING: ReadonlySet<EntityKind> = new Set(["host", "user", "ip", "domain"]);

type Draft = { entries: { detection: SealedDetection; sharedKinds: EntityKind[] }[]; lastSeenMs: Map<Entity, number> };

/**
 * Groups detections that share a host, user, address or domain within `gapMs` of each other into incidents. A detection that
 * ties two incidents together merges them. The result depends only on the set of detections, not on the order they come in.
 */
export function foldCases(detections: readonly SealedDetection[], gapMs: number = INCIDENT_GAP_MS): readonly Incident[] {
  const drafts = new Set<Draft>();
  for (const detection of [...detections].filter(hasRecords).sort(byTime)) {
    const touching = [...drafts].filter((draft) => sharedKinds(draft, detection, gapMs).length > 0);
    const home = merge(drafts, touching);
    home.entries.push({ detection, sharedKinds: sharedKinds(home, detection, gapMs) });
    for (const entity of joiningEntities(detection)) {
      home.lastSeenMs.set(entity, Math.max(home.lastSeenMs.get(entity) ?? Number.NEGATIVE_INFINITY, detection.time.toMs));
    }
    drafts.add(home);
  }
  return [...drafts].map(({ entries }) => ({ entries })).sort((left, right) => firstIndex(left) - firstIndex(right));
}

/** The lowest ledger index in an incident: it opened the case, and stays the lowest as the ledger grows. */
export function firstIndex(incident: Incident): number {
  return incident.entries.reduce((least, { detection }) => Math.min(least, detection.index), Number.POSITIVE_INFINITY);
}

function hasRecords(detection: SealedDetection): boolean {
  return detection.records.length > 0;
}

function byTime(left: SealedDetection, right: SealedDetection): number {
  return left.time.fromMs - right.time.fromMs || left.index - right.index;
}

function joiningEntities(detection: SealedDetection): readonly Entity[] {
  return detection.entities.filter((entity) => JOINING.has(kindOf(entity)));
}

function kindOf(entity: Entity): EntityKind {
  return entity.slice(0, entity.indexOf(":")) as EntityKind;
}

function sharedKinds(draft: Draft, detection: SealedDetection, gapMs: number): EntityKind[] {
  const near = joiningEntities(detection).filter((entity) => {
    const seen = draft.lastSeenMs.get(entity);
    return seen !== undefined && detection.time.fromMs - seen <= gapMs;
  });
  return [...new Set(near.map(kindOf))].sort();
}

function merge(drafts: Set<Draft>, touching: readonly Draft[]): Draft {
  const [home, ...others] = touching;
  if (home === undefined) return { entries: [], lastSeenMs: new Map() };
  for (const other of others) {
    drafts.delete(other);
    home.entries.push(...other.entries);
    for (const [entity, seen] of other.lastSeenMs)
      home.lastSeenMs.set(entity, Math.max(home.lastSeenMs.get(entity) ?? seen, seen));
  }
  // Detections come in order of time: only what was merged can be out of it, and a sort for each would make a flood quadratic.
  if (others.length > 0) home.entries.sort((left, right) => byTime(left.detection, right.detection));
  return home;
}
