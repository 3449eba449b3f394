import { no, type Shape, type Shaped, shape } from "../../lib/index.ts";
import type { RecordName } from "../names.ts";
import { recordNameShape, segmentIdShape, timeShape } from "../scalars.ts";

/** How long records are kept, decided beforehand. Subject: the schedule's name. */
export const retentionShape = shape.record({
  schedule: shape.text(200),
  keepDays: shape.count,
  authority: shape.text(1000),
  basis: shape.text(2000),
  from: timeShape,
});

const namesShape = shape.nullable(shape.list(recordNameShape, 1_000_000));
const partShape = shape.record({ segment: segmentIdShape, records: shape.count, kept: namesShape, gone: namesShape });

/** What an erasure took of a segment: all but `kept`, or only `gone`. Exactly one of the two is a list. */
const erasedPartShape: Shape<Shaped<typeof partShape>> = (json, path) => {
  const part = partShape(json, path);
  if (!part.ok || (part.value.kept === null) !== (part.value.gone === null)) return part;
  return no({ kind: "bad-shape", path, expected: "one of kept and gone, and the other null" });
};

/** Records, or statements, were erased under a schedule or an order. Subjects: the segments' roots. spec/segment.md §Expiry, spec/statement.md §Erasure. */
export const erasureShape = shape.record({
  /** The name of the schedule or of the order. */
  schedule: shape.text(200),
  authority: shape.text(1000),
  basis: shape.text(2000),
  erasedAt: timeShape,
  segments: shape.list(erasedPartShape, 1_000_000),
  /** Indices of entries whose envelopes and salts were erased. */
  entries: shape.list(shape.count, 1_000_000),
  /** What erasure cannot reach: dossiers already published, backups. */
  outOfReach: shape.list(shape.text(1000), 1000),
});

export type RetentionPredicate = Shaped<typeof retentionShape>;
export type ErasurePredicate = Shaped<typeof erasureShape>;
export type ErasedPart = ErasurePredicate["segments"][number];

/** Whether that part of an erasure took the record of a name. */
export function erasedBy({ kept, gone }: ErasedPart): (name: RecordName) => boolean {
  const names = new Set<RecordName>(kept ?? gone ?? []);
  return kept === null ? (name) => names.has(name) : (name) => !names.has(name);
}
