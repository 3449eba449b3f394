import { shape } from "../../lib/index.ts";
import { timeShape } from "../scalars.ts";
import { clockedSpanShape, nounIdShape } from "./scalars.ts";

const ENTITY_KINDS = ["actor", "tool", "infrastructure", "asset", "service", "control", "place", "party"] as const;

/** Somebody or something that a case speaks of. `control` is a safeguard that was there, failed or was missing. */
export const entityNounShape = shape.record({
  noun: shape.word("entity"),
  kind: shape.word(...ENTITY_KINDS),
  name: shape.text(400),
  /** Its names elsewhere, such as scheme `stix`, `attack`, `cpe`, `cve`, `sha256`. */
  refs: shape.list(shape.record({ scheme: shape.text(100), id: shape.text(1000) }), 100),
});

/** Something that happened, or is said to have: when it did is one thing, when it was found out another. */
export const eventNounShape = shape.record({
  noun: shape.word("event"),
  what: shape.text(1000),
  on: shape.list(nounIdShape, 1000),
  when: clockedSpanShape,
  learned: timeShape,
  /** ATT&CK technique, such as T1110.001. */
  technique: shape.nullable(shape.pattern(/^T\d{4}(\.\d{3})?$/, "a technique such as T1110.001")),
});
