import { z } from "zod";

/** An object with any names that `name` takes, as a map. zod's own record leaves a member called `__proto__` out without a word. */
export function dictionary<Value>(name: z.ZodType<string>, value: z.ZodType<Value>): z.ZodType<ReadonlyMap<string, Value>> {
  return z.preprocess(entriesOf, z.map(name, value, "expected an object"));
}

function entriesOf(json: unknown): unknown {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? new Map(Object.entries(json)) : json;
}
