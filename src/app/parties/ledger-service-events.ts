/** What a node that serves its ledger has to tell. Nothing in it is secret; names and reasons may come from strangers. */
export type LedgerServiceEvent =
  /** A checkpoint was published with the cosignatures of these parties. */
  | { readonly kind: "published"; readonly size: number; readonly parties: readonly string[] }
  /** The mirror of this party has signed that it holds so many entries of our log. */
  | { readonly kind: "mirrored"; readonly party: string; readonly size: number }
  /** A witness or mirror of another party ceased to answer, or answers again (`reason` null). */
  | { readonly kind: "peer"; readonly party: string; readonly reason: string | null }
  /** A log or what somebody shows of it could not be looked at or compared, or can be again. */
  | { readonly kind: "trouble"; readonly origin: string; readonly source: string; readonly reason: string | null }
  /** A log showed two histories; the proof is kept and stated in this entry of our ledger. */
  | { readonly kind: "alarm"; readonly origin: string; readonly index: number }
  /** A witness has cosigned more of our own log than we have: ours is an old copy, or another holds its keys. */
  | { readonly kind: "ahead"; readonly party: string; readonly size: number }
  /** The node cannot go on: end it. */
  | { readonly kind: "fatal"; readonly error: unknown };
