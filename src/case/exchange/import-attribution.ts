import { tableOf } from "../../lib/index.ts";
import { IMITATION, type Noun, type NounId, OTHER } from "../../model/index.ts";
import { numberOf, parseIdentifier, type StixObject, textOf } from "../../stix/index.ts";
import type { ForeignReader, Placed } from "./import-reader.ts";

/** An intrusion set is a cluster of activity, a threat actor somebody; nobody's object says that it is a State. */
const LEVELS: ReadonlyMap<string, "cluster" | "organisation"> = tableOf({
  "intrusion-set": "cluster",
  "threat-actor": "organisation",
});

/** How easily a published attribution could be somebody's deception: it cannot be known, so the middle. */
const FORGEABILITY = 0.5;
const CONFIDENCE_MAX = 0.99;

/**
 * Makes one question of all that is said of one thing on one level: who is behind it? Every name that somebody gives is an answer, so are
 * an imitation of it and `other`. What the publisher asserts is evidence, judged, with its own confidence, and no more than its source is worth.
 */
export function readAttributions(relationships: readonly Placed[], reader: ForeignReader): void {
  const groups = new Map<string, Placed[]>();
  for (const placed of relationships) {
    const [, stix] = placed;
    const [source, target] = [textOf(stix, "source_ref"), textOf(stix, "target_ref")];
    const level = LEVELS.get(parseIdentifier(target)?.type ?? "");
    if (source === undefined || target === undefined || level === undefined)
      reader.keep(placed, "attributed to something that is no actor");
    else groups.set(`${level} ${source}`, [...(groups.get(`${level} ${source}`) ?? []), placed]);
  }
  for (const group of groups.values()) readQuestion(group, reader);
}

function readQuestion(group: readonly Placed[], reader: ForeignReader): void {
  const [first] = group;
  if (first === undefined) return;
  const [, stix] = first;
  const [source, target] = [textOf(stix, "source_ref"), textOf(stix, "target_ref")];
  const answers = answersOf(
    group.map(([, one]) => one),
    reader,
  );
  const claim = reader.add(first, {
    noun: "claim",
    kind: "actor",
    level: LEVELS.get(parseIdentifier(target)?.type ?? "") ?? null,
    subject: reader.nounOf(source) ?? null,
    ask: `Who is behind ${reader.nameOf(source)}?`.slice(0, 2000),
    answers,
    prior: null,
    supersedes: null,
  });
  for (const placed of group) {
    reader.named(placed[1], claim);
    if (claim !== undefined) addBearing(placed, claim, reader);
    else if (placed !== first) reader.keep(placed, "no room for the question that it answers");
  }
}

type Answers = Extract<Noun, { noun: "claim" }>["answers"];

function answersOf(relationships: readonly StixObject[], reader: ForeignReader): Answers {
  const named = new Map<string, NounId | null>();
  for (const stix of relationships) {
    const target = textOf(stix, "target_ref");
    named.set(answerFor(target, reader), reader.nounOf(target) ?? null);
  }
  const answers = [...named].map(([answer, entity]) => ({ answer, entity }));
  const imitations = answers.map(({ answer }) => ({ answer: IMITATION + answer, entity: null }));
  return [...answers, ...imitations, { answer: OTHER, entity: null }];
}

/** A name as an answer: one that would read as `other` or as an imitation is given by its identifier. */
function answerFor(target: string | undefined, reader: ForeignReader): string {
  const name = reader.nameOf(target).slice(0, 300);
  return name === "" || name === OTHER || name.startsWith(IMITATION) ? (target ?? "unnamed") : name;
}

function addBearing(placed: Placed, claim: NounId, reader: ForeignReader): void {
  const [, stix] = placed;
  const { reliability = "F", credibility = 6 } = reader.options;
  const confidence = numberOf(stix, "confidence");
  const best = confidence === undefined ? 0 : bansOf(confidence);
  const asserted = confidence === undefined ? "no confidence" : `confidence ${confidence} of 100`;
  reader.add(placed, {
    noun: "link",
    type: "bears-on",
    from: reader.record(stix),
    to: claim,
    bearing: {
      weights: [
        {
          for: answerFor(textOf(stix, "target_ref"), reader),
          against: OTHER,
          log10LR: { lo: Math.min(0, best), best, hi: Math.max(0, best) },
          basis: "judged",
          reference: `asserted by ${reader.publisher(stix)} with ${asserted} (${stix.id})`.slice(0, 1000),
        },
      ],
      reliability,
      credibility,
      forgeability: FORGEABILITY,
    },
    causing: null,
    why: (textOf(stix, "description") ?? "published attribution").slice(0, 4000),
  });
}

/** A confidence as odds, in bans: 50 of 100 says nothing. Three decimals, so that it is the same on every machine. */
function bansOf(confidence: number): number {
  const chance = Math.min(CONFIDENCE_MAX, Math.max(1 - CONFIDENCE_MAX, confidence / 100));
  return Math.round(Math.log10(chance / (1 - chance)) * 1000) / 1000 + 0;
}
