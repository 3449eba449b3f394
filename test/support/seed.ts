import { randomInt } from "node:crypto";
import { beforeEach } from "node:test";
import fc from "fast-check";
import { progress } from "./progress.ts";

/** A seed that everybody has: a failure in CI is the same failure at home. The soak draws a new one each time, and prints it. */
const SEED = 20_261_123;
const TURN_MS = 5_000;

if (process.env["MERIDIAN_SOAK"] === "1") {
  // Tests that draw without fast-check read the same variable.
  process.env["MERIDIAN_SEED"] ??= String(randomInt(2 ** 31));
  reportSoak(Number(process.env["MERIDIAN_SEED"]));
} else fc.configureGlobal({ seed: Number(process.env["MERIDIAN_SEED"] ?? SEED) });

/** The seed at once, then a line at least each half minute, as of all long work. */
function reportSoak(seed: number): void {
  const now = { test: "the first test", cases: 0 };
  const show = () => progress(() => `${now.cases} generated cases of "${now.test}"`);
  process.stderr.write(`soak: MERIDIAN_SEED=${seed}\n`);
  beforeEach((context) => {
    now.test = context.fullName;
    now.cases = 0;
  });
  setInterval(show, TURN_MS).unref();
  const countCase = () => {
    now.cases++;
    // Most generated tests never give the event loop a turn.
    show();
  };
  fc.configureGlobal({ seed, beforeEach: countCase });
}
