import type { Item, RuleValue, Selection } from "../ast.ts";
import type { Gate } from "./gate.ts";
import type { Params } from "./params.ts";
import { type Made, type SeenText, seenText, withValues } from "./texts.ts";
import type { Work } from "./work.ts";

/** A transformation ready to be applied to rules. */
export type Transformation = (work: Work, step: Pick<Step, "id" | "gate">) => void;

/** Makes a transformation of its parameters; `readSteps` reads the steps inside it. */
export type TransformationReader = (
  params: Params,
  readSteps: (params: Params, key: string) => readonly Step[],
) => Transformation;

/** One item of a pipeline: a transformation and what it is applied to. */
export type Step = { readonly id: string | null; readonly gate: Gate; readonly transform: Transformation };

/** Applies the step when its rule conditions hold. */
export function applyStep(step: Step, work: Work): void {
  if (!step.gate.rule(work)) return;
  step.transform(work, step);
  work.touched = true;
  if (step.id !== null) work.applied.add(step.id);
}

/** A transformation of the items that the step's conditions choose; `same` stands for "as it was", undefined drops the item. */
export function ofItems(change: (item: Item, work: Work) => Selection | undefined | "same"): Transformation {
  return (work, { id, gate }) =>
    work.mapItems((item) => {
      if (!gate.item(work, item)) return item;
      const changed = change(item, work);
      if (changed === "same" || changed === undefined) return changed === "same" ? item : undefined;
      return work.made(item, changed, id);
    });
}

/** A transformation of values: what each becomes, or "same". */
export function ofValues(
  change: (seen: { item: Item; value: RuleValue; tokens: SeenText | undefined; work: Work }) => readonly Made[] | "same",
): Transformation {
  return ofItems((item, work) => {
    const changes = item.values.map((value) => {
      const made = change({ item, value, tokens: seenText(item, value), work });
      return { value, made: made === "same" ? undefined : made };
    });
    return changes.every(({ made }) => made === undefined) ? "same" : withValues(item, changes);
  });
}

/** A transformation of the texts among the values. */
export function ofTexts(change: (tokens: SeenText, item: Item, work: Work) => readonly Made[] | "same"): Transformation {
  return ofValues(({ item, tokens, work }) => (tokens === undefined ? "same" : change(tokens, item, work)));
}
