import { formatJson, type Sha256, toHex, utf8 } from "../lib/index.ts";
import type { Assessed, AssessedWith, Digest } from "../model/index.ts";

/** The evaluator, by name and version: a change of what any answer comes to raises the version. */
export const ENGINE = "meridian-law 1";

/** SHA-256 (hex) over a day's answers with their trees, and what they are bound to, as canonical JSON. */
export function resultHash({ asOf, answers }: Pick<Assessed, "asOf" | "answers">, bound: AssessedWith, sha256: Sha256): Digest {
  return toHex(sha256(utf8(formatJson({ asOf, answers, with: bound })))) as Digest;
}
