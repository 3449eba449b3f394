import type { LogSource } from "../../src/model/index.ts";
import { sigmaRules } from "../../test/sigma/support.ts";

/** A hit that one side has and the other has not, as "line rule". */
export type Sides = { readonly onlyOurs: readonly string[]; readonly onlyTheirs: readonly string[] };
/** Disputed hits by reason; those without one are under "". */
export type Explained = ReadonlyMap<string, readonly string[]>;

type Rule = { readonly logsource: LogSource; readonly waits: boolean };
type Reason = {
  readonly side: keyof Sides;
  readonly because: string;
  readonly holds: (rule: Rule, event: LogSource) => boolean;
};

/** Broader rule categories: a peer that compares log sources part by part does not ask them. Checked by asking it without log sources. */
export const BROADER = "the rule's category is broader than the event's, which the peer does not know";
const WAITS = "the rule waits for values of a placeholder, which the peer takes for text or leaves out";

/** Why peers are known to differ. docs/sigma.md has our side of each. */
const REASONS: readonly Reason[] = [
  {
    side: "onlyOurs",
    because: BROADER,
    holds: ({ logsource }, event) => logsource.category === "registry_event" && event.category?.startsWith("registry_") === true,
  },
  {
    side: "onlyOurs",
    because: BROADER,
    holds: ({ logsource }, event) => logsource.category === "file_delete" && event.category === "file_delete_detected",
  },
  { side: "onlyTheirs", because: WAITS, holds: ({ waits }) => waits },
];

/** What two sets of hits do not share. */
export function sidesOf(ours: ReadonlySet<string>, theirs: ReadonlySet<string>): Sides {
  const without = (some: ReadonlySet<string>, others: ReadonlySet<string>): string[] =>
    [...some].filter((hit) => !others.has(hit));
  return { onlyOurs: without(ours, theirs), onlyTheirs: without(theirs, ours) };
}

/** Finds the reason of each difference. */
export function explained(sides: Sides, logsources: readonly LogSource[]): Explained {
  const rules = new Map<string, Rule>(
    sigmaRules().rules.flatMap(({ ref, detection }) =>
      detection === null ? [] : [[ref.id, { logsource: detection.rule.logsource, waits: detection.waiting.length > 0 }]],
    ),
  );
  const found = new Map<string, string[]>();
  for (const side of ["onlyOurs", "onlyTheirs"] as const)
    for (const hit of sides[side]) {
      const [line = "", id = ""] = hit.split(" ");
      const rule = rules.get(id);
      const event = logsources[Number(line)] ?? {};
      const reason = REASONS.find((one) => one.side === side && rule !== undefined && one.holds(rule, event))?.because ?? "";
      found.set(reason, [...(found.get(reason) ?? []), hit]);
    }
  return found;
}
