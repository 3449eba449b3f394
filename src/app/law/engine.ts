import { sha256 } from "../../ledger/io/index.ts";
import { formatJson, toHex, utf8 } from "../../lib/index.ts";
import type { Assessed, AssessedWith, Digest } from "../../model/index.ts";

/** The evaluator, by name and version. */
export const ENGINE = "meridian-law 1";

/** SHA-256 over everything that a day came to. */
export function resultHash({ asOf, answers }: Assessed, bound: AssessedWith): Digest {
  return toHex(sha256(utf8(formatJson({ asOf, answers, with: bound })))) as Digest;
}
