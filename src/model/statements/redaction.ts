import { type Shaped, shape } from "../../lib/index.ts";
import { digestShape, exhibitIdShape, timeShape } from "../scalars.ts";

/** An exhibit or record was cut into salted fields of which some are withheld. Subject: the field tree's root. spec/redaction.md. */
export const redactionShape = shape.record({
  exhibit: exhibitIdShape,
  /** SHA-256 root over the leaves of all fields, shown or not. */
  root: digestShape,
  fields: shape.count,
  /** How the bytes were cut, so that whoever has them can cut them again. */
  cut: shape.record({ method: shape.text(100), version: shape.text(100) }),
  /** The public reason for each part that is withheld, and who can be asked for it. */
  withheld: shape.list(
    shape.record({ index: shape.count, leaf: digestShape, reason: shape.text(100), owner: shape.text(400) }),
    1_000_000,
  ),
  by: shape.text(400),
  at: timeShape,
  rule: shape.text(1000),
});

export type RedactionPredicate = Shaped<typeof redactionShape>;
