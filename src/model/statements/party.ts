import { type Shaped, shape } from "../../lib/index.ts";
import { timeShape } from "../scalars.ts";

/** Who keeps this ledger and which keys are theirs; entry 0 of every ledger. Subject: the statement key. */
export const partyShape = shape.record({
  party: shape.record({ name: shape.text(400), kind: shape.text(100), jurisdiction: shape.nullable(shape.text(100)) }),
  /** Signs statements (Ed25519). */
  statementKey: shape.text(4096),
  /** Sign checkpoints: Ed25519 note key, then ML-DSA-44 cosignature key, as C2SP vkeys. */
  logKeys: shape.list(shape.text(4096), 16),
  /** True for the keeper of a recorded exercise with invented parties. */
  exercise: shape.flag,
  startedAt: timeShape,
});

export type PartyPredicate = Shaped<typeof partyShape>;
