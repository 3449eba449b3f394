import fc from "fast-check";

/** A seed that everybody has: a failure in CI is the same failure at home. The soak draws a new one each time, which a failure prints. */
const SEED = 20_261_123;

if (process.env["MERIDIAN_SOAK"] !== "1") fc.configureGlobal({ seed: Number(process.env["MERIDIAN_SEED"] ?? SEED) });
