import { z } from "zod";

const PATH_UNITS_MAX = 4096;
const PIPELINES_MAX = 100;
const PLACEHOLDERS_MAX = 1_000;
const VALUES_MAX = 10_000;
const VALUE_UNITS_MAX = 4_096;

/** How Sigma rules are loaded (docs/sigma.md): what stands beside them. */
export const sigmaSection = z.strictObject({
  pipelines: z
    .array(z.string().min(1).max(PATH_UNITS_MAX).meta({ description: "A processing pipeline in pySigma's YAML." }))
    .max(PIPELINES_MAX)
    .meta({ description: "Processing pipelines, applied to all rules by their priority, equal ones in this order." })
    .default([]),
  filterDialect: z
    .enum(["suppress", "require"])
    .nullable()
    .meta({
      description:
        "What the condition of a Sigma filter describes where the filter does not say it: events to suppress, or the only events to find; null refuses such filters.",
    })
    .default(null),
  placeholders: z
    .record(z.string().min(1).max(200), z.array(z.string().max(VALUE_UNITS_MAX)).max(VALUES_MAX))
    .refine((names) => Object.keys(names).length <= PLACEHOLDERS_MAX, `at most ${PLACEHOLDERS_MAX} placeholders`)
    .meta({ description: "Values of the placeholders of rules, by name without percent signs, such as Administrators: [adm-x]." })
    .default({}),
  lateness: z
    .string()
    .max(VALUE_UNITS_MAX)
    .regex(/^(0|[1-9][0-9]{0,2})[smhd]$/)
    .meta({
      title: "a whole number up to 999 with s, m, h or d behind it",
      description:
        "How much later than the newest event an event may come and still be counted by correlations as if it had come in order, such as 90s, 10m, 1h or 2d. One that comes later is counted with what is still remembered, and the coverage says so. More takes more memory.",
    })
    .default("1h"),
});
