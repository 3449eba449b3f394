import { z } from "zod";
import { parseIsoTime, type Shape } from "../../lib/index.ts";
import { type CaseId, caseIdShape, type NounId, nounIdShape, TLP_LABELS } from "../../model/index.ts";

/** Text as short as its statement takes it. */
export const text = (max: number): z.ZodString => z.string().min(1).max(max);

/** What a shape of the model reads. */
function shaped<Value>(shape: Shape<Value>, expected: string): z.ZodType<Value> {
  return z.custom<Value>((value) => typeof value === "string" && shape(value, "").ok, { message: `expected ${expected}` });
}

export const caseWord: z.ZodType<CaseId> = shaped(caseIdShape, "a case such as case-0123456789ab");
export const nounWord: z.ZodType<NounId> = shaped(nounIdShape, "a noun's 64 hexadecimal digits");
export const tlpWord: z.ZodEnum<{ [Label in (typeof TLP_LABELS)[number]]: Label }> = z.enum(TLP_LABELS);

/** A time with or without milliseconds, in UTC or with its offset; given back as statements write it. */
export const timeWord: z.ZodType<string> = z
  .string()
  .max(40)
  .transform((value, context) => {
    const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(value)
      ? Date.parse(value)
      : Number.NaN;
    const iso = Number.isNaN(ms) ? "" : new Date(ms).toISOString();
    if (parseIsoTime(iso) !== undefined) return iso;
    context.addIssue({ code: "custom", message: "expected a time such as 2026-11-22T12:00:00Z" });
    return z.NEVER;
  });

/** Yes or no, in JSON or as a query writes it. */
export const flagWord: z.ZodType<boolean> = z.union([
  z.boolean(),
  z.enum(["true", "false", "yes", "no"]).transform((word) => word === "true" || word === "yes"),
]);
