import { type Shaped, shape } from "../../lib/index.ts";
import { nounShape } from "../docket/noun.ts";
import { tlpShape } from "../docket/scalars.ts";
import { caseIdShape, timeShape } from "../scalars.ts";

/** Nouns in one statement, at most. */
export const DOCKET_NOUNS_MAX = 10_000;

/** A case is opened by a person, changed, or closed; the latest one stands. Subject: the case, by its id. spec/docket.md §Casefile. */
export const casefileShape = shape.record({
  case: caseIdShape,
  event: shape.word("opened", "changed", "closed"),
  title: shape.text(1000),
  /** Whose harm it is about: cases of different victims are walled from each other. */
  victim: shape.text(400),
  /** Incidents of this ledger that it takes in (`case` statements). */
  incidents: shape.list(caseIdShape, 1000),
  sectors: shape.list(shape.text(100), 50),
  jurisdictions: shape.list(shape.text(100), 50),
  /** The reporting duties that its keeper named, such as `nis2`, `dora`. */
  duties: shape.list(shape.text(100), 50),
  /** When the victim became aware: reporting clocks run from here; null when nobody has said. */
  awareAt: shape.nullable(timeShape),
  tlp: tlpShape,
  by: shape.text(400),
  at: timeShape,
});
export type CasefilePredicate = Shaped<typeof casefileShape>;

/** Nouns that enter a case, in order; what they refer to stands before them. Subjects: the records that they bring in. spec/docket.md. */
export const docketShape = shape.record({
  case: caseIdShape,
  at: timeShape,
  by: shape.text(400),
  nouns: shape.list(nounShape, DOCKET_NOUNS_MAX),
});
export type DocketPredicate = Shaped<typeof docketShape>;
