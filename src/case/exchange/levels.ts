import type { CasefilePredicate, Noun, NounId, Tlp } from "../../model/index.ts";
import { stricterTlp, TLP_LEVELS } from "../../stix/index.ts";
import type { CaseNoun } from "../graph/held.ts";

/** The nouns that a noun names. */
export function namedBy(noun: Noun): readonly NounId[] {
  switch (noun.noun) {
    case "observation":
      return [noun.record];
    case "event":
      return noun.on;
    case "claim":
      return [noun.subject, noun.supersedes, ...noun.answers.map(({ entity }) => entity)].filter(
        (id): id is NounId => id !== null,
      );
    case "link":
      return [noun.from, noun.to];
    case "judgement":
      return [noun.on];
    default:
      return [];
  }
}

/**
 * How far each noun may go: a record as far as its own label says, everything else no further than the case and than anything that
 * it names, was read from, or rests on. What rests on a record of TLP:RED is itself RED, for it tells of that record.
 */
export function levelsOf(nouns: readonly CaseNoun[], casefile: CasefilePredicate): ReadonlyMap<NounId, Tlp> {
  const levels = new Map<NounId, Tlp>();
  for (const { id, noun } of nouns) levels.set(id, noun.noun === "record" ? noun.tlp : casefile.tlp);
  const takers = takersOf(nouns);
  // From the strictest down: what a level floods keeps it.
  for (const level of [...TLP_LEVELS].reverse()) {
    const queue = [...levels].flatMap(([id, own]) => (own === level ? [id] : []));
    for (let id = queue.pop(); id !== undefined; id = queue.pop())
      for (const taker of takers.get(id) ?? []) {
        const own = levels.get(taker);
        if (own === undefined || stricterTlp(own, level) === own) continue;
        levels.set(taker, level);
        queue.push(taker);
      }
  }
  return levels;
}

function takersOf(nouns: readonly CaseNoun[]): ReadonlyMap<NounId, readonly NounId[]> {
  const takers = new Map<NounId, NounId[]>();
  const add = (from: NounId, to: NounId) => {
    const held = takers.get(from);
    if (held === undefined) takers.set(from, [to]);
    else held.push(to);
  };
  for (const { id, noun } of nouns) {
    for (const named of namedBy(noun)) add(named, id);
    if (noun.noun === "link" && noun.type !== "about") add(noun.from, noun.to);
  }
  return takers;
}
