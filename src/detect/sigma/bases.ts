import { present } from "../../lib/index.ts";
import type { SigmaRule } from "./rules.ts";

/** The rules that `rule` rests on, directly or through others, each once; the rule itself left out. */
export function basesOf(rule: SigmaRule): readonly SigmaRule[] {
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
