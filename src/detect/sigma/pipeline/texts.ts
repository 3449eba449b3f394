import type { Item, RuleValue, Selection } from "../ast.ts";
import type { Plan, TextStep } from "../modifiers.ts";
import { type Place, refuse } from "../refusal.ts";
import { ANY, PATTERN_UNITS_MAX, readTokens, type Token } from "../text-pattern.ts";

const SEARCHES: ReadonlySet<TextStep> = new Set(["contains", "startswith", "endswith"]);

/** A text value as a pipeline sees it: search modifiers are the wildcards that they stand for. */
export type SeenText = readonly Token[];

/** The texts of an item, undefined where a value is none. Texts under windash or an encoding are several at once or no longer read: none. */
export function seenText(item: Item, value: RuleValue): SeenText | undefined {
  return typeof value.value === "string" ? searched(item.plan, readTokens(value.value, item.plan.expand)) : undefined;
}

/** Like seenText, of a number: its decimal text. */
export function seenNumber(item: Item, value: RuleValue): SeenText | undefined {
  if (typeof value.value !== "number") return undefined;
  return searched(item.plan, [{ kind: "literal", text: String(value.value) }]);
}

function searched({ kind, steps }: Plan, read: SeenText): SeenText | undefined {
  if (kind !== "text" || !steps.every((step) => SEARCHES.has(step))) return undefined;
  let tokens = read;
  for (const step of steps) {
    if (step !== "startswith" && tokens[0]?.kind !== "any") tokens = [ANY, ...tokens];
    if (step !== "endswith" && tokens[tokens.length - 1]?.kind !== "any") tokens = [...tokens, ANY];
  }
  return tokens;
}

/** The text in words, wildcards as they are, plain "*" and "?" with a backslash before them. */
export function plainOf(tokens: SeenText): string {
  return tokens.map((token) => (token.kind === "literal" ? token.text.replace(/[*?]/g, "\\$&") : signOf(token))).join("");
}

/** Sigma's source for the tokens: reading it gives them back. */
export function sourceOf(tokens: SeenText, expand: boolean): string {
  const special = expand ? /[*?\\%]/g : /[*?\\]/g;
  return tokens.map((token) => (token.kind === "literal" ? token.text.replace(special, "\\$&") : signOf(token))).join("");
}

function signOf(token: Exclude<Token, { readonly kind: "literal" }>): string {
  return token.kind === "any" ? "*" : token.kind === "one" ? "?" : `%${token.name}%`;
}

/** What one value becomes: a text that a pipeline sees, or a value that is none. */
export type Made =
  | { readonly tokens: SeenText }
  | { readonly regex: string; readonly flags: string }
  | { readonly plain: number | boolean | null };

/** The values as they are, where nothing was made of one. */
type Change = { readonly value: RuleValue; readonly made: readonly Made[] | undefined };

/**
 * The item with its values changed; undefined when no value is left. Texts keep the item's search modifier while their ends still fit it;
 * values of another kind move into an item of their own, joined as the values were.
 */
export function withValues(item: Item, changes: readonly Change[]): Selection | undefined {
  const kept = changes.filter(({ made }) => made === undefined).map(({ value }) => value);
  const made = changes.flatMap((change) => (change.made ?? []).map((each) => ({ each, place: change.value.place })));
  const parts: Item[] = kept.length > 0 ? [{ ...item, values: kept }] : [];
  const texts = made.flatMap(({ each, place }) => ("tokens" in each ? [{ tokens: each.tokens, place }] : []));
  // A keyword without a search modifier is looked for inside values: one that still fits its modifier keeps it, whatever becomes of the others.
  const lists = item.field === null ? texts.map((text) => [text]) : texts.length > 0 ? [texts] : [];
  for (const list of lists) parts.push(textItem(item, list));
  for (const { each, place } of made) {
    if ("regex" in each) parts.push(regexItem(item, each, place));
    if ("plain" in each) parts.push(plainItem(item, valueOf(each.plain, place)));
  }
  return joined(item.plan, parts);
}

/** Parts of what was one list of values: any of them, or all under `all`; the other way round under neq, which is the opposite of the whole. */
export function joined(plan: Plan, parts: readonly Selection[]): Selection | undefined {
  const [only, second] = parts;
  if (second === undefined) return only;
  return { kind: plan.all === plan.neq ? "any" : "all", parts };
}

function textItem(item: Item, texts: readonly { tokens: SeenText; place: Place }[]): Item {
  const { steps, expand } = item.plan;
  const [step] = steps;
  const inner = texts.map(({ tokens }) => (steps.length === 1 && step !== undefined ? unsearched(step, tokens) : undefined));
  const fits = inner.every((tokens) => tokens !== undefined);
  const still = expand && texts.some(({ tokens }) => tokens.some(({ kind }) => kind === "placeholder"));
  const values = texts.map(({ tokens, place }, index) =>
    valueOf(sourceOf((fits ? inner[index] : undefined) ?? tokens, still), place),
  );
  const plan: Plan = { ...item.plan, kind: "text", steps: fits ? steps : [], expand: still };
  return { ...item, plan, written: writtenOf(plan), values };
}

/** The text without the wildcards that `step` puts there; undefined when they are not there or would not be put back alike. */
function unsearched(step: TextStep, tokens: SeenText): SeenText | undefined {
  const before = step === "startswith" ? 0 : 1;
  const after = step === "endswith" ? 0 : 1;
  if (tokens.length === 1 && tokens[0]?.kind === "any") return []; // what any search modifier makes of nothing
  if (tokens.length <= before + after) return undefined;
  if (before === 1 && tokens[0]?.kind !== "any") return undefined;
  if (after === 1 && tokens[tokens.length - 1]?.kind !== "any") return undefined;
  return tokens.slice(before, tokens.length - after);
}

function regexItem(item: Item, { regex, flags }: { readonly regex: string; readonly flags: string }, place: Place): Item {
  const plan: Plan = { ...item.plan, kind: "regex", steps: [], cased: false, expand: false, flags };
  return { ...item, plan, written: writtenOf(plan), values: [valueOf(regex, place)] };
}

function plainItem(item: Item, value: RuleValue): Item {
  const plan: Plan = { ...item.plan, kind: "text", steps: [], expand: false, flags: "" };
  return { ...item, plan, written: writtenOf(plan), values: [value] };
}

function valueOf(value: RuleValue["value"], place: Place): RuleValue {
  if (typeof value === "string" && value.length > PATTERN_UNITS_MAX)
    refuse("value too long", `more than ${PATTERN_UNITS_MAX} characters after a pipeline`, place);
  return { value, source: String(value ?? ""), place };
}

/** The modifiers as a rule would write them. */
export function writtenOf(plan: Plan): string {
  const kind = plan.kind === "regex" ? ["re", ...plan.flags] : [];
  const flags = (["all", "cased", "neq", "expand"] as const).filter((flag) => plan[flag]);
  return [...plan.steps, ...kind, ...flags].join("|");
}
