import { Failure, parseIsoTime, present } from "../../lib/index.ts";
import type { Event, EvidenceRecord, RecordName } from "../../model/index.ts";
import { sealedEvents } from "../sealed-events.ts";
import type { BookedCase } from "./book.ts";
import { type CaseDesk, requireSealed } from "./desk.ts";

/** Which of the sealed events a call looks at; ms since 1970, both ends inclusive, null for no end. */
export type EventSpan = { readonly fromMs: number | null; readonly toMs: number | null };

/** An incident's first finding is not where it began: so much before and after belongs to it, too. */
const MARGIN_MS = 24 * 3_600_000;

/** The span that was asked for; else that of the incidents that a case takes in, and a day around it; else all. */
export function spanOf(
  { book }: CaseDesk,
  { casefile }: BookedCase,
  asked: { readonly since?: string | undefined; readonly until?: string | undefined },
): EventSpan {
  const incidents = casefile.incidents.flatMap((id) => book.incident(id) ?? []);
  const [starts, ends] = [incidents.map(({ span }) => msOf(span.from)), incidents.map(({ span }) => msOf(span.to))];
  const [first, last] = [starts.length === 0 ? null : Math.min(...starts), ends.length === 0 ? null : Math.max(...ends)];
  return {
    fromMs: asked.since === undefined ? (first === null ? null : first - MARGIN_MS) : msOf(asked.since),
    toMs: asked.until === undefined ? (last === null ? null : last + MARGIN_MS) : msOf(asked.until),
  };
}

/**
 * Gives every sealed event of a span to `take`, segment by segment. Resolves to how many there were. Throws
 * CASE_REFUSED when the desk's work is stopped.
 */
export async function readCaseEvents(
  desk: CaseDesk,
  { fromMs, toMs }: EventSpan,
  take: (event: Event) => void,
): Promise<{ readonly events: number }> {
  requireSealed(desk);
  const { world, work } = desk;
  const { ledger } = world;
  const headers = new Map<RecordName, EvidenceRecord>();
  let events = 0;
  for (let ordinal = 1; ordinal <= ledger.segmentCount; ordinal++) {
    if (work?.signal?.aborted === true) throw new Failure("CASE_REFUSED", "stopped before the end; nothing was stated");
    work?.onProgress?.(ordinal - 1, ledger.segmentCount, "reading sealed records");
    for (const event of await sealedEvents(ledger, ledger.segmentId(ordinal), headers)) {
      if ((fromMs !== null && event.time.toMs < fromMs) || (toMs !== null && event.time.fromMs > toMs)) continue;
      events++;
      take(event);
    }
  }
  return { events };
}

function msOf(text: string): number {
  return present(parseIsoTime(text), "a statement's shape, or the call's, has checked its times");
}
