import { type Checked, no, present, yes } from "../../lib/index.ts";
import type { NounId, NounOf } from "../../model/index.ts";
import type { Grounds } from "./ground.ts";
import type { Note, RecordRow, ReportFault, Section, Sentence } from "./report.ts";
import { digestOf, nounWords, oneLine, partWords, placeWords, spanWords } from "./words.ts";

/** The notes and records that sections rest on. */
export type Resolved = { readonly notes: readonly Note[]; readonly records: readonly RecordRow[] };

/**
 * Follows every citation down to its records. The first sentence that is not carried as it says is the fault: a report is whole or it is none. Notes are
 * numbered as the sections cite them, then as they rest on each other; records as the notes read them.
 */
export function resolveSections(sections: readonly Section[], grounds: Grounds): Checked<Resolved, ReportFault> {
  const cited = new Set<NounId>();
  for (const { title, parts } of sections)
    for (const sentence of parts.flatMap(({ sentences }) => sentences)) {
      const fault = faultOf(sentence, grounds);
      if (fault !== null) return no({ ...fault, section: title, sentence: sentence.text });
      for (const id of sentence.cites) cited.add(id);
    }
  return yes(numbered(cited, grounds));
}

function faultOf({ ground, cites }: Sentence, grounds: Grounds): Pick<ReportFault, "kind" | "noun"> | null {
  if (ground !== "case" && ground !== "method" && cites.length === 0) return { kind: "uncited", noun: null };
  for (const id of cites) {
    const held = grounds.graph.nouns.get(id);
    if (held === undefined) return { kind: "unknown-noun", noun: id };
    if (held.withdrawnBy !== null && ground !== "withdrawn") return { kind: "withdrawn-noun", noun: id };
    if ((ground === "records" || ground === "documents") && !grounds.reaches(id, ground === "records"))
      return { kind: "no-record", noun: id };
  }
  return null;
}

function numbered(cited: ReadonlySet<NounId>, grounds: Grounds): Resolved {
  const order = new Set(cited);
  // A set that grows while it is walked: whatever a note rests on is a note, too.
  for (const id of order) for (const lower of grounds.under(id)) order.add(lower);
  const noteIds = [...order].filter((id) => recordOf(id, grounds) === null);
  const recordIds = [...order].filter((id) => recordOf(id, grounds) !== null);
  const numbers = {
    notes: new Map(noteIds.map((id, at) => [id, at + 1])),
    records: new Map(recordIds.map((id, at) => [id, at + 1])),
  };
  return {
    notes: noteIds.map((id) => noteOf(id, numbers, grounds)),
    records: recordIds.map((id) => rowOf(id, numbers.records, grounds)),
  };
}

type Numbers = { readonly notes: ReadonlyMap<NounId, number>; readonly records: ReadonlyMap<NounId, number> };

function noteOf(id: NounId, { notes, records }: Numbers, grounds: Grounds): Note {
  const { noun, statedBy, withdrawnBy } = present(grounds.graph.nouns.get(id), "what is cited was looked up");
  const reads = grounds.under(id).flatMap((lower) => {
    const record = records.get(lower);
    if (record === undefined) return [];
    return [{ record, part: noun.noun === "observation" && noun.record === lower ? oneLine(partWords(noun)) : "all of it" }];
  });
  return {
    number: present(notes.get(id), "every note has a number"),
    id,
    kind: noun.noun === "link" ? `link ${noun.type}` : noun.noun,
    what: nounWords(noun),
    statedBy: oneLine(statedBy),
    withdrawn: withdrawnBy !== null,
    restsOn: grounds.under(id).flatMap((lower) => notes.get(lower) ?? []),
    reads,
  };
}

function rowOf(id: NounId, numbers: ReadonlyMap<NounId, number>, grounds: Grounds): RecordRow {
  const noun = present(recordOf(id, grounds), "only records are given a row");
  return {
    number: present(numbers.get(id), "every record has a number"),
    id,
    place: oneLine(placeWords(noun)),
    digest: digestOf(noun),
    origin: oneLine(noun.origin),
    copyOf: grounds.under(id).flatMap((lower) => numbers.get(lower) ?? []),
    taken: oneLine(spanWords(noun.taken)),
    tlp: noun.tlp,
    withdrawn: grounds.graph.nouns.get(id)?.withdrawnBy !== null,
  };
}

function recordOf(id: NounId, { graph }: Grounds): NounOf<"record"> | null {
  const noun = graph.nouns.get(id)?.noun;
  return noun?.noun === "record" ? noun : null;
}
