import { Failure } from "../lib/index.ts";

/** A failure of a write as what it is for the ledger: LEDGER_DISK, the end of acknowledgements. */
export function asDiskFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure("LEDGER_DISK", "could not write the ledger durably", error);
}
