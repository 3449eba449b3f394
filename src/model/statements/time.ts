import { type Shaped, shape } from "../../lib/index.ts";
import { digestShape, timeShape } from "../scalars.ts";

const SOURCES_MAX = 100;
const PROOF_UNITS_MAX = 1_500_000;

const spanShape = shape.record({ notBefore: timeShape, notAfter: timeShape });

/** What one clock read in this round. Both ends inclusive. */
const timeSourceShape = shape.record({
  kind: shape.word("local", "witness", "authority"),
  name: shape.text(400),
  /** Whose law it is under, as the keeper knows it; null where that is not stated. */
  jurisdiction: shape.nullable(shape.text(100)),
  notBefore: timeShape,
  notAfter: timeShape,
  /** How long before the end of the round it may have been read, by the local clock. */
  slackMs: shape.count,
  /** SHA-256 of the token (an RFC 3161 TimeStampToken, or a signed note) that proves it; null for the local clock. */
  proof: shape.nullable(digestShape),
});

/** When a checkpoint was there, by every clock that was asked. Subject: the tree head's root. spec/time.md. */
export const timeStatementShape = shape.record({
  checkpoint: shape.record({ origin: shape.text(400), size: shape.count, root: digestShape }),
  sources: shape.list(timeSourceShape, SOURCES_MAX),
  /** The round, by what the sources agree on; null when they contradict each other. The checkpoint was there by `notAfter`. */
  interval: shape.nullable(spanShape),
  /** The newest earlier time statement in the tree that has an interval: the round is not before its `notBefore`. */
  after: shape.nullable(shape.record({ entry: shape.count, notBefore: timeShape })),
  /** Sources that cannot all be right, by name, with the reason. */
  contradictions: shape.list(
    shape.record({ sources: shape.list(shape.text(400), SOURCES_MAX), reason: shape.text(1000) }),
    SOURCES_MAX,
  ),
  /** The time statement, and SHA-256 of those of its tokens that the tokens here stamp instead of the checkpoint; null for a first one. */
  renews: shape.nullable(shape.record({ entry: shape.count, tokens: shape.list(digestShape, SOURCES_MAX) })),
  /** Tokens and notes, base64, each once, in the order of the sources that name them. */
  proofs: shape.list(shape.text(PROOF_UNITS_MAX), SOURCES_MAX),
});

export type TimePredicate = Shaped<typeof timeStatementShape>;
