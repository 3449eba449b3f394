import { Failure, isoTime } from "../../lib/index.ts";
import type { ExhibitPredicate, NounOf, RecordName, SegmentId, Tlp } from "../../model/index.ts";
import { entitiesOf, rereadEvents } from "../../telemetry/index.ts";
import type { CaseLedger } from "./world.ts";

type RecordNoun = NounOf<"record">;

/**
 * Sealed records as nouns of a case, by name; each segment is opened once. Their origin is the host that wrote them, else the source they were read from:
 * whoever holds a host can write all of its logs. Throws CASE_REFUSED for a name that nothing was sealed under, or whose record is erased.
 */
export async function recordNouns(
  ledger: CaseLedger,
  names: readonly RecordName[],
  tlp: Tlp,
): Promise<ReadonlyMap<RecordName, RecordNoun>> {
  const wanted = new Map<SegmentId, Set<number>>();
  for (const name of new Set(names)) {
    const place = await ledger.findRecord(name);
    if (place === undefined) throw new Failure("CASE_REFUSED", `no record ${name} is sealed in this ledger`);
    wanted.set(place.segment, (wanted.get(place.segment) ?? new Set()).add(place.index));
  }
  const nouns = new Map<RecordName, RecordNoun>();
  for (const [segment, indexes] of wanted) {
    for await (const sealed of ledger.segmentRecords(segment)) {
      if (!indexes.has(sealed.index)) continue;
      if (sealed.erased) throw new Failure("CASE_REFUSED", `record ${sealed.name} was erased; a case cannot rest on it`);
      const [event] = rereadEvents([sealed.record], () => undefined);
      const host = event === undefined ? undefined : entitiesOf(event).find((entity) => entity.startsWith("host:"));
      const { fromMs, toMs } = event?.time ?? { fromMs: sealed.record.reading.readAtMs, toMs: sealed.record.reading.readAtMs };
      nouns.set(sealed.name, {
        noun: "record",
        place: { kept: "segment", name: sealed.name, segment, index: sealed.index },
        media: "text/plain",
        taken: { from: isoTime(fromMs), to: isoTime(toMs), clock: null },
        origin:
          host === undefined
            ? `source:${sealed.record.origin.source}`.slice(0, 400)
            : `sensor:${host.slice("host:".length)}`.slice(0, 400),
        tlp,
      });
    }
  }
  return nouns;
}

/** An exhibit as a noun of a case. Its origin is who acquired it, for whom. */
export function exhibitNoun({ exhibit, content, format, acquired }: ExhibitPredicate, tlp: Tlp): RecordNoun {
  const { from, to } = acquired.at;
  return {
    noun: "record",
    place: { kept: "vault", exhibit, sha256: content.sha256 },
    media: format.name.slice(0, 200),
    taken: { from, to, clock: null },
    origin: `party:${acquired.by.party}`.slice(0, 400),
    tlp,
  };
}
