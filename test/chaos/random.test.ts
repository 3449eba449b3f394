import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Mishap } from "./kernel.ts";
import { Rig } from "./rig.ts";
import { waysTo } from "./scenario.ts";
import { harbour, logIn, vital } from "./site.ts";

const SEQUENCES = process.env["MERIDIAN_SOAK"] === "1" ? 5000 : 200;
const HOUR_MS = 3_600_000;

/** What an attacker, an operator and bad luck may do next. */
const VITALS = harbour().vital.filter(({ kind }) => kind === "address");
const near = fc.constantFrom(...VITALS.flatMap(({ value }) => waysTo(value)));
const v4 = fc.ipV4();
const around = fc.tuple(v4, fc.integer({ min: 8, max: 31 })).map(([base, bits]) => `${base}/${bits}`);
const far = fc.oneof(
  v4,
  around,
  fc.ipV6(),
  fc.tuple(fc.ipV6(), fc.integer({ min: 3, max: 127 })).map(([base, bits]) => `${base}/${bits}`),
);
const target = fc.oneof(near, far, fc.constantFrom("account:root", "account:guest", "process:1/5", "process:900/777"));

type Move = (rig: Rig) => Promise<unknown>;
const measureOf = (on: string) =>
  on.startsWith("account:") ? "lock-account" : on.startsWith("process:") ? "stop-process" : "block";
const move: fc.Arbitrary<{ readonly what: string; readonly run: Move }> = fc.oneof(
  target.map((on) => ({ what: `attack ${on}`, run: (rig: Rig) => rig.attack({ on, measure: measureOf(on) }) })),
  target.map((on) => ({ what: `order ${on}`, run: (rig: Rig) => rig.order(on, { measure: measureOf(on), spoofableOk: true }) })),
  fc.array(near, { maxLength: 20 }).map((many) => ({ what: `order ${many.join(" ")}`, run: (rig: Rig) => rig.order(many) })),
  fc
    .integer({ min: -48, max: 48 })
    .map((hours) => ({ what: `step ${hours} h`, run: async (rig: Rig) => rig.step(hours * HOUR_MS) })),
  fc.integer({ min: 0, max: 90 }).map((seconds) => ({ what: `pass ${seconds} s`, run: (rig: Rig) => rig.pass(seconds * 1000) })),
  fc
    .constantFrom<Mishap>("refuse", "lost", "half", "unreachable", "silent-drop")
    .map((mishap) => ({ what: mishap, run: async (rig: Rig) => rig.kernel.mishaps.push(mishap) })),
  fc
    .constantFrom("kept", "lost")
    .map((kernel) => ({ what: `restart, kernel ${kernel}`, run: (rig: Rig) => rig.restart(kernel) })),
  fc
    .constantFrom<"well" | "full">("well", "full")
    .map((disk) => ({ what: `disk ${disk}`, run: async (rig: Rig) => (rig.ledger.disk = disk) })),
  v4.map((at) => ({
    what: `allow ${at}`,
    run: async (rig: Rig) => {
      rig.edit({ allow: [{ at, why: "partner" }] });
      await rig.look();
      await rig.pass(61_000);
      rig.site.vital = [...harbour().vital, vital("partner", at)];
    },
  })),
  v4.map((from) => ({
    what: `log in from ${from}`,
    run: async (rig: Rig) => {
      logIn(rig.site, "harbour", from);
      await rig.look();
      await rig.pass(61_000);
    },
  })),
);

test("whatever happens in whatever order, nothing vital is cut off", { timeout: 600_000 }, async (context) => {
  const seed = Number(process.env["MERIDIAN_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  context.diagnostic(`seed ${seed}, ${SEQUENCES} sequences`);
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 25 }), async (moves) => {
      const rig = new Rig({ site: harbour() });
      try {
        await rig.start();
        for (const { what, run } of moves) {
          await run(rig);
          assert.deepEqual(rig.check(), [], `after ${what}`);
        }
        assert.deepEqual([...rig.seen], []);
      } finally {
        rig.stop();
      }
    }),
    { seed, numRuns: SEQUENCES },
  );
});
