import { type Shaped, shape } from "../../lib/index.ts";
import { recordNameShape, segmentIdShape, timeShape } from "../scalars.ts";

/** How long records are kept, decided beforehand. Subject: the schedule's name. */
export const retentionShape = shape.record({
  schedule: shape.text(200),
  keepDays: shape.count,
  authority: shape.text(1000),
  basis: shape.text(2000),
  from: timeShape,
});

/** Records, or statements, were erased under a schedule. Subjects: the segments' roots. spec/segment.md §Expiry, spec/statement.md §Erasure. */
export const erasureShape = shape.record({
  schedule: shape.text(200),
  authority: shape.text(1000),
  basis: shape.text(2000),
  erasedAt: timeShape,
  segments: shape.list(
    shape.record({ segment: segmentIdShape, records: shape.count, kept: shape.list(recordNameShape, 1_000_000) }),
    1_000_000,
  ),
  /** Indices of entries whose envelopes and salts were erased. */
  entries: shape.list(shape.count, 1_000_000),
  /** What erasure cannot reach: dossiers already published, backups. */
  outOfReach: shape.list(shape.text(1000), 1000),
});

export type RetentionPredicate = Shaped<typeof retentionShape>;
export type ErasurePredicate = Shaped<typeof erasureShape>;
