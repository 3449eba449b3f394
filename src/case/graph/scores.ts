import type { NounId } from "../../model/index.ts";
import type { Ask } from "../weigh/ask.ts";
import type { Memory } from "../weigh/table.ts";
import type { Verdict } from "../weigh/verdict.ts";
import type { Asks } from "./asks.ts";
import { type Held, isKind, type Walks } from "./held.ts";
import { leanedOn, pathTo, type Step } from "./lean.ts";
import { type CaseDissent, type ClaimStatus, dissentsOn, statusOf } from "./standing.ts";
import { type Flip, putBack } from "./withdrawals.ts";

/** What the graph says of a claim. */
export type ClaimScore = {
  readonly status: ClaimStatus;
  /** false: no record that stands is reached by what it rests on, over bearings, derivations and measures. */
  readonly supported: boolean;
  readonly dissents: readonly CaseDissent[];
  readonly verdict: Verdict;
};

/** What a change did to one claim that leaned on what changed. */
export type Difference = {
  readonly claim: NounId;
  /** null for a claim that is new. */
  readonly before: ClaimScore | null;
  readonly after: ClaimScore;
  /** How it leaned: from the noun that changed, over links; empty when that is the claim itself, or only its standing changed. */
  readonly path: readonly Step[];
  /** It leans as an effect, or only its standing changed: no evidence of it did. */
  readonly causal: boolean;
};

/** Claims that a change reached. `weigh`: its evidence or the words beside it changed, so it is to be weighed anew. */
type Reached = Map<Held, { readonly path: readonly Step[]; readonly causal: boolean; readonly weigh: boolean }>;

/** Scores of all claims, kept until something that they lean on changes. */
export type Scores = {
  /** Nouns came in, began or ceased to stand. */
  changed(nouns: readonly Held[]): void;
  /** Scores anew what has changed since the last time, and nothing else. */
  readonly settle: () => readonly Difference[];
  /** What settling would say after these flips, which are put back. */
  suppose(flips: readonly Flip[]): readonly Difference[];
  get(claim: Held): ClaimScore | undefined;
};

/** No scores yet. `weigh` must give the same verdict for the same ask. */
export function createScores(given: {
  readonly walks: Walks;
  readonly asks: Asks;
  readonly weigh: (ask: Ask, memory: Memory) => Verdict;
  readonly find: (id: NounId) => Held | undefined;
}): Scores {
  const { walks, asks, weigh, find } = given;
  const kept = new Map<Held, ClaimScore>();
  const memories = new Map<Held, Memory>();
  let stale: Reached = new Map();
  const unmade: Held[] = [];
  const scoreOf = (claim: Held, anew: boolean): ClaimScore => {
    const before = kept.get(claim);
    const standing = { status: statusOf(claim), dissents: dissentsOn(claim) };
    if (before !== undefined && !anew) return { ...before, ...standing };
    const ask = asks.ask(claim);
    const memory = memories.get(claim) ?? { table: null };
    memories.set(claim, memory);
    return { ...standing, supported: ask.roots > 0, verdict: weigh(ask, memory) };
  };
  const compare = (reached: Reached): Difference[] =>
    [...reached]
      .sort(([left], [right]) => left.order - right.order)
      .map(([claim, { path, causal, weigh: anew }]) => {
        const [before, after] = [kept.get(claim) ?? null, scoreOf(claim, anew)];
        return { claim: claim.id, before, after, path, causal };
      });
  const settle = () => {
    asks.makeItems(unmade.splice(0));
    const differences = compare(stale);
    stale = new Map();
    for (const { claim, after } of differences) {
      const held = find(claim);
      if (held !== undefined) kept.set(held, after);
    }
    return differences;
  };
  return {
    changed: (nouns) => {
      const { claims, bearings } = reachedBy(nouns, walks, find);
      for (const link of bearings) {
        link.item = undefined;
        unmade.push(link);
      }
      for (const [claim, how] of claims) {
        const already = stale.get(claim);
        stale.set(
          claim,
          already === undefined ? how : { ...already, causal: already.causal && how.causal, weigh: already.weigh || how.weigh },
        );
      }
    },
    settle,
    suppose: (flips) => {
      const { claims, bearings } = reachedBy(
        flips.map(({ held }) => held),
        walks,
        find,
      );
      const items = bearings.map(({ item }) => item);
      for (const link of bearings) link.item = undefined;
      asks.makeItems(bearings);
      const differences = compare(claims);
      for (const [at, link] of bearings.entries()) link.item = items[at];
      putBack(flips);
      return differences;
    },
    get: (claim) => kept.get(claim),
  };
}

function reachedBy(
  nouns: readonly Held[],
  walks: Walks,
  find: (id: NounId) => Held | undefined,
): { readonly claims: Reached; readonly bearings: readonly Held[] } {
  const { rests, causal, bearings } = leanedOn(nouns, walks);
  const claims: Reached = new Map();
  for (const held of rests) if (isKind(held, "claim")) claims.set(held, { path: pathTo(held), causal: false, weigh: true });
  for (const held of causal) if (isKind(held, "claim")) claims.set(held, { path: pathTo(held), causal: true, weigh: false });
  for (const held of nouns)
    for (const claim of standingWith(held, find)) {
      const known = claims.get(claim);
      if (known === undefined || !known.weigh)
        claims.set(claim, { path: known?.path ?? [], causal: known?.causal ?? true, weigh: true });
    }
  for (const held of nouns) if (isKind(held, "claim")) claims.set(held, { path: [], causal: false, weigh: true });
  return { claims, bearings };
}

/** The claims whose standing is a matter of the noun: what it supersedes, is a word on, or links to. */
function standingWith(noun: Held, find: (id: NounId) => Held | undefined): readonly Held[] {
  // A word on a claim, or on a dissent that is on one: words further off change nothing but whether those stand.
  let held: Held | undefined = noun;
  for (let hop = 0; hop < 2 && held !== undefined && isKind(held, "judgement"); hop++) held = find(held.noun.on);
  if (held === undefined || isKind(held, "judgement")) return [];
  if (isKind(held, "claim")) {
    const older = held === noun && held.noun.supersedes !== null ? find(held.noun.supersedes) : undefined;
    return older === undefined ? [held] : [held, older];
  }
  // A link takes the words on it along when it ceases to stand, even one that carries no evidence.
  const isJudged = held !== noun || held.judgements.length > 0;
  const to = held.edge?.to;
  return isJudged && to !== undefined && isKind(to, "claim") ? [to] : [];
}
