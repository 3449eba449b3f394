import type { LawBook } from "../book.ts";
import { leavesOf } from "../pack/references.ts";

/** The rules that a point of law reaches, directly or through another rule: only these differ from position to position. */
export function contestedRules({ rules }: LawBook): ReadonlySet<string> {
  const known = new Map<string, boolean>();
  const reaches = (id: string): boolean => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const rule = rules.get(id)?.item;
    const is = rule !== undefined && leavesOf(rule).some((leaf) => "law" in leaf || ("ref" in leaf && reaches(leaf.ref)));
    known.set(id, is);
    return is;
  };
  return new Set([...rules.keys()].filter(reaches));
}
