import { type Shaped, shape } from "../../lib/index.ts";
import { digestShape, timeShape } from "../scalars.ts";

/** One clock's word on when a tree head existed. Both ends inclusive; null where the source says nothing of that end. */
const timeSourceShape = shape.record({
  kind: shape.word("local", "witness", "authority"),
  name: shape.text(400),
  notBefore: shape.nullable(timeShape),
  notAfter: shape.nullable(timeShape),
  /** SHA-256 of the token (an RFC 3161 TimeStampToken, or a signed note) that proves it; null for the local clock. */
  proof: shape.nullable(digestShape),
});

/** When a checkpoint existed, by every clock that was asked. Subject: the tree head's root. spec/time.md. */
export const timeStatementShape = shape.record({
  checkpoint: shape.record({ origin: shape.text(400), size: shape.count, root: digestShape }),
  sources: shape.list(timeSourceShape, 100),
  /** What all sources agree on; null when they contradict each other. */
  interval: shape.nullable(shape.record({ notBefore: shape.nullable(timeShape), notAfter: shape.nullable(timeShape) })),
  /** Sources that cannot all be right, by name, with the reason. */
  contradictions: shape.list(shape.record({ sources: shape.list(shape.text(400), 100), reason: shape.text(1000) }), 100),
  /** The entry of the time statement whose tokens these renew; null for a first one. */
  renews: shape.nullable(shape.count),
  /** Tokens and notes, base64, in the order of their sources. */
  proofs: shape.list(shape.text(1_000_000), 100),
});

export type TimePredicate = Shaped<typeof timeStatementShape>;
