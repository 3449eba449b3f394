import { type Shaped, shape } from "../../lib/index.ts";
import { digestShape, timeShape } from "../scalars.ts";

/**
 * A run begins: by which rules, on what. The coverage statement that ends it says what it saw; when a run is cut off, the next one
 * says it from the segments. Subject: the rule set.
 */
export const runShape = shape.record({
  startedAt: timeShape,
  rules: shape.record({
    set: digestShape,
    applied: shape.count,
    refused: shape.list(shape.record({ what: shape.text(1000), count: shape.count }), 10_000),
  }),
  sources: shape.list(shape.text(4096), 100_000),
});

export type RunPredicate = Shaped<typeof runShape>;
