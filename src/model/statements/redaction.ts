import { type Shaped, shape } from "../../lib/index.ts";
import { digestShape, entryNameShape, exhibitIdShape, timeShape } from "../scalars.ts";

/** Why a part of an exhibit is withheld, in public (spec/redaction.md §Reasons). `other` says it in words. */
export const WITHHOLDING_REASONS = [
  "personal-data",
  "secret",
  "third-party",
  "legal-privilege",
  "security",
  "source-protection",
  "erased",
  "other",
] as const;
export type WithholdingReason = (typeof WITHHOLDING_REASONS)[number];
export const reasonShape = shape.word(...WITHHOLDING_REASONS);

/**
 * Says of the salted fields that an exhibit was cut into: a copy was made in which some are withheld, or salts were deleted. Nothing in it
 * lets anybody test a guess at what is withheld. Subject: the field tree's root. spec/redaction.md.
 */
export const redactionShape = shape.record({
  act: shape.word("copy", "erase"),
  exhibit: exhibitIdShape,
  /** Salted commitment to the exhibit's length and digests (spec/sealing.md §Commitment). */
  commitment: digestShape,
  /** How the bytes were cut, so that whoever has them can cut them again. `blockBytes` belongs to the method `bytes`. */
  cut: shape.record({ method: shape.text(100), version: shape.count, blockBytes: shape.nullable(shape.count) }),
  /** SHA-256 root over the leaves of all fields, shown or not, and their number. */
  root: digestShape,
  fields: shape.count,
  /** The first redaction statement on this root: a later copy is of the same cut with the same salts. Null in that first one. */
  first: shape.nullable(entryNameShape),
  /** Of a copy: its list of fields, and what it withholds. */
  copy: shape.nullable(
    shape.record({
      sha256: digestShape,
      bytes: shape.count,
      shown: shape.count,
      withheld: shape.list(
        shape.record({
          reason: reasonShape,
          because: shape.nullable(shape.text(1000)),
          owner: shape.text(400),
          fields: shape.count,
        }),
        1000,
      ),
      audience: shape.text(400),
    }),
  ),
  /** Of an erasure: the fields whose salts were deleted, and what that does not reach. */
  erased: shape.nullable(
    shape.record({
      fields: shape.list(shape.record({ from: shape.count, count: shape.count }), 100_000),
      authority: shape.text(1000),
      basis: shape.text(2000),
      outOfReach: shape.list(shape.text(1000), 100),
    }),
  ),
  by: shape.text(400),
  at: timeShape,
  /** The rule in words that may be public: never a pattern that tells what was looked for. */
  rule: shape.text(1000),
});

export type RedactionPredicate = Shaped<typeof redactionShape>;
