import type { NounId, NounOf } from "../../model/index.ts";
import type { CaseGraph } from "../graph/case-graph.ts";
import type { Sentence } from "./report.ts";
import { digestOf } from "./words.ts";

/** What carries the nouns of a case, looked up once each. */
export type Grounds = {
  readonly graph: CaseGraph;
  /** What a noun rests on directly, over what stands; sorted. */
  under(id: NounId): readonly NounId[];
  /** Does it stand and lead down to a record that stands; with `digest`, to one that has a digest? */
  reaches(id: NounId, digest: boolean): boolean;
  /** A sentence that nouns carry: by records where all of them lead to some, else marked as only stated. */
  readonly say: (text: string, ...cites: readonly (NounId | readonly NounId[])[]) => Sentence;
  /** The same without the mark, for what is true whether records carry it or not: a question, that it is not answered, a party's word by its name. */
  readonly tell: (text: string, ...cites: readonly (NounId | readonly NounId[])[]) => Sentence;
};

const UNSHOWN = " (stated; no record of the case shows it)";

/** Looks up what carries what in a case. */
export function groundsOf(graph: CaseGraph): Grounds {
  const carried = carriedBy(graph, () => true);
  const digested = carriedBy(graph, (record) => digestOf(record) !== null);
  const under = (id: NounId) => directlyUnder(graph, id);
  const tell: Grounds["tell"] = (text, ...given) => {
    const cites = [...new Set(given.flat())].sort();
    if (cites.every((id) => digested.has(id))) return { text, ground: "records", cites };
    return { text, ground: cites.every((id) => carried.has(id)) ? "documents" : "statement", cites };
  };
  return {
    graph,
    under,
    reaches: (id, digest) => (digest ? digested : carried).has(id),
    tell,
    say: (text, ...given) => {
      const told = tell(text, ...given);
      return told.ground === "statement" ? { ...told, text: `${text}${UNSHOWN}` } : told;
    },
  };
}

/** Everything that records of some sort carry, found upwards from them. */
function carriedBy(graph: CaseGraph, isSuch: (record: NounOf<"record">) => boolean): ReadonlySet<NounId> {
  const above = new Map<NounId, NounId[]>();
  const carried = new Set<NounId>();
  for (const { id, noun, withdrawnBy } of graph.nouns.values()) {
    if (withdrawnBy !== null) continue;
    if (noun.noun === "record" && isSuch(noun)) carried.add(id);
    for (const lower of directlyUnder(graph, id)) {
      const known = above.get(lower);
      if (known === undefined) above.set(lower, [id]);
      else known.push(id);
    }
  }
  for (const id of carried) for (const higher of above.get(id) ?? []) carried.add(higher);
  return carried;
}

/** A reading rests on its record, a link on what it comes from, a word on what it is about, the rest on the links that lead to it. */
function directlyUnder(graph: CaseGraph, id: NounId): readonly NounId[] {
  const held = graph.nouns.get(id);
  if (held === undefined) return [];
  const { noun } = held;
  const links = graph
    .linksTo(id)
    .filter(({ withdrawnBy, noun: { type } }) => withdrawnBy === null && type !== "causes" && type !== "about")
    .map(({ noun: { from } }) => from);
  const own = noun.noun === "observation" ? [noun.record] : noun.noun === "link" ? [noun.from] : [];
  return [...new Set([...own, ...links])].filter((lower) => graph.nouns.get(lower)?.withdrawnBy === null).sort();
}
