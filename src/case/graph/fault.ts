/** Why a docket is refused. spec/docket.md §Invariants. */
export type GraphFaultKind =
  | "wrong-case"
  | "missing"
  | "misfit"
  | "self-link"
  | "circular"
  | "too-deep"
  | "too-many"
  | "against-time"
  | "unknown-answer"
  | "weighed-twice"
  | "level-skipped"
  | "unweighed"
  | "not-theirs";

/** `path` is the place in the docket, such as `nouns[3].from`. */
export type GraphFault = { readonly kind: GraphFaultKind; readonly path: string; readonly expected: string };

/** A fault of a kind at a place. */
export function fault(kind: GraphFaultKind, path: string, expected: string): GraphFault {
  return { kind, path, expected };
}
