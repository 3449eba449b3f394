/** A key that signs raw messages; `vkey` is its public half as a C2SP signed-note verifier key. */
export type SigningKey = { readonly vkey: string; readonly sign: (message: Uint8Array) => Promise<Uint8Array> };

/**
 * The three keys of a ledger. One key, one kind of statement: the statement key never signs a checkpoint, the log's keys never sign
 * anything else (C2SP tlog-cosignature: additional statements need a different key).
 */
export type Signer = {
  /** The log's origin line and the name of both its keys. */
  readonly origin: string;
  /** Ed25519, signs DSSE envelopes. */
  readonly statement: SigningKey;
  /** Ed25519, signs checkpoints as the log (note signature type 0x01). */
  readonly logEd25519: SigningKey;
  /** ML-DSA-44, cosigns checkpoints with the log's own clock (type 0x06). */
  readonly logMlDsa44: SigningKey;
  /** Keys that stand ready to take the place of these: of a rotation that is on its way, or that a crash left unfinished. */
  readonly next?: readonly { readonly role: OwnRole; readonly key: SigningKey }[];
};

/** The roles of the keeper's own keys. */
export type OwnRole = "statement" | "log-ed25519" | "log-ml-dsa-44";
