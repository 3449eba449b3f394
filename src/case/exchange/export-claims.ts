import type { Json } from "../../lib/index.ts";
import { IMITATION, type NounKind, type NounOf, OTHER } from "../../model/index.ts";
import { parseIdentifier, type StixObject } from "../../stix/index.ts";
import type { CaseNoun } from "../graph/held.ts";
import type { Verdict } from "../weigh/verdict.ts";
import type { Draft } from "./draft.ts";
import { isEntity } from "./export-things.ts";
import { CLAIM_TYPE } from "./meridian.ts";

type Of<Kind extends NounKind> = CaseNoun & { readonly noun: NounOf<Kind> };

/** A claim as an object of our own, readable without us: the question, all its answers, what bears on them, what follows. */
export function claimObject(claim: Of<"claim">, draft: Draft): StixObject {
  const { noun, id } = claim;
  const verdict = draft.given.verdicts.get(id);
  const subject = noun.subject === null ? undefined : draft.idOf(noun.subject);
  return {
    ...draft.common(CLAIM_TYPE, draft.id(CLAIM_TYPE, id), true),
    name: noun.ask,
    claim_kind: noun.kind,
    level: noun.level,
    subject_ref: subject ?? null,
    answers: noun.answers.map(({ answer, entity }) => ({
      answer,
      entity_ref: (entity === null ? undefined : draft.idOf(entity)) ?? null,
    })),
    prior: noun.prior,
    evidence: draft.linksTo(id).flatMap((link) => (link.noun.bearing === null ? [] : [evidenceOf(link, draft)])),
    verdict: verdict === undefined ? null : verdictOf(verdict),
  };
}

function evidenceOf({ noun, id }: Of<"link">, draft: Draft): Json {
  const { bearing } = noun;
  return {
    link: id,
    source_ref: draft.idOf(noun.from) ?? null,
    reliability: bearing?.reliability ?? null,
    credibility: bearing?.credibility ?? null,
    forgeability: bearing?.forgeability ?? null,
    weights: (bearing?.weights ?? []).map((weight) => ({ ...weight, log10LR: { ...weight.log10LR } })),
    why: noun.why,
  };
}

/** Likelihood and confidence are two things (ICD 203): both are told, neither is made of the other. */
function verdictOf(verdict: Verdict): Json {
  const { outcome, confidence, fragility } = verdict;
  return {
    outcome: outcome.is,
    answer: outcome.is === "unknown" ? outcome.nearest : outcome.answer,
    doubts: outcome.is === "leads" ? null : [...outcome.doubts],
    confidence: confidence.level,
    confidence_because: [...confidence.because],
    independent_roots: verdict.n,
    sources: verdict.counted.sources,
    fragility: fragility === null ? null : { k: fragility.k, at_most: fragility.atMost, of: fragility.of },
    temperature: { ...verdict.temperature },
    answers: verdict.answers.map((one) => ({
      answer: one.answer,
      against: one.against,
      not_assessable: one.notAssessable,
      log10LR: one.log10LR === null ? null : { ...one.log10LR },
      scale: one.scale,
      likelihood:
        one.likelihood === null
          ? null
          : { range: { ...one.likelihood.range }, term: one.likelihood.term, from: one.likelihood.from },
    })),
  };
}

/** Low, Med and High of STIX 2.1 Appendix A: how well founded, not how likely. */
const CONFIDENCE = { low: 15, moderate: 50, high: 85 } as const;

/**
 * Beside a claim about an actor, what other tools understand: `attributed-to`, only when a named actor leads and is assessable.
 * Unknown, imitation not excluded, and not assessable are never an attribution.
 */
export function putAttribution(claim: Of<"claim">, draft: Draft, incident: string | undefined): void {
  const { noun, id } = claim;
  const verdict = draft.given.verdicts.get(id);
  const led = verdict === undefined || noun.kind !== "actor" ? undefined : leadingOf(verdict);
  if (verdict === undefined || led === undefined) return;
  const [source, target] = [sourceOf(claim, draft, incident), targetOf(claim, draft, led.answer)];
  if (source === undefined || target === undefined) return;
  const stixId = draft.id("relationship", `attributed ${id}`);
  const words = `${noun.level ?? "no"} level; ${led.scale ?? "no support"}; confidence ${verdict.confidence.level}; see ${CLAIM_TYPE}`;
  const edge = { relationship_type: "attributed-to", source_ref: source, target_ref: target };
  const confidence = CONFIDENCE[verdict.confidence.level];
  draft.putBeside(
    { ...draft.common("relationship", stixId, true), ...edge, confidence, description: words },
    { of: draft.idOf(id) ?? "", level: draft.level(id) },
  );
}

/** The answer that leads, when it names somebody who could be assessed. */
function leadingOf({ outcome, answers }: Verdict): Verdict["answers"][number] | undefined {
  if (outcome.is !== "leads" || outcome.answer === OTHER || outcome.answer.startsWith(IMITATION)) return undefined;
  return answers.find(({ answer, notAssessable }) => answer === outcome.answer && notAssessable === null);
}

/** What the claim is about, where that may be attributed; else the incident. */
function sourceOf({ noun }: Of<"claim">, draft: Draft, incident: string | undefined): string | undefined {
  const subject = noun.subject === null ? undefined : draft.idOf(noun.subject);
  return ATTRIBUTED.has(parseIdentifier(subject)?.type ?? "") ? subject : incident;
}

function targetOf({ noun }: Of<"claim">, draft: Draft, answer: string): string | undefined {
  const entity = noun.answers.find((one) => one.answer === answer)?.entity ?? null;
  const target = entity === null || !isEntity(draft.noun(entity)?.noun) ? undefined : draft.idOf(entity);
  return ACTORS.has(parseIdentifier(target)?.type ?? "") ? target : undefined;
}

const ACTORS: ReadonlySet<string> = new Set(["threat-actor", "intrusion-set"]);
/** What STIX 2.1 and the suite let be attributed. */
const ATTRIBUTED: ReadonlySet<string> = new Set(["incident", "campaign", "intrusion-set", "threat-actor"]);
