import { createDetector, type LoadOptions, loadRules } from "../../../src/detect/index.ts";
import type { Fields } from "../../../src/model/index.ts";
import { event, ruleText } from "../one-rule.ts";
import { sha256 } from "../support.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Loads documents with pipelines, each given as YAML. */
export function loaded(
  texts: readonly string[],
  pipelines: readonly string[],
  options: LoadOptions = {},
): ReturnType<typeof loadRules> {
  const named = (text: string, index: number) => ({ path: `${index}.yml`, bytes: bytes(text) });
  return loadRules(texts.map(named), sha256, { ...options, pipelines: pipelines.map(named) });
}

/** A pipeline of these steps, which are YAML maps. */
export function pipelineText(steps: readonly string[], more = ""): string {
  const items = steps.map((step) => `  - ${step.replaceAll("\n", "\n    ")}\n`).join("");
  return `name: a pipeline\n${more}${items === "" ? "transformations: []" : "transformations:"}\n${items}`;
}

/** A rule whose condition is its only selection. */
export function itemRule(item: string, heading?: string): string {
  return ruleText(`selection:\n${item.replace(/^/gm, "  ")}\ncondition: selection`, heading);
}

/** True when a rule with one selection, processed by the steps, fires on these fields. */
export function fires(steps: readonly string[], item: string, fields: Fields, more = ""): boolean {
  return firesWith(pipelineText(steps, more), item.startsWith("title:") ? item : itemRule(item), fields);
}

function firesWith(pipeline: string, rule: string, fields: Fields): boolean {
  const { rules, refused } = loaded([rule], [pipeline]);
  if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused)}`);
  return createDetector(rules, { utcOffsetMinutes: 0 }).observe(event(fields)).length > 0;
}

/** Why a rule with one selection is refused after the steps: reason and detail. */
export function refusal(steps: readonly string[], item: string, more = ""): string {
  const { refused } = loaded([item.startsWith("title:") ? item : itemRule(item)], [pipelineText(steps, more)]);
  return refused.map(({ reason, detail }) => `${reason}: ${detail}`).join("; ");
}
