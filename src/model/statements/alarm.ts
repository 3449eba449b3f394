import { type Shaped, shape } from "../../lib/index.ts";
import { digestShape, entryNameShape, timeShape } from "../scalars.ts";

/** A log that we watch broke its promise. Subject: the proof bundle. spec/alarm.md. */
export const alarmShape = shape.record({
  alarm: shape.word("fork", "rollback"),
  /** The log that did it. */
  origin: shape.text(400),
  seenAt: timeShape,
  /** SHA-256 of the portable proof bundle, which lies in the data directory and can be given to anybody. */
  bundle: digestShape,
  summary: shape.text(2000),
});

/** One person's answer to an alarm. It is dismissed by two of different persons, never by one. Subject: the alarm's entry. spec/alarm.md §Dismissal. */
export const answerShape = shape.record({
  alarm: entryNameShape,
  answer: shape.word("dismiss", "confirm"),
  reason: shape.text(2000),
  at: timeShape,
});

/** One person's consent to a deed that policy gives to two. Subject: the deed. spec/keys.md §Two persons. */
export const approvalShape = shape.record({
  deed: digestShape,
  /** The deed in words, as shown to who approved it. */
  summary: shape.text(2000),
  at: timeShape,
  expiresAt: timeShape,
});

export type AlarmPredicate = Shaped<typeof alarmShape>;
export type AnswerPredicate = Shaped<typeof answerShape>;
export type ApprovalPredicate = Shaped<typeof approvalShape>;
