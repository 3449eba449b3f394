import type { SigmaRule } from "../../src/detect/index.ts";
import type { Item, Selection } from "../../src/detect/sigma/ast.ts";
import type { LogSource } from "../../src/model/index.ts";
import { sigmaRules } from "../../test/sigma/support.ts";

/** A hit that one side has and the other has not, as "line rule". */
export type Sides = { readonly onlyOurs: readonly string[]; readonly onlyTheirs: readonly string[] };
/** Disputed hits by reason; those without one are under "". */
export type Explained = ReadonlyMap<string, readonly string[]>;

/** An event about which there is a difference: its log source, and its fields as the peer was given them. */
export type Disputed = { readonly logsource: LogSource; readonly fields: Readonly<Record<string, unknown>> };

type Rule = { readonly logsource: LogSource; readonly waits: boolean; readonly items: readonly Item[] };
type Reason = {
  /** The peers of which it is known; undefined: all. */
  readonly peer?: string;
  /** Undefined: either. */
  readonly side?: keyof Sides;
  readonly because: string;
  readonly holds: (rule: Rule, event: Disputed) => boolean;
};

/** Broader rule categories: a peer that compares log sources part by part does not ask them. Checked by asking it without log sources. */
export const BROADER = "the rule's category is broader than the event's, which the peer does not know";
const WAITS = "the rule waits for values of a placeholder, which the peer takes for text or leaves out";

/** Why peers are known to differ. docs/sigma.md has our side of each. */
const REASONS: readonly Reason[] = [
  {
    side: "onlyOurs",
    because: BROADER,
    holds: ({ logsource }, event) =>
      logsource.category === "registry_event" && event.logsource.category?.startsWith("registry_") === true,
  },
  {
    side: "onlyOurs",
    because: BROADER,
    holds: ({ logsource }, event) => logsource.category === "file_delete" && event.logsource.category === "file_delete_detected",
  },
  { side: "onlyTheirs", because: WAITS, holds: ({ waits }) => waits },
  // It answers each of these with an error, and the rule is not asked further.
  {
    peer: "sigma-go",
    side: "onlyOurs",
    because: "the rule asks for null or has keywords, for which the peer gives an error",
    holds: ({ items }) => items.some(({ field, values }) => field === null || values.some(({ value }) => value === null)),
  },
  {
    peer: "sigma-go",
    because: "the rule has wildcards under contains, startswith or endswith, which the peer takes for text",
    holds: ({ items }) =>
      items.some(
        ({ written, values }) =>
          /contains|startswith|endswith/.test(written) && values.some(({ value }) => /[*?]/.test(String(value))),
      ),
  },
  {
    peer: "sigma-rust",
    because: "the rule asks for null of a field that the event lacks, which the peer takes for another thing",
    holds: ({ items }, { fields }) =>
      items.some(({ field, values }) => !has(fields, field) && values.some(({ value }) => value === null)),
  },
  {
    peer: "sigma-rust",
    because: "the rule asks for a number that the event has as text, which the peer takes for another value",
    holds: ({ items }, { fields }) =>
      items.some(({ field, values }) =>
        values.some(({ value }) => typeof value === "number" && fields[field ?? ""] === String(value)),
      ),
  },
];

function has(fields: Disputed["fields"], field: string | null): boolean {
  return field !== null && Object.hasOwn(fields, field);
}

function itemsOf(selection: Selection): readonly Item[] {
  return selection.kind === "item" ? [selection] : selection.parts.flatMap(itemsOf);
}

/** What two sets of hits do not share. */
export function sidesOf(ours: ReadonlySet<string>, theirs: ReadonlySet<string>): Sides {
  const without = (some: ReadonlySet<string>, others: ReadonlySet<string>): string[] =>
    [...some].filter((hit) => !others.has(hit));
  return { onlyOurs: without(ours, theirs), onlyTheirs: without(theirs, ours) };
}

/** Finds the reason of each difference from `peer`; `disputed` has the events by line. */
export function explained(peer: string, sides: Sides, disputed: ReadonlyMap<number, Disputed>): Explained {
  const reasons = REASONS.filter((one) => one.peer === undefined || one.peer === peer);
  const rules = new Map(
    sigmaRules().rules.flatMap((rule): [string, Rule][] =>
      rule.detection === null ? [] : [[rule.ref.id, factsOf(rule.detection)]],
    ),
  );
  const found = new Map<string, string[]>();
  for (const side of ["onlyOurs", "onlyTheirs"] as const)
    for (const hit of sides[side]) {
      const [line = "", id = ""] = hit.split(" ");
      const rule = rules.get(id);
      const event = disputed.get(Number(line));
      const fits = (one: Reason): boolean =>
        (one.side ?? side) === side && rule !== undefined && event !== undefined && one.holds(rule, event);
      const reason = reasons.find(fits)?.because ?? "";
      found.set(reason, [...(found.get(reason) ?? []), hit]);
    }
  return found;
}

function factsOf({ rule, waiting }: NonNullable<SigmaRule["detection"]>): Rule {
  return { logsource: rule.logsource, waits: waiting.length > 0, items: [...rule.selections.values()].flatMap(itemsOf) };
}
