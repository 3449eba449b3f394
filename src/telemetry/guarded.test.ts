import assert from "node:assert/strict";
import { test } from "node:test";
import { CONTEXT, type Conditions, type JsonFormat } from "./format.ts";
import { guarded } from "./guarded.ts";

const CONDITIONS: Conditions = { readAtMs: 0, utcOffsetMinutes: 0, host: null, table: undefined };

test("a reader that breaks on a line refuses it and says that it is to blame", () => {
  const broken: JsonFormat = {
    name: "brittle",
    read: ({ depth }) => {
      if (depth === 1) throw new RangeError("Maximum call stack size exceeded");
      return depth === 2 ? CONTEXT : undefined;
    },
  };
  const { name, read } = guarded(broken);
  assert.equal(name, "brittle");
  assert.equal(read({ depth: 0 }, CONDITIONS), undefined);
  assert.equal(read({ depth: 2 }, CONDITIONS), CONTEXT);
  assert.deepEqual(read({ depth: 1 }, CONDITIONS), {
    kind: "refused",
    reason: "the reader failed (brittle, RangeError): a defect of Meridian",
  });
});
