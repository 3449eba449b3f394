import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { OutagePicture } from "./ask.ts";
import { damagePicture } from "./picture.ts";

const SETS = { lo: [{ fromMs: 20, toMs: 30 }], best: [{ fromMs: 15, toMs: 35 }], hi: [{ fromMs: 10, toMs: 40 }] };
const outages = (name: string): OutagePicture => ({
  window: { fromMs: 0, toMs: 100 },
  planned: [{ fromMs: 80, toMs: 90 }],
  sensors: [{ name, origin: "hts-monitor", outages: SETS }],
  union: SETS,
});

test("a picture shows at most, best guess and at least of each sensor and of their union", () => {
  const svg = damagePicture(outages("answers on the wire"), "Time at hts-time1");
  for (const what of ["at most", "best guess", "at least"]) assert.equal(svg.split(`<title>${what}: `).length, 3, what);
  assert.ok(svg.includes("0.020 s out, at least 0.010, at most 0.030"));
  assert.equal(svg, damagePicture(outages("answers on the wire"), "Time at hts-time1"));
});

test("no name that a sensor or a case has gets out of its text", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.constantFrom("", "<script>alert(1)</script>", '"/><image href="//x"/>', "]]>&x;"),
      (text, nasty) => {
        const svg = damagePicture(outages(text + nasty), nasty + text);
        const bare = damagePicture(outages("a"), "b");
        assert.equal(svg.split("<").length, bare.split("<").length);
        assert.equal(svg.split('"').length, bare.split('"').length);
        assert.ok(svg.isWellFormed() && !/[\u0000-\u0008]/.test(svg));
      },
    ),
    { numRuns: 100 },
  );
});
