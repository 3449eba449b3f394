import { type Shaped, shape } from "../../lib/index.ts";
import { caseIdShape, digestShape, entryNameShape, exhibitIdShape, timeShape } from "../scalars.ts";
import { contentShape, handShape, whenShape } from "./exhibit.ts";

/** What happened to an exhibit (ISO/IEC 27037 §6.1). spec/custody.md §Events. */
export const CUSTODY_EVENTS = [
  "transferred-out",
  "transferred-in",
  "accessed",
  "copied",
  "transformed",
  "redacted",
  "disclosed",
  "granted",
  "returned",
  "quarantined",
  "destroyed",
  "corrected",
] as const;

/** One event in an exhibit's life; corrections append, never edit. Subject: the exhibit, by its previous event. */
export const custodyShape = shape.record({
  exhibit: exhibitIdShape,
  event: shape.word(...CUSTODY_EVENTS),
  case: shape.nullable(caseIdShape),
  /** Who did it, and the other hand of a transfer, disclosure or grant. */
  actor: handShape,
  counterparty: shape.nullable(handShape),
  /** When, as far as that is known. */
  occurred: whenShape,
  recordedAt: timeShape,
  place: shape.text(1000),
  purpose: shape.text(1000),
  authority: shape.text(1000),
  tool: shape.nullable(shape.record({ name: shape.text(200), version: shape.text(100) })),
  inputs: shape.list(contentShape, 1000),
  outputs: shape.list(contentShape, 1000),
  /** Any unavoidable change; null when nothing was changed. */
  alteration: shape.nullable(shape.record({ what: shape.text(1000), why: shape.text(1000), by: shape.text(400) })),
  storage: shape.text(1000),
  caveats: shape.list(shape.text(200), 50),
  /** The entry of the event before this one: the exhibit's statement, or its last custody event. */
  previous: entryNameShape,
  /**
   * Of an acceptance or withdrawal: the offer. Of a return: the disclosure. Of a correction: the event that it corrects. Of a redaction:
   * the redaction statement. Of an access to what was granted: the grant.
   */
  answers: shape.nullable(entryNameShape),
  /** Of a grant, an access to it and a redaction: the salted commitment to the exhibit's content (spec/sealing.md §Commitment); else null. */
  commitment: shape.nullable(digestShape),
  /** Of a grant and an access to it: the reader's age recipient; else null. */
  recipient: shape.nullable(shape.text(4096)),
});

export type CustodyPredicate = Shaped<typeof custodyShape>;
export type CustodyEvent = (typeof CUSTODY_EVENTS)[number];
