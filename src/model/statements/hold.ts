import { type Shaped, shape } from "../../lib/index.ts";
import { caseIdShape, exhibitIdShape, recordNameShape, segmentIdShape, timeShape } from "../scalars.ts";

const reachShape = {
  records: shape.list(recordNameShape, 1_000_000),
  segments: shape.list(segmentIdShape, 1_000_000),
  entries: shape.list(shape.count, 1_000_000),
};

/** What must stay whatever the schedule says, until the hold is lifted. Subject: the hold's name. spec/segment.md §Holds. */
export const holdShape = shape.record({
  action: shape.word("place", "lift"),
  /** Names the hold, unique in the ledger; a lift names the hold that it ends. */
  hold: shape.text(200),
  authority: shape.text(1000),
  basis: shape.text(2000),
  from: timeShape,
  ...reachShape,
  cases: shape.list(caseIdShape, 100_000),
  exhibits: shape.list(exhibitIdShape, 100_000),
});

/** What is to be erased before its time, by whose order and on what ground. Subject: the order's name. spec/segment.md §Orders. */
export const orderShape = shape.record({
  /** Names the order, unique in the ledger among orders and schedules. */
  order: shape.text(200),
  authority: shape.text(1000),
  basis: shape.text(2000),
  from: timeShape,
  ...reachShape,
});

export type OrderPredicate = Shaped<typeof orderShape>;
export type HoldPredicate = Shaped<typeof holdShape>;
