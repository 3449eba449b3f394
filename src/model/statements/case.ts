import { type Shaped, shape } from "../../lib/index.ts";
import { caseIdShape, entryNameShape, levelShape, recordNameShape, spanShape } from "../scalars.ts";

/** An incident at this ledger size; a later statement with the same id replaces it. Subjects: the detections' entries. */
export const caseShape = shape.record({
  case: caseIdShape,
  title: shape.text(1000),
  span: spanShape,
  level: levelShape,
  /** In order of time, then of ledger index. Each cites the detection's entry and its records: nothing here lacks a record. */
  timeline: shape.list(
    shape.record({
      detection: entryNameShape,
      index: shape.count,
      time: spanShape,
      rule: shape.text(200),
      title: shape.text(1000),
      level: levelShape,
      records: shape.list(recordNameShape, 10_000),
      /** Kinds of entity that tie it to earlier entries (host, user, ip …); empty for the first. Values are in the records. */
      sharedKinds: shape.list(shape.text(20), 20),
    }),
    100_000,
  ),
});

export type CasePredicate = Shaped<typeof caseShape>;
