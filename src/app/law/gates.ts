import {
  type EvidenceGate,
  type Facts,
  IMITATION,
  type NounId,
  type NounOf,
  OTHER,
  type RemedyPlan,
  reaches,
  STANDARDS,
  weakerOf,
} from "../../model/index.ts";
import { strongest } from "./facts.ts";
import { NOTHING_PROVED, namedBy, type Proof, type ProvenCase, proofOf } from "./proof.ts";

/** The three things that every answer rests on: the route, who did it, and the harm. */
export type EvidenceGates = Pick<RemedyPlan, "route" | "actor" | "damage" | "incidentBand"> & {
  /** The entity that the actor claim names; null when it names none. */
  readonly actorEntity: NounId | null;
};

type Claim = { readonly id: NounId; readonly claim: NounOf<"claim"> };
type Told = { readonly id: NounId; readonly claim: NounOf<"claim">; readonly proof: Proof };

/** Answers that say that it was not so, or that nobody knows: no route, actor or harm is shown by them. */
const EMPTY = [OTHER, "unknown"];
/** How such answers begin. No list of them is complete; one that shuts too much only asks for other words. */
const DENIES =
  /^(it )?(no|none|not|never|nothing|nobody|nowhere|un(affected|harmed|touched|damaged)|(did|does|do|was|were|is|are|has|had|could|can)( not|n['’]t))(?![\p{L}\p{N}])/iu;
const DENIES_ZH = /^(没|無|无|未|不|否|非)/u;

/**
 * How well a case shows route, actor and damage. The actor is who the best proved actor claim names; of the respondent when one is asked about. A claim
 * on one level says nothing of the next, so the level is the claim's own. docs/assess.md §Gates.
 */
export function gatesOf(held: ProvenCase, facts: Facts, respondent: NounId | null): EvidenceGates {
  const band = facts.figures.find(({ name }) => name === "severity_band");
  const told = (...kinds: readonly string[]) => claimsOf(held, kinds).map((claim) => toldOf(held, claim));
  const { actor, entity } = actorOf(told("actor"), held, respondent);
  return {
    route: gateOf(told("route")),
    actor,
    actorEntity: entity,
    damage: damageOf(told("outcome", "damage"), facts),
    incidentBand: band?.value.lo ?? null,
  };
}

function claimsOf({ graph }: ProvenCase, kinds: readonly string[]): readonly Claim[] {
  return graph.claims().flatMap((id) => {
    const noun = graph.nouns.get(id)?.noun;
    return noun?.noun === "claim" && kinds.includes(noun.kind) ? [{ id, claim: noun }] : [];
  });
}

/** What the claim names, if that says that something was so. A supported claim that nobody weighed is a hint. */
function toldOf(held: ProvenCase, { id, claim }: Claim): Told {
  const score = held.scores.get(id);
  const named = score === undefined ? null : namedBy(score.verdict);
  if (named === null) {
    const status = held.graph.status(id);
    const isHint = score?.supported === true && status !== "withdrawn" && status !== "superseded";
    const sources = held.graph.roots(id)?.witness.map(({ origin }) => origin) ?? [];
    const isOpen = claim.answers.filter(({ answer }) => says(answer)).length === 1;
    const hint: Proof = { standard: "scintilla", answer: null, sources: [...new Set(sources)].sort(), kinds: [] };
    return { id, claim, proof: isHint && isOpen && claim.kind === "route" ? hint : NOTHING_PROVED };
  }
  return { id, claim, proof: says(named) ? proofOf(held, id, [named]) : NOTHING_PROVED };
}

function says(answer: string): boolean {
  const words = answer.normalize("NFKC").trim().replace(/\s+/gu, " ");
  return !EMPTY.includes(words.toLowerCase()) && !answer.startsWith(IMITATION) && !DENIES.test(words) && !DENIES_ZH.test(words);
}

function gateOf(told: readonly Told[]): EvidenceGate {
  const { standard, sources } = strongest(told.map(({ proof }) => proof));
  return { standard, sources, claims: standard === null ? [] : claimsWith(told, standard) };
}

function claimsWith(told: readonly Told[], standard: EvidenceGate["standard"]): readonly string[] {
  return told.flatMap(({ id, proof }) => (proof.standard === standard ? [id] : [])).sort();
}

/** Levels of an actor, the most demanding last. */
const LEVELS = ["machine", "cluster", "organisation", "state"];

function entityOf({ claim, proof }: Told): NounId | null {
  return claim.answers.find(({ answer }) => answer === proof.answer)?.entity ?? null;
}

/** An answer that names nobody of the case, such as an accident, is a hint at most. */
function named(one: Told): Told {
  return entityOf(one) === null ? { ...one, proof: { ...one.proof, standard: weakerOf(one.proof.standard, "scintilla") } } : one;
}

/** Two claims about the same on one level, each more likely than not, that name two parties: a conflict, as of two sides of one claim. */
function namesAnother(one: Told, best: Told): boolean {
  const isApart = one.claim.subject !== null && best.claim.subject !== null && one.claim.subject !== best.claim.subject;
  const isSame = entityOf(one) === entityOf(best) || one.claim.level !== best.claim.level || isApart;
  return !isSame && reaches(one.proof.standard, "preponderance");
}

type Named = { readonly actor: EvidenceGates["actor"]; readonly entity: NounId | null };

function actorOf(told: readonly Told[], { graph }: ProvenCase, respondent: NounId | null): Named {
  const naming = told.filter(({ proof }) => proof.standard !== null).map(named);
  const fitting = naming.filter((one) => respondent === null || entityOf(one) === respondent);
  const rank = ({ proof, claim }: Told) =>
    STANDARDS.indexOf(proof.standard ?? "scintilla") * LEVELS.length + LEVELS.indexOf(claim.level ?? "machine");
  const best = fitting.reduce<Told | null>((most, next) => (most === null || rank(next) > rank(most) ? next : most), null);
  if (best === null) return { actor: { standard: null, sources: [], claims: [], level: null, name: null }, entity: null };
  const entity = entityOf(best);
  const noun = entity === null ? undefined : graph.nouns.get(entity)?.noun;
  const { sources, answer } = best.proof;
  const isDisputed = naming.some((one) => namesAnother(one, best));
  const standard = isDisputed ? weakerOf(best.proof.standard, "reasonable") : best.proof.standard;
  const name = noun?.noun === "entity" ? noun.name : answer;
  return { actor: { standard, sources, claims: [best.id], level: best.claim.level, name }, entity };
}

/** Figures and claims of harm: whichever is shown better. */
function damageOf(told: readonly Told[], { figures }: Facts): EvidenceGate {
  const byClaims = gateOf(told);
  // A measured nothing is no harm, and the band follows from the others.
  const harmful = figures.filter(({ name, value }) => value.lo > 0 && name !== "severity_band");
  const proofs = harmful.map(({ standard, sources }): Proof => ({ standard, answer: null, sources, kinds: [] }));
  const best = strongest(proofs);
  const isFigure = strongest([{ ...NOTHING_PROVED, ...byClaims }, best]) === best;
  if (!isFigure) return byClaims;
  const claims = harmful.filter(({ standard }) => standard === best.standard).flatMap((figure) => figure.claims);
  return { standard: best.standard, sources: best.sources, claims: [...new Set(claims)].sort() };
}
