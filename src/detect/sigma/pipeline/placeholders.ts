import type { Item, RuleValue, Selection } from "../ast.ts";
import { refuse } from "../refusal.ts";
import { ANY, readTokens, type Token } from "../text-pattern.ts";
import type { Params } from "./params.ts";
import { ofItems, type Transformation, type TransformationReader } from "./step.ts";
import { joined, sourceOf, writtenOf } from "./texts.ts";
import type { Work } from "./work.ts";

/** Transformations of the placeholders of `expand`. */
export const PLACEHOLDERS: ReadonlyMap<string, TransformationReader> = new Map<string, TransformationReader>([
  [
    "wildcard_placeholders",
    (params) => {
      const handles = handled(params);
      return substituting((item, name) => {
        if (!handles(name)) return undefined;
        if (item.plan.kind === "regex") return [[{ kind: "literal", text: ".*" }]];
        return item.plan.kind === "text" ? [[ANY]] : refuse("pipeline cannot be applied", "a wildcard for a network", item.place);
      });
    },
  ],
  [
    "value_placeholders",
    (params) => {
      const handles = handled(params);
      return substituting((item, name, work) =>
        handles(name) ? valuesOf(work, name).map((text) => tokensOf(item, text)) : undefined,
      );
    },
  ],
  [
    "query_expression_placeholders",
    (params) =>
      refuse(
        "query_expression_placeholders",
        "it writes a piece of a query, and here is no query; use value_placeholders",
        params.place,
      ),
  ],
]);

function handled(params: Params): (name: string) => boolean {
  const include = params.texts("include");
  const exclude = params.texts("exclude");
  if (include !== undefined && exclude !== undefined) params.bad("exclude", "include and exclude exclude each other");
  return (name) => include?.includes(name) ?? exclude?.includes(name) !== true;
}

function valuesOf(work: Work, name: string): readonly string[] {
  const values = work.vars.get(name);
  if (values === undefined) return work.refuse("placeholder without values", `%${name}% is not among the pipelines' vars`);
  return values.map((value) =>
    typeof value === "string" || typeof value === "number"
      ? String(value)
      : work.refuse("placeholder without values", `a value of %${name}% is neither text nor number`),
  );
}

/** In a regular expression or a network a value is put in as it stands. */
function tokensOf(item: Item, text: string): readonly Token[] {
  return item.plan.kind === "text" ? readTokens(text, false) : [{ kind: "literal", text }];
}

/** Texts that one value may become. */
const EXPANSIONS_MAX = 10_000;
const MARKED = /(%[^%\s\\]+%)/;

/** Puts values in the places of placeholders, every combination once; undefined leaves a placeholder to later steps. */
function substituting(
  replace: (item: Item, name: string, work: Work) => readonly (readonly Token[])[] | undefined,
): Transformation {
  return ofItems((item, work): Selection | "same" => {
    if (!item.plan.expand) return "same";
    let found = false;
    const lists = item.values.map((value): readonly RuleValue[] => {
      let variants: readonly string[] = [""];
      for (const token of tokensIn(item, value)) {
        const put = token.kind === "placeholder" ? replace(item, token.name, work)?.map((each) => rawOf(item, each)) : undefined;
        found ||= put !== undefined;
        const pieces = put ?? [rawOf(item, [token])];
        if (variants.length * pieces.length > EXPANSIONS_MAX)
          work.refuse("too many values", `more than ${EXPANSIONS_MAX} for the placeholders of one value`);
        variants = variants.flatMap((head) => pieces.map((piece) => head + piece));
      }
      return variants.map((text) => ({ ...value, value: text, source: text }));
    });
    if (!found) return "same";
    if (!item.plan.all || lists.every(({ length }) => length === 1)) return withTexts(item, lists.flat());
    // All values are wanted, but of what one of them becomes any will do.
    const parts = lists.map((list) => withTexts({ ...item, plan: { ...item.plan, all: false } }, list));
    return joined(item.plan, parts) ?? "same";
  });
}

function withTexts(item: Item, values: readonly RuleValue[]): Item {
  const expand = values.some((value) => tokensIn(item, value).some(({ kind }) => kind === "placeholder"));
  const plan = { ...item.plan, expand };
  return { ...item, plan, written: writtenOf(plan), values: expand ? values : values.map((value) => unescaped(item, value)) };
}

function tokensIn(item: Item, { value, source }: RuleValue): readonly Token[] {
  const text = typeof value === "string" ? value : source;
  if (item.plan.kind === "text") return readTokens(text, true);
  return text
    .split(MARKED)
    .filter((part) => part !== "")
    .map((part) => (MARKED.test(part) ? { kind: "placeholder", name: part.slice(1, -1) } : { kind: "literal", text: part }));
}

/** The source of tokens, to be read under `expand`. */
function rawOf(item: Item, tokens: readonly Token[]): string {
  if (item.plan.kind === "text") return sourceOf(tokens, true);
  return tokens
    .map((token) => (token.kind === "literal" ? token.text : token.kind === "placeholder" ? `%${token.name}%` : ""))
    .join("");
}

/** The text without expand, under which percent signs are plain. */
function unescaped(item: Item, value: RuleValue): RuleValue {
  if (item.plan.kind !== "text" || typeof value.value !== "string") return value;
  const text = sourceOf(readTokens(value.value, true), false);
  return { ...value, value: text, source: text };
}
