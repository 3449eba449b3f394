import { type Shaped, shape } from "../../lib/index.ts";
import { caseIdShape, digestShape, exhibitIdShape, sha512Shape, timeShape } from "../scalars.ts";

/** What an exhibit's bytes are, hashed while they streamed in. */
export const contentShape = shape.record({ bytes: shape.count, sha256: digestShape, sha512: sha512Shape });

/** A person, what they do, and the legal entity they do it for. */
export const handShape = shape.record({ name: shape.text(400), function: shape.text(200), party: shape.text(400) });

/** When something happened, as far as that is known: the ends are inclusive, and `sources` says by which clocks. */
export const whenShape = shape.record({ from: timeShape, to: timeShape, sources: shape.list(shape.text(200), 10) });

/** A blob in the vault, with how it came there. Subject: its SHA-256 and SHA-512. spec/custody.md §Exhibit. */
export const exhibitShape = shape.record({
  exhibit: exhibitIdShape,
  /** The number that people use, unique in the ledger, such as HTS-2026-0007. */
  number: shape.text(100),
  title: shape.text(1000),
  case: shape.nullable(caseIdShape),
  /** The exhibit that it was made from; null for an original. */
  parent: shape.nullable(exhibitIdShape),
  content: contentShape,
  /** What the bytes were recognised as, and what their own header says. */
  format: shape.record({ name: shape.text(100), details: shape.dictionary(shape.text(4096)) }),
  acquired: shape.record({
    by: handShape,
    at: whenShape,
    place: shape.text(1000),
    authority: shape.text(1000),
    purpose: shape.text(1000),
    tool: shape.record({ name: shape.text(200), version: shape.text(100), sha256: shape.nullable(digestShape) }),
  }),
  recordedAt: timeShape,
  /** What the collector could not read, and why. */
  unread: shape.list(shape.record({ what: shape.text(4096), reason: shape.text(1000) }), 100_000),
  caveats: shape.list(shape.text(200), 50),
});

export type ExhibitPredicate = Shaped<typeof exhibitShape>;
export type Hand = Shaped<typeof handShape>;
export type When = Shaped<typeof whenShape>;
export type ExhibitContent = Shaped<typeof contentShape>;
