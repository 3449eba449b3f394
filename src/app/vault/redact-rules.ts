import { readFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import { z } from "zod";
import { Failure } from "../../lib/index.ts";
import { WITHHOLDING_REASONS } from "../../model/index.ts";
import { compileRules, type Decide, type WithholdingRule } from "../../vault/index.ts";

const RULES_BYTES_MAX = 1024 * 1024;

const span = z
  .string()
  .regex(/^[0-9]{1,15}(-[0-9]{1,15})?$/, "a number or a range such as 10-20")
  .transform((text) => {
    const [from = "0", to = from] = text.split("-");
    return { from: Number(from), to: Number(to) };
  });
const texts = z.array(z.string().max(10_000)).max(1000).default([]);
const spans = z
  .array(
    z.union([
      span,
      z
        .int()
        .nonnegative()
        .transform((one) => ({ from: one, to: one })),
    ]),
  )
  .max(10_000)
  .default([]);

const RULES_SCHEMA = z.strictObject({
  rule: z.string().min(1).max(1000),
  owner: z.string().min(1).max(400),
  withhold: z
    .array(
      z.strictObject({
        reason: z.enum(WITHHOLDING_REASONS),
        because: z.string().max(1000).nullable().default(null),
        owner: z.string().min(1).max(400).optional(),
        patterns: texts,
        pointers: texts,
        lines: spans,
        bytes: spans,
      }),
    )
    .min(1)
    .max(1000),
});

/** A rule file: what to withhold, and the words about it that may be public. */
export type RedactionRules = { readonly rule: string; readonly decide: Decide };

/** Reads a rule file (YAML; spec/redaction.md §Rule file). Throws CONFIG_UNREADABLE or CONFIG_INVALID; quotes no pattern. */
export async function readRules(path: string): Promise<RedactionRules> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new Failure("CONFIG_UNREADABLE", `could not read the rules ${path}`, cause);
  });
  if (bytes.length > RULES_BYTES_MAX)
    throw new Failure("CONFIG_INVALID", `expected at most ${RULES_BYTES_MAX} bytes of rules in ${path}`);
  const document = parseDocument(bytes.toString("utf8"));
  const [broken] = [...document.errors, ...document.warnings];
  if (broken !== undefined) throw new Failure("CONFIG_INVALID", `${path}:${broken.linePos?.[0].line ?? 1} is not YAML`);
  const read = RULES_SCHEMA.safeParse(plainValue(document, path));
  if (!read.success) {
    const issues = read.error.issues.map(({ path: at, code }) => `\n  ${at.join(".") || "the document"}: ${code}`);
    throw new Failure("CONFIG_INVALID", `could not use the rules ${path}${issues.join("")}`);
  }
  const { rule, owner, withhold } = read.data;
  const rules: readonly WithholdingRule[] = withhold.map((one) => ({ ...one, owner: one.owner ?? owner }));
  const decide = compileRules(rules);
  if (!decide.ok) throw new Failure("CONFIG_INVALID", `could not use the rules ${path}: ${decide.fault}`);
  return { rule, decide: decide.value };
}

/** Aliases could make a small file a huge one. */
function plainValue(document: ReturnType<typeof parseDocument>, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    throw new Failure("CONFIG_INVALID", `expected plain values without aliases (*) in ${path}`, error);
  }
}
