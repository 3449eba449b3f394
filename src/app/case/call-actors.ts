import { z } from "zod";
import {
  type ActorItem,
  type ActorRanking,
  createActorBase,
  FITTED_MODEL,
  type Knowledge,
  rankActors,
} from "../../case/index.ts";
import { Failure } from "../../lib/index.ts";
import type { BookedCase } from "./book.ts";
import { caseCall } from "./call.ts";
import { caseInSight } from "./desk.ts";
import { foldOf } from "./folds.ts";
import { readKnowledgeFiles } from "./knowledge-files.ts";
import { caseWord } from "./words.ts";

/** Which publicly profiled actors fit the techniques and tools that stand in a case. Agreement with published opinion, no finding; nothing is stated. */
export const actorsCall = caseCall({
  name: "actors",
  about: "one",
  does: "reads",
  input: z.strictObject({ case: caseWord }),
  run: async (desk, { case: id }): Promise<ActorRanking> => {
    const booked = await caseInSight(desk, id);
    if ((desk.knowledge ?? []).length === 0)
      throw new Failure(
        "KNOWLEDGE_UNREADABLE",
        "no knowledge base was named: --knowledge FILE, or `cases.knowledge` in the configuration",
      );
    const knowledge = await readKnowledgeFiles(desk.knowledge ?? []);
    return rankActors(createActorBase(knowledge), itemsOf(booked, knowledge), FITTED_MODEL);
  },
});

/** The techniques of events, and the tools among the entities as far as the knowledge base knows them by name, that stand. */
function itemsOf(booked: BookedCase, knowledge: Knowledge): readonly ActorItem[] {
  const software = new Map<string, string>();
  for (const { id, name, aliases } of knowledge.software)
    for (const word of [id, name, ...aliases]) software.set(word.toLowerCase(), id);
  const seen = new Map<string, string[]>();
  for (const { id, noun, withdrawnBy } of foldOf(booked).view().nouns.values()) {
    if (withdrawnBy !== null) continue;
    if (noun.noun === "event" && noun.technique !== null) seen.set(noun.technique, [...(seen.get(noun.technique) ?? []), id]);
    if (noun.noun !== "entity" || noun.kind !== "tool") continue;
    const known = [noun.name, ...noun.refs.map((ref) => ref.id)].map((word) => software.get(word.toLowerCase())).find(Boolean);
    if (known !== undefined) seen.set(known, [...(seen.get(known) ?? []), id]);
  }
  return [...seen].map(([of, seenIn]) => ({ of, seenIn: seenIn.sort() })).sort((left, right) => (left.of < right.of ? -1 : 1));
}

/** What actorsCall answers. */
export type ToldActors = ActorRanking;
