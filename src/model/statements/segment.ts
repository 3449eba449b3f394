import { type Shaped, shape } from "../../lib/index.ts";
import { positionShape } from "../position.ts";
import { accountingShape, digestShape, segmentIdShape, timeShape } from "../scalars.ts";

/** A sealed batch of records. Subject: the Merkle root over the records' leaves. spec/segment.md §Leaf. */
export const segmentShape = shape.record({
  segment: segmentIdShape,
  records: shape.count,
  /** RFC 9162 §2.1 root over the records' leaves, in order. */
  root: digestShape,
  sealedAt: timeShape,
  /** One for each source with lines in this segment: where its reading began and where it goes on. */
  sources: shape.list(
    shape.record({
      id: shape.text(4096),
      name: shape.text(4096),
      from: positionShape,
      to: positionShape,
      lines: shape.count,
    }),
    10_000,
  ),
  accounting: accountingShape,
});

export type SegmentPredicate = Shaped<typeof segmentShape>;
