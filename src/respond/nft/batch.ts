import { prefixStatements, type RulesetPlan } from "./ruleset.ts";
import { type BlockSet, nameOfSet, type Place } from "./sets.ts";

/** One change of one place: held for so long from now, or taken away (null). `fresh`: it is certainly not there yet. */
export type Change = Place & { readonly timeoutMs: number | null; readonly fresh: boolean };

/** How a timeout is changed: kernels since 6.12 do it in place, older ones need the element deleted and added, which empties its counter. */
export type Extending = "in-place" | "replace";

/** What one line depends on beside its changes. */
export type BatchSetting = RulesetPlan & { readonly extending: Extending };

/**
 * One line, so one transaction: all of it happens or nothing. Adding what is held gives it the new end; deleting what is absent is no
 * error. Sets of prefix lengths that `setting` does not know are made first. The same element may be in `changes` once.
 */
export function batchLine(changes: readonly Change[], setting: BatchSetting): string {
  const { table, extending } = setting;
  const missing = missingSets(changes, setting.prefixes);
  const fresh = changes.filter((change) => change.timeoutMs !== null && change.fresh);
  const touched = changes.filter((change) => change.timeoutMs !== null && !change.fresh);
  const deleted = changes.filter((change) => change.timeoutMs === null);
  const cleared = extending === "replace" ? [...deleted, ...touched] : deleted;
  return [
    ...(missing.length === 0 ? [] : prefixStatements(setting, missing)),
    ...statements("add", cleared, table, () => ` timeout ${PLACEHOLDER_MS}ms`),
    ...statements("delete", cleared, table, () => ""),
    ...statements("add", extending === "replace" ? [...fresh, ...touched] : fresh, table, (ms) => ` timeout ${ms}ms`),
    ...statements("add", extending === "replace" ? [] : touched, table, inPlace),
  ].join("; ");
}

/** An element that is added only to be deleted in the same transaction; nobody ever sees its timeout. */
const PLACEHOLDER_MS = 60_000;

/** `expires` too, or a kernel that updates in place leaves the end alone when the duration is the same as before. */
function inPlace(ms: number | null): string {
  return ` timeout ${ms}ms expires ${ms}ms`;
}

/** Block sets that the changes need and that are not there yet; each once. */
export function missingSets(changes: readonly Change[], known: readonly BlockSet[]): readonly BlockSet[] {
  const names = new Set(known.map(nameOfSet));
  return changes.flatMap(({ block, set }) => {
    if (block === null || block.bits === null || names.has(set)) return [];
    names.add(set);
    return [block];
  });
}

function statements(
  verb: "add" | "delete",
  changes: readonly Change[],
  table: string,
  ending: (timeoutMs: number | null) => string,
): string[] {
  const bySet = new Map<string, string[]>();
  for (const change of changes) {
    const list = bySet.get(change.set) ?? [];
    for (const element of change.elements) list.push(`${element}${ending(change.timeoutMs)}`);
    bySet.set(change.set, list);
  }
  return [...bySet].map(([set, elements]) => `${verb} element inet ${table} ${set} { ${elements.join(", ")} }`);
}

/** Names the element of a change among all sets. */
export function keyOf({ set, elements }: Place): string {
  return `${set} ${elements[0]}`;
}
