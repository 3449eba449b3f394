import { FIELD_NAMES } from "./field-names.ts";
import { HASHES } from "./hashes.ts";
import { PLACEHOLDERS } from "./placeholders.ts";
import { RULES } from "./rules.ts";
import { applyStep, type TransformationReader } from "./step.ts";
import { VALUES } from "./values.ts";

/** Steps that run one after the other where the outer step's rule conditions hold. */
const NEST: TransformationReader = (params, readSteps) => {
  if (!params.has("items")) params.bad("items", "nest needs the steps that it holds");
  const steps = readSteps(params, "items");
  return (work) => {
    for (const step of steps) applyStep(step, work);
  };
};

/** Every transformation by pySigma's name. */
export const TRANSFORMATIONS: ReadonlyMap<string, TransformationReader> = new Map([
  ...FIELD_NAMES,
  ...VALUES,
  ...PLACEHOLDERS,
  ...RULES,
  ...HASHES,
  ["nest", NEST] as const,
]);

/** Transformations that pySigma has and this engine refuses, with the reason. */
export const REFUSED_TRANSFORMATIONS: ReadonlyMap<string, string> = new Map([
  ["file_placeholders", "a pipeline reaches for nothing outside itself; give the values as vars"],
  ["http_placeholders", "a pipeline reaches for nothing outside itself; give the values as vars"],
  ["command_placeholders", "a pipeline runs no commands; give the values as vars"],
  ["extract_fields", "not among the 27 that this engine knows"],
]);
