import { no, type Shape, type Shaped, shape } from "../../lib/index.ts";
import { timeShape } from "../scalars.ts";

declare const brand: unique symbol;
/** SHA-256("meridian/docket/v1" ‖ 0x00 ‖ canonical JSON of the noun), 64 lower-case hexadecimal digits. Made by nounId(). */
export type NounId = string & { readonly [brand]: "NounId" };

export const nounIdShape = shape.pattern(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits") as Shape<NounId>;

/** Traffic Light Protocol 2.0 (FIRST), mildest first. */
export const TLP_LABELS = ["clear", "green", "amber", "amber+strict", "red"] as const;
export type Tlp = (typeof TLP_LABELS)[number];
export const tlpShape: Shape<Tlp> = shape.word(...TLP_LABELS);

const rangeForm = shape.record({
  lo: shape.number(-1e15, 1e15),
  best: shape.number(-1e15, 1e15),
  hi: shape.number(-1e15, 1e15),
});

/** lo ≤ best ≤ hi: never a bare number where it is not known exactly. */
export const rangeShape: Shape<Shaped<typeof rangeForm>> = (json, path) => {
  const read = rangeForm(json, path);
  if (!read.ok || (read.value.lo <= read.value.best && read.value.best <= read.value.hi)) return read;
  return no({ kind: "bad-shape", path, expected: "lo ≤ best ≤ hi" });
};
export type Range = Shaped<typeof rangeForm>;

const clockedSpanForm = shape.record({
  from: timeShape,
  to: timeShape,
  /** What is known of the clock that said so: to be added to its times, in ms; null when nothing is. */
  clock: shape.nullable(
    shape.record({
      source: shape.text(400),
      offsetMs: shape.record({ lo: shape.number(-1e12, 1e12), hi: shape.number(-1e12, 1e12) }),
    }),
  ),
});

/** It happened somewhere inside, both ends inclusive, by the clock named. */
export const clockedSpanShape: Shape<Shaped<typeof clockedSpanForm>> = (json, path) => {
  const read = clockedSpanForm(json, path);
  if (!read.ok) return read;
  const { from, to, clock } = read.value;
  if (from > to) return no({ kind: "bad-shape", path: `${path}.to`, expected: "a time not before from" });
  if (clock !== null && clock.offsetMs.lo > clock.offsetMs.hi)
    return no({ kind: "bad-shape", path: `${path}.clock.offsetMs`, expected: "lo ≤ hi" });
  return read;
};
export type ClockedSpan = Shaped<typeof clockedSpanForm>;
