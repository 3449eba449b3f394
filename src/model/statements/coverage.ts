import { type Shaped, shape } from "../../lib/index.ts";
import { accountingShape, digestShape, timeShape } from "../scalars.ts";

const tally = shape.list(shape.record({ what: shape.text(1000), count: shape.count }), 10_000);

/** What one run looked at and what it could not see: the denominators of everything found. Subject: the rule set. */
export const coverageShape = shape.record({
  startedAt: timeShape,
  endedAt: timeShape,
  rules: shape.record({
    /** SHA-256 over the sorted rule digests, each 32 bytes. */
    set: digestShape,
    applied: shape.count,
    refused: tally,
  }),
  sources: shape.list(
    shape.record({
      id: shape.text(4096),
      state: shape.word("read", "unreadable", "unsupported", "empty"),
      reason: shape.nullable(shape.text(1000)),
      lines: shape.count,
    }),
    100_000,
  ),
  /** Log sources that rules in the set want and no record had, such as `linux auditd`. */
  absent: shape.list(shape.text(200), 1000),
  /** Events by log source that no rule in the set looks at. */
  uncovered: tally,
  /**
   * What correlations gave up to stay within their bounds, groups or occurrences, events that came too late to be counted with all their
   * neighbours, and events on which a rule broke (defect): so many events of this rule, in windows between `from` and `to`.
   */
  degraded: shape.optional(
    shape.list(
      shape.record({
        rule: digestShape,
        title: shape.text(1000),
        what: shape.word("groups", "occurrences", "late", "defect"),
        lost: shape.count,
        from: timeShape,
        to: timeShape,
      }),
      10_000,
    ),
    [],
  ),
  accounting: accountingShape,
});

export type CoveragePredicate = Shaped<typeof coverageShape>;
