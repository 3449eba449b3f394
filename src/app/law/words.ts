import { z } from "zod";

/** An id of a proposition, rule, position or kind of evidence. */
export const idWord: z.ZodType<string> = z.string().regex(/^[a-z][a-z0-9_.-]{0,99}$/, "expected an id such as harm_persons");

/** A day that there is, such as 2026-11-22. */
export const dayWord: z.ZodType<string> = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, "expected a day such as 2026-11-22")
  .refine((day) => {
    const ms = Date.parse(`${day}T00:00:00Z`);
    return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
  }, "expected a day that the calendar has");

/** One id, as a query has it, or several. */
export const idsWord: z.ZodType<readonly string[]> = z.union([idWord.transform((one) => [one]), z.array(idWord).max(1000)]);
