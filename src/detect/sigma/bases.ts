import { present } from "../../lib/index.ts";
import type { Digest } from "../../model/index.ts";
import type { Amendment, SigmaRule } from "./rules.ts";

/** The rules that `rule` rests on, directly or through others, each once; the rule itself left out. */
function basesOf(rule: SigmaRule): readonly SigmaRule[] {
  const found = new Set<SigmaRule>();
  const pending = [...rule.bases];
  while (pending.length > 0) {
    const base = present(pending.shift(), "a pending rule");
    if (found.has(base)) continue;
    found.add(base);
    pending.push(...base.bases);
  }
  return [...found];
}

/** A document beside the rule's own that its detections rest on. */
export type RestingDocument = { readonly digest: Digest; readonly document: Uint8Array };

/** The documents that a detection of `rule` rests on: its bases, and what amended it and them; each once, the rule's own left out. */
export function documentsOf(rule: SigmaRule): readonly RestingDocument[] {
  const found = new Map<Digest, RestingDocument>();
  const bases = basesOf(rule);
  for (const { ref, document } of bases) found.set(ref.digest, { digest: ref.digest, document });
  const amendments: readonly Amendment[] = [rule, ...bases].flatMap((each) => each.amendments);
  for (const { digest, document } of amendments) found.set(digest, { digest, document });
  found.delete(rule.ref.digest);
  return [...found.values()];
}
