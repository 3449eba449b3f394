import { parseIsoTime } from "../../lib/index.ts";
import type { When } from "../../model/index.ts";
import type { ChainEvent } from "./chain.ts";
import { type ChainState, type FoldState, report } from "./state.ts";

/** What two hosts whose clocks are kept may differ by; a recording earlier by more contradicts the ledger's order. */
const RECORDED_TOLERANCE_MS = 2_000;

type Told = { readonly occurred: When; readonly recordedAt: string };
type Place = Parameters<typeof report>[2];

/** What a statement says of its own time must not contradict itself, or the present. */
export function checkOwnTimes(state: FoldState, place: Place, { occurred, recordedAt }: Told): void {
  const { from, to } = occurred;
  if (ms(to) < ms(from)) report(state, "clock-reversed", place, `it began ${from} and ended ${to}`);
  if (ms(recordedAt) < ms(from)) report(state, "clock-recorded-early", place, `recorded ${recordedAt}, happened from ${from}`);
  if (ms(recordedAt) > state.options.nowMs + RECORDED_TOLERANCE_MS)
    report(state, "clock-in-future", place, `recorded ${recordedAt}`);
}

/** What an event says of its time must not contradict the event before it. */
export function checkOrder(state: FoldState, chain: ChainState, { index, custody }: ChainEvent): void {
  const { exhibit, occurred, recordedAt } = custody;
  const { last } = chain;
  if (ms(occurred.to) < ms(last.occurred.from))
    report(
      state,
      "clock-before-predecessor",
      { exhibit, index },
      `it ended ${occurred.to}, what it follows began ${last.occurred.from}`,
    );
  if (ms(recordedAt) < ms(last.recordedAt) - RECORDED_TOLERANCE_MS)
    report(
      state,
      "clock-against-order",
      { exhibit, index },
      `recorded ${recordedAt}, the event before it in the ledger ${last.recordedAt}`,
    );
}

/** Milliseconds between the end of one event and the beginning of another; less than 0 when they overlap. */
export function betweenMs(earlier: When, later: When): number {
  return ms(later.from) - ms(earlier.to);
}

/** Milliseconds since 1970 of a time that a shape has read. */
export function ms(time: string): number {
  return parseIsoTime(time) ?? 0;
}
