import { isoTime, parseIsoTime, present } from "../../lib/index.ts";
import type { ClockedSpan, Level, Noun, NounId, RecordName } from "../../model/index.ts";
import { type Offset, type SkewBound, type Skews, solveSkews } from "./skew.ts";

/** A noun as the claim graph has it, as far as a timeline needs it. */
export type TimelineNoun = { readonly id: NounId; readonly noun: Noun; readonly withdrawnBy: NounId | null };

/** A finding of an incident that the case takes in. */
export type TimelineFinding = {
  readonly title: string;
  readonly level: Level;
  readonly from: string;
  readonly to: string;
  /** When its records were sealed: the latest that it can have been found out; null when that is not known. */
  readonly learned: string | null;
  readonly records: readonly RecordName[];
};

/** When something happened: as its clock said, and by true time as far as that clock is known. */
export type Moment = {
  readonly stated: { readonly from: string; readonly to: string };
  readonly clock: string | null;
  readonly corrected: { readonly from: string; readonly to: string };
  /** `stated` when nothing is known of the clock: it may be off by any amount. */
  readonly by: "clock" | "stated";
};

export type TimelineEntry = {
  readonly kind: "event" | "observation" | "quantity" | "record" | "finding" | "judgement";
  readonly id: NounId | null;
  readonly what: string;
  readonly level: Level | null;
  readonly happened: Moment;
  /** When it was found out, which is another thing; null when nobody said. */
  readonly learned: string | null;
  readonly withdrawn: boolean;
  readonly records: number;
  /** True when it surely came after the entry before it. */
  readonly surelyAfter: boolean;
};

/** A case in the order of time, with what is not known of that order. */
export type Timeline = {
  readonly entries: readonly TimelineEntry[];
  readonly clocks: readonly { readonly clock: string; readonly loMs: number; readonly hiMs: number }[];
  readonly contradictions: readonly string[];
};

type Draft = Omit<TimelineEntry, "surelyAfter" | "happened"> & { readonly span: ClockedSpan };

/**
 * The timeline of a case. Clocks are corrected by what spans say of them and by what `causes` links show: a cause comes no later than its effect.
 * Entries are in order of the earliest moment that they can have been; ties by the latest, then by id, so that the same case gives the same list.
 */
export function timelineOf(nouns: readonly TimelineNoun[], findings: readonly TimelineFinding[]): Timeline {
  const skews = solveSkews(statedOffsets(nouns), causalBounds(nouns));
  const drafts = [...nouns.flatMap(draftOf), ...findings.map(draftOfFinding)];
  const placed = drafts.map(({ span, ...draft }) => ({ ...draft, happened: momentOf(span, skews) }));
  placed.sort(
    (left, right) =>
      compare(left.happened.corrected.from, right.happened.corrected.from) ||
      compare(left.happened.corrected.to, right.happened.corrected.to) ||
      compare(left.id ?? left.what, right.id ?? right.what),
  );
  let latest = "";
  const entries = placed.map((entry) => {
    const surelyAfter = latest !== "" && entry.happened.by === "clock" && latest < entry.happened.corrected.from;
    if (entry.happened.corrected.to > latest) latest = entry.happened.corrected.to;
    return { ...entry, surelyAfter };
  });
  const clocks = [...skews.offsets].map(([clock, { lo, hi }]) => ({ clock, loMs: lo, hiMs: hi }));
  return { entries, clocks, contradictions: skews.contradictions };
}

function draftOf({ id, noun, withdrawnBy }: TimelineNoun): readonly Draft[] {
  const withdrawn = withdrawnBy !== null;
  const common = { id, withdrawn, level: null };
  switch (noun.noun) {
    case "event":
      return [{ ...common, kind: "event", what: noun.what, learned: noun.learned, records: 0, span: noun.when }];
    case "observation": {
      const { fact } = noun;
      if (fact.of === "quantity") {
        const { best, lo, hi } = fact.value;
        const what = `${fact.name} ${best} ${fact.unit} (${lo} to ${hi})`;
        return [{ ...common, kind: "quantity", what, learned: null, records: 1, span: fact.over }];
      }
      if (noun.when === null) return [];
      const what = fact.of === "text" ? fact.text : fact.type;
      return [{ ...common, kind: "observation", what, learned: null, records: 1, span: noun.when }];
    }
    case "judgement": {
      const span = { from: noun.at, to: noun.at, clock: null };
      const what = `${noun.by}: ${noun.stance}${noun.answer === null ? "" : ` "${noun.answer}"`}`;
      return [{ ...common, kind: "judgement", what, learned: noun.at, records: 0, span }];
    }
    default:
      return [];
  }
}

function draftOfFinding({ title, level, from, to, learned, records }: TimelineFinding): Draft {
  const span = { from, to, clock: null };
  return { kind: "finding", id: null, what: title, level, learned, withdrawn: false, records: records.length, span };
}

function momentOf({ from, to, clock }: ClockedSpan, skews: Skews): Moment {
  const stated = { from, to };
  const offset = clock === null ? undefined : skews.offsets.get(clock.source);
  if (offset === undefined) return { stated, clock: clock?.source ?? null, corrected: stated, by: "stated" };
  const corrected = { from: isoTime(msOf(from) + Math.floor(offset.lo)), to: isoTime(msOf(to) + Math.ceil(offset.hi)) };
  return { stated, clock: clock?.source ?? null, corrected, by: "clock" };
}

/** What spans say of their clocks: all of it must hold, so that the narrowest counts. */
function statedOffsets(nouns: readonly TimelineNoun[]): ReadonlyMap<string, Offset> {
  const offsets = new Map<string, Offset>();
  for (const { noun, withdrawnBy } of nouns) {
    const clock = withdrawnBy === null ? spanOf(noun)?.clock : undefined;
    if (clock === undefined || clock === null) continue;
    const known = offsets.get(clock.source);
    const { lo, hi } = clock.offsetMs;
    offsets.set(clock.source, { lo: Math.max(lo, known?.lo ?? lo), hi: Math.min(hi, known?.hi ?? hi) });
  }
  return offsets;
}

function causalBounds(nouns: readonly TimelineNoun[]): readonly SkewBound[] {
  const byId = new Map(nouns.filter(({ withdrawnBy }) => withdrawnBy === null).map(({ id, noun }) => [id, noun]));
  const bounds: SkewBound[] = [];
  for (const { noun, withdrawnBy } of nouns) {
    if (noun.noun !== "link" || noun.type !== "causes" || withdrawnBy !== null) continue;
    const [cause, effect] = [byId.get(noun.from), byId.get(noun.to)];
    if (cause?.noun !== "event" || effect?.noun !== "event") continue;
    const [earlier, later] = [cause.when.clock?.source, effect.when.clock?.source];
    if (earlier === undefined || later === undefined) continue;
    const because = `"${cause.what}" by ${earlier} came no later than "${effect.what}" by ${later}`;
    bounds.push({ earlier, later, atLeastMs: msOf(cause.when.from) - msOf(effect.when.to), because });
  }
  return bounds;
}

function spanOf(noun: Noun): ClockedSpan | undefined {
  if (noun.noun === "event") return noun.when;
  if (noun.noun === "record") return noun.taken;
  if (noun.noun !== "observation") return undefined;
  return noun.fact.of === "quantity" ? noun.fact.over : (noun.when ?? undefined);
}

function msOf(text: string): number {
  return present(parseIsoTime(text), "a noun's shape has checked its times");
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
