import { type Shaped, shape } from "../../lib/index.ts";
import { nounIdShape } from "../docket/scalars.ts";
import { VALUE_WORDS } from "../law/truth.ts";
import { caseIdShape, digestShape, timeShape } from "../scalars.ts";

const idShape = shape.pattern(/^[a-z][a-z0-9_.-]{0,99}$/, "an id such as harm_persons");
const dayShape = shape.pattern(/^\d{4}-\d{2}-\d{2}$/, "a date such as 2026-11-22");

/**
 * How a case's claims are read as propositions of law, and its records as kinds of evidence. A later word on the same claim and proposition, or the
 * same record, takes the place of an earlier one. spec/assessment.md §Reading.
 */
export const readingShape = shape.record({
  case: caseIdShape,
  claims: shape.list(
    shape.record({
      claim: nounIdShape,
      prop: idShape,
      /** Answers of the claim that show the proposition, and those that refute it; none of either: the reading is taken back. */
      shows: shape.list(shape.text(400), 200),
      refutes: shape.list(shape.text(400), 200),
      /** The entity that the proposition is about when it is about one party's part; null: whoever it was. */
      of: shape.nullable(nounIdShape),
      why: shape.text(4000),
    }),
    10_000,
  ),
  records: shape.list(shape.record({ record: nounIdShape, kinds: shape.list(idShape, 20) }), 10_000),
  by: shape.text(400),
  at: timeShape,
});
export type ReadingPredicate = Shaped<typeof readingShape>;

/** A rule pack applied to a case: bound to what was known, to the packs and to the engine, so that anybody can derive it again. spec/assessment.md. */
export const assessmentShape = shape.record({
  case: caseIdShape,
  /** Whose part is asked about; null: whoever it was. */
  respondent: shape.nullable(nounIdShape),
  /** SHA-256 of the facts as canonical JSON. */
  facts: digestShape,
  packs: shape.list(shape.record({ pack: idShape, version: shape.text(40), sha256: digestShape }), 1000),
  engine: shape.text(100),
  /** The law as of the day of the incident, and as of the day of the assessment. */
  days: shape.list(
    shape.record({
      asOf: dayShape,
      answers: shape.list(
        shape.record({
          rule: idShape,
          headline: shape.word(...VALUE_WORDS),
          believed: shape.word(...VALUE_WORDS),
          byPosition: shape.dictionary(shape.word(...VALUE_WORDS)),
        }),
        10_000,
      ),
      /** SHA-256 of all answers with their trees as canonical JSON. */
      result: digestShape,
    }),
    2,
  ),
  /** A formal decision: what is not shown is lost to who bears the burden. */
  closed: shape.flag,
  by: shape.text(400),
  at: timeShape,
});
export type AssessmentPredicate = Shaped<typeof assessmentShape>;

/** A lawful answer that somebody decided on, looked at again, suspended or ended. Deciding is all this program does of it. spec/assessment.md §Measure. */
export const measureShape = shape.record({
  case: caseIdShape,
  option: idShape,
  event: shape.word("decided", "reviewed", "suspended", "ended"),
  against: shape.nullable(nounIdShape),
  /** SHA-256 of the assessment's result that it rests on. */
  assessment: digestShape,
  /** Why, in a person's own words: nobody accepts by a key press. */
  why: shape.text(4000),
  /** The day on which it ends by itself. */
  until: dayShape,
  by: shape.text(400),
  at: timeShape,
});
export type MeasurePredicate = Shaped<typeof measureShape>;
