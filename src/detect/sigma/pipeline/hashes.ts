import type { Item, Selection } from "../ast.ts";
import { readModifiers } from "../modifiers.ts";
import type { Params } from "./params.ts";
import { ofItems, type TransformationReader } from "./step.ts";
import { joined, plainOf, seenText } from "./texts.ts";

const BY_LENGTH: ReadonlyMap<number, string> = new Map([
  [32, "MD5"],
  [40, "SHA1"],
  [64, "SHA256"],
  [128, "SHA512"],
]);

/** Splits `Hashes: SHA1=…,MD5=…` style conditions into one field for each algorithm, told by its name or by the length of the digest. */
export const HASHES: ReadonlyMap<string, TransformationReader> = new Map<string, TransformationReader>([
  ["hashes_fields", hashesFields],
]);

function hashesFields(params: Params): ReturnType<TransformationReader> {
  const algorithms = new Set(params.texts("valid_hash_algos") ?? params.bad("valid_hash_algos", "expected a list"));
  const prefix = params.optionalText("field_prefix") ?? "";
  const withoutName = params.flag("drop_algo_prefix");
  const fields = new Set(params.texts("field_to_parse") ?? ["Hashes", "Hash"]);
  return ofItems((item, work): Selection | "same" | undefined => {
    if (item.field === null || !fields.has(item.field)) return "same";
    const texts = item.values.map((value) => seenText(item, value));
    if (texts.includes(undefined)) return "same";
    const digests = texts.map((tokens) => readDigest(plainOf(tokens ?? []), algorithms));
    if (digests.every((digest) => digest === undefined))
      work.refuse("pipeline cannot be applied", `no hash of ${[...algorithms].join(", ")} in ${item.field}`);
    const plan = { ...readModifiers([], item.place), all: item.plan.all, neq: item.plan.neq };
    const parts = digests.flatMap((digest, index): readonly Item[] => {
      const value = item.values[index];
      if (digest === undefined || value === undefined) return [];
      const field = `${prefix}${withoutName ? "" : digest.algorithm}`;
      const made = { ...value, value: digest.hex, source: digest.hex };
      return [{ ...item, field: field === "keyword" || field === "" ? null : field, written: "", plan, values: [made] }];
    });
    return joined(item.plan, parts);
  });
}

function readDigest(
  text: string,
  algorithms: ReadonlySet<string>,
): { readonly algorithm: string; readonly hex: string } | undefined {
  const parts = text.split(text.includes("|") ? "|" : "=");
  const [first = "", second] = parts;
  const named = parts.length === 2 && second !== undefined;
  const hex = (named ? second : first).replace(/^[*?]+|[*?]+$/g, "");
  const algorithm = named ? first.replace(/^\*+/, "").toUpperCase() : (BY_LENGTH.get(hex.length) ?? "");
  return algorithms.has(algorithm) ? { algorithm, hex } : undefined;
}
