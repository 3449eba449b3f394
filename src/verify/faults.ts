/** What can be wrong with a dossier (spec/dossier.md §Verification). */
export type FaultKind =
  | "too-many-files"
  | "too-large"
  | "bad-path"
  | "equal-names"
  | "missing"
  | "unexpected"
  | "unreadable"
  | "bad-manifest"
  | "digest-differs"
  | "bad-tag-file"
  | "bad-statement"
  | "bad-signature"
  | "bad-key"
  | "bad-checkpoint"
  | "not-included"
  | "not-consistent"
  | "seal-differs"
  | "bad-record"
  | "record-missing"
  | "record-uncited"
  | "erasure-differs"
  | "rule-differs"
  | "case-differs"
  | "action-differs"
  | "not-derived"
  | "bad-form";

/** A fault, the file that has it, and what was expected or found there. Text from the dossier in `detail` is untrusted. */
export type DossierFault = { readonly kind: FaultKind; readonly path: string; readonly detail: string };

/** Collects faults of one part of the report; verification goes on after each. */
export class Faults {
  readonly all: DossierFault[] = [];

  /** Notes a fault. */
  add(kind: FaultKind, path: string, detail: string): void {
    this.all.push({ kind, path, detail });
  }
}
