import { type Shape, shape } from "../../lib/index.ts";
import type { Digest } from "../../model/index.ts";
import { GUARDS } from "../guards/names.ts";
import type { Protection } from "../guards/protection.ts";

const ENTRIES_MAX = 50_000;
const guarded = {
  guard: shape.word(...GUARDS),
  why: shape.text(2000),
  from: shape.text(2000),
  yields: shape.flag,
};
const digestShape = shape.pattern(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits") as Shape<Digest>;
const names = shape.list(shape.record({ name: shape.text(2000), ...guarded }), ENTRIES_MAX);

/** All that is protected, as an enforcer tells it. */
export const protectionShape: Shape<Protection> = shape.record({
  digest: digestShape,
  networks: shape.list(shape.record({ network: shape.text(100), ...guarded }), ENTRIES_MAX),
  accounts: names,
  sessions: names,
  processes: names,
  hosts: names,
  nat64: shape.list(shape.text(100), 1000),
  gaps: shape.list(shape.text(4000), ENTRIES_MAX),
});
