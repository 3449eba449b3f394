import { formatJson, type Shaped, shape, utf8 } from "../../lib/index.ts";
import { timeShape } from "../scalars.ts";

/** What a key may sign: see Keyring. */
export const KEY_ROLES = ["statement", "log-ed25519", "log-ml-dsa-44", "person", "party"] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

/** A key is believed from now on, takes another's place, or is believed no longer. Subject: the key, by the SHA-256 of its vkey. */
export const keyShape = shape.record({
  action: shape.word("add", "rotate", "revoke"),
  role: shape.word(...KEY_ROLES),
  /** A C2SP vkey. */
  key: shape.text(4096),
  /** Of a rotation: the key whose place it takes. */
  replaces: shape.nullable(shape.text(4096)),
  /** Whose key it is; for a person their pseudonym or name and what they do, for a party the legal entity. */
  holder: shape.record({ name: shape.text(400), function: shape.text(200), party: shape.nullable(shape.text(400)) }),
  /** Of a revocation this may lie in the past: what the key signed since then is not to be relied on. */
  effectiveFrom: timeShape,
  reason: shape.text(1000),
  /**
   * Base64 of the new key's Ed25519 signature over keyProofMessage: its holder has it, and wants this place. Null for a revocation, and
   * for the log's keys, which sign nothing but checkpoints: theirs is the checkpoint that covers the statement.
   */
  proof: shape.nullable(shape.text(200)),
});

export type KeyPredicate = Shaped<typeof keyShape>;

/** What the proof is over: everything but the reason, and the ledger's origin, so that it serves nowhere else. */
export type KeyClaim = Pick<KeyPredicate, "action" | "role" | "key" | "replaces" | "holder" | "effectiveFrom">;

/** The bytes that a new key signs to show that its holder has it (spec/keys.md §Proof). The zero byte keeps them apart from notes. */
export function keyProofMessage(origin: string, { action, role, key, replaces, holder, effectiveFrom }: KeyClaim): Uint8Array {
  return utf8(`meridian/key-proof/v1\0${formatJson({ action, effectiveFrom, holder, key, origin, replaces, role })}`);
}
