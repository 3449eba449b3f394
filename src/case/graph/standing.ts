import type { NounId, NounOf } from "../../model/index.ts";
import { type Held, isKind, type Walks } from "./held.ts";
import { standingInto } from "./reach.ts";
import { ownerOf } from "./references.ts";

/** What a claim's life has come to; derived, never stated. */
export type ClaimStatus = "open" | "reviewed" | "contested" | "superseded" | "withdrawn";

/** A dissent that stands. `enteredBy`: whose docket it is in. `answeredBy`: the first word of another party on it; null while there is none. */
export type CaseDissent = {
  readonly id: NounId;
  readonly on: NounId;
  readonly by: string;
  readonly enteredBy: string;
  readonly answer: string | null;
  readonly why: string;
  readonly at: string;
  readonly answeredBy: NounId | null;
};

type Judged = Held & { readonly noun: NounOf<"judgement"> };

/** withdrawn before superseded before contested before reviewed. Only another party's review counts. */
export function statusOf(claim: Held): ClaimStatus {
  if (claim.withdrawnBy !== null) return "withdrawn";
  if (claim.successors.some(({ withdrawnBy }) => withdrawnBy === null)) return "superseded";
  if (dissentsOn(claim).some(({ answeredBy }) => answeredBy === null)) return "contested";
  const reviews = judgementsOn(claim, "review").filter(({ noun }) => noun.by !== claim.statedBy);
  return reviews.length > 0 ? "reviewed" : "open";
}

/** The dissents that stand on a claim and on the links that stand into it, in the order stated. */
export function dissentsOn(claim: Held): readonly CaseDissent[] {
  const links = claim.judgedLinks.filter(({ withdrawnBy }) => withdrawnBy === null);
  return [claim, ...links]
    .flatMap((on) => judgementsOn(on, "dissent"))
    .sort((left, right) => left.order - right.order)
    .map(dissentOf);
}

/** The dissents that stand on a claim, on what it rests on, and on the links between, in the order stated. */
export function dissentsUnder(claim: Held, walks: Walks): readonly CaseDissent[] {
  const mark = walks.next();
  const found: Judged[] = [];
  const queue = [claim];
  claim.mark = mark;
  for (let at = 0; at < queue.length; at++) {
    const held = queue[at] as Held;
    found.push(...judgementsOn(held, "dissent"));
    for (const { link, from } of standingInto(held)) {
      if (link !== null) found.push(...judgementsOn(link, "dissent"));
      if (from.mark === mark) continue;
      from.mark = mark;
      queue.push(from);
    }
  }
  return found.sort((left, right) => left.order - right.order).map(dissentOf);
}

function dissentOf(held: Judged): CaseDissent {
  const { on, by, answer, why, at } = held.noun;
  const reply = [...judgementsOn(held, "assess"), ...judgementsOn(held, "review")]
    .filter(({ noun }) => noun.by !== ownerOf(held))
    .reduce<Judged | null>((first, next) => (first === null || next.order < first.order ? next : first), null);
  return { id: held.id, on, by, enteredBy: held.statedBy, answer, why, at, answeredBy: reply?.id ?? null };
}

function judgementsOn(held: Held, stance: NounOf<"judgement">["stance"]): readonly Judged[] {
  return held.judgements.filter(
    (judgement): judgement is Judged =>
      isKind(judgement, "judgement") && judgement.noun.stance === stance && judgement.withdrawnBy === null,
  );
}
