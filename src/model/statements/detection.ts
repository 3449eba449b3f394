import { type Shaped, shape } from "../../lib/index.ts";
import { digestShape, levelShape, recordNameShape, segmentIdShape, spanShape } from "../scalars.ts";

/** A rule fired. Subjects: the records it rests on. No observed value is in it: those are in the records, which can be withheld. */
export const detectionShape = shape.record({
  rule: shape.record({
    id: shape.text(200),
    title: shape.text(1000),
    author: shape.text(2000),
    version: shape.text(40),
    level: levelShape,
    tags: shape.list(shape.text(200), 200),
    digest: digestShape,
  }),
  /** Rule documents that the rule refers to (a correlation's base rules), by digest; the rule itself excluded. */
  ruleDocuments: shape.list(digestShape, 100),
  engine: shape.text(100),
  time: spanShape,
  /** Each event's records, events in the order observed. `context` records explain others and match nothing themselves. */
  events: shape.list(
    shape.record({
      time: spanShape,
      source: shape.text(4096),
      records: shape.list(
        shape.record({
          name: recordNameShape,
          segment: segmentIdShape,
          index: shape.count,
          role: shape.word("match", "context"),
        }),
        10_000,
      ),
    }),
    10_000,
  ),
  why: shape.list(
    shape.record({ selection: shape.text(1000), field: shape.nullable(shape.text(1000)), pattern: shape.text(8000) }),
    1000,
  ),
});

export type DetectionPredicate = Shaped<typeof detectionShape>;
