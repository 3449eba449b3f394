import { z } from "zod";
import { type ClaimScore, relateCases, type Timeline, type TimelineFinding, type Trait, timelineOf } from "../../case/index.ts";
import type { CasefilePredicate, NounId, NounKind, NounOf } from "../../model/index.ts";
import type { BookedCase } from "./book.ts";
import { caseCall } from "./call.ts";
import { type CaseDesk, caseInSight, casesInSight } from "./desk.ts";
import { foldOf } from "./folds.ts";
import { caseWord } from "./words.ts";

/** A claim with what is answered. */
export type ToldClaim = { readonly id: NounId; readonly claim: NounOf<"claim">; readonly score: ClaimScore | null };

/** All of a case that fits on a page. */
export type ToldCase = {
  readonly casefile: CasefilePredicate;
  readonly counts: { readonly [Kind in NounKind]?: number };
  readonly claims: readonly ToldClaim[];
  /** Dockets that do not fit, since what they refer to was erased: their entries. */
  readonly refused: readonly { readonly entry: string | null; readonly reason: string }[];
};

/** One case: its claims, and what is answered. */
export const openCase = caseCall({
  name: "open",
  about: "one",
  does: "reads",
  input: z.strictObject({ case: caseWord }),
  run: async (desk, { case: id }): Promise<ToldCase> => {
    const booked = await caseInSight(desk, id);
    const fold = foldOf(booked);
    const graph = fold.view();
    const counts: { [Kind in NounKind]?: number } = {};
    for (const { noun } of graph.nouns.values()) counts[noun.noun] = (counts[noun.noun] ?? 0) + 1;
    const refused = graph.refused.flatMap(({ entry, fault }) =>
      entry === null ? [] : [{ entry, reason: `${fault.kind} at ${fault.path}: expected ${fault.expected}` }],
    );
    return { casefile: booked.casefile, counts, claims: claimsOf(booked), refused };
  },
});

/** The claims of a case in the order stated, of some kinds or of all, with their scores. */
export function claimsOf(booked: BookedCase, kinds?: ReadonlySet<NounOf<"claim">["kind"]>): readonly ToldClaim[] {
  const fold = foldOf(booked);
  const [graph, scores] = [fold.view(), fold.scores()];
  return graph.claims().flatMap((id) => {
    const noun = graph.nouns.get(id)?.noun;
    if (noun?.noun !== "claim" || (kinds !== undefined && !kinds.has(noun.kind))) return [];
    return [{ id, claim: noun, score: scores.get(id) ?? null }];
  });
}

/** A case in the order of time. */
export const timelineCall = caseCall({
  name: "timeline",
  about: "one",
  does: "reads",
  input: z.strictObject({ case: caseWord }),
  run: async (desk, { case: id }): Promise<Timeline> => {
    const booked = await caseInSight(desk, id);
    return timelineOf([...foldOf(booked).view().nouns.values()], findingsOf(desk, booked));
  },
});

/** The findings of the incidents that a case takes in. */
function findingsOf({ book }: CaseDesk, { casefile }: BookedCase): readonly TimelineFinding[] {
  return casefile.incidents.flatMap((incident) =>
    (book.incident(incident)?.timeline ?? []).map(({ title, level, time, records }) => ({
      title,
      level,
      from: time.from,
      to: time.to,
      learned: null,
      records,
    })),
  );
}

const TRAITS_MAX = 20;

/** What cases are compared by, as people write it: technique=T1110, tool=NAME, ref=SCHEME:ID, sector=NAME. */
export const traitsWord: z.ZodType<readonly Trait[]> = z
  .union([
    z
      .string()
      .max(2000)
      .transform((one) => [one]),
    z.array(z.string().max(2000)).max(TRAITS_MAX),
  ])
  .transform((words, context) => {
    const traits = words.map(traitOf);
    const wrong = words.find((_, at) => traits[at] === undefined);
    if (wrong === undefined && words.length > 0) return traits.filter((trait) => trait !== undefined);
    context.addIssue({
      code: "custom",
      message: `expected traits such as technique=T1110, tool=NAME, ref=sha256:…, sector=NAME, got ${JSON.stringify(wrong ?? "")}`,
    });
    return z.NEVER;
  });

const TRAIT = /^(technique|ref|sector|actor|tool|infrastructure|asset|service|control|place|party)=(.{1,1000})$/s;

function traitOf(word: string): Trait | undefined {
  const [, key = "", value = ""] = TRAIT.exec(word) ?? [];
  if (key === "") return undefined;
  if (key === "technique") return /^T\d{4}(\.\d{3})?$/.test(value) ? { trait: "technique", id: value } : undefined;
  if (key === "sector") return { trait: "sector", name: value };
  if (key !== "ref") return { trait: "entity", kind: key, name: value };
  const [, scheme, id] = /^([^:]{1,100}):(.+)$/s.exec(value) ?? [];
  return scheme === undefined || id === undefined ? undefined : { trait: "reference", scheme, id };
}

/** Holds one rule against every case that may be seen. */
export const relateCall = caseCall({
  name: "relate",
  about: "all",
  does: "reads",
  input: z.strictObject({ trait: traitsWord }),
  run: async (desk, { trait: traits }) => relateCases(traits, (await casesInSight(desk)).map(relatedOf)),
});

/** A case as relating sees it. */
export function relatedOf(booked: BookedCase): Parameters<typeof relateCases>[1][number] {
  const { casefile } = booked;
  return { case: casefile.case, sectors: casefile.sectors, nouns: [...foldOf(booked).view().nouns.values()] };
}
