import { type Checked, no, type Sha256, yes } from "../../lib/index.ts";
import type { CasefilePredicate, EntryName, NounId } from "../../model/index.ts";
import type { Ask } from "../weigh/ask.ts";
import { DEFAULT_SETTINGS, type WeighSettings } from "../weigh/settings.ts";
import { weigh } from "../weigh/weigh.ts";
import { type Beside, createAsks } from "./asks.ts";
import { fault, type GraphFault } from "./fault.ts";
import { type CaseNoun, createWalks, type Held, isKind, type LinkType } from "./held.ts";
import { type Leaning, leanedOn, pathTo } from "./lean.ts";
import { type Roots, rootsOf } from "./roots.ts";
import { type ClaimScore, createScores, type Difference } from "./scores.ts";
import { type CaseDissent, type ClaimStatus, dissentsUnder, statusOf } from "./standing.ts";
import { type CaseDocket, createStore } from "./store.ts";
import { suppose } from "./withdrawals.ts";

/** A link of a case. */
export type CaseLink = CaseNoun & { readonly noun: Extract<CaseNoun["noun"], { readonly noun: "link" }> };

/** A docket of the ledger that an invariant refused, of which nothing was taken. One without an entry was only tried, and is not listed. */
export type RefusedDocket = { readonly entry: EntryName; readonly fault: GraphFault };

/** What a case says so far: a live view that follows as dockets come in. Withdrawn nouns are in it, marked; nothing is ever taken out. */
export type CaseGraph = {
  readonly casefile: CasefilePredicate | null;
  readonly nouns: ReadonlyMap<NounId, CaseNoun>;
  readonly refused: readonly RefusedDocket[];
  /** Claims in the order stated. */
  claims(): readonly NounId[];
  /** Links into and out of a noun in the order stated, of one type or of all, withdrawn ones too. */
  linksTo(id: NounId, type?: LinkType): readonly CaseLink[];
  linksFrom(id: NounId, type?: LinkType): readonly CaseLink[];
  /** Words on a noun in the order stated, withdrawn ones too. */
  judgementsOn(id: NounId): readonly CaseNoun[];
  /** null for what is no claim. */
  status(id: NounId): ClaimStatus | null;
  /** Every dissent that stands on a claim or on anything that it rests on. */
  dissentsUnder(id: NounId): readonly CaseDissent[];
  /** Everything that leans on a noun, nearest first, each with a shortest path. To speak of something is not to lean on it. */
  leaningOn(id: NounId): readonly Leaning[];
  /** The independent roots of a claim with witnesses; null for what is no claim. */
  roots(id: NounId): Roots | null;
};

/** A case as its statements come in, in ledger order. */
export type CaseFold = {
  /** The casefile that stands from here on: its `by` is the keeper. */
  open(casefile: CasefilePredicate): void;
  /** Takes all of a docket and gives the ids of its nouns, or nothing of it and says why. */
  add(docket: CaseDocket): Checked<readonly NounId[], GraphFault>;
  view(): CaseGraph;
  /** The score of each claim, after settling. */
  scores(): ReadonlyMap<NounId, ClaimScore>;
  /** Scores anew what leaned on what has changed since the last time, and gives before and after, claims in the order stated. */
  settle(): readonly Difference[];
  /** What settling would say if these were withdrawn; nothing is stated, nobody's right is asked. Unknown ids are passed over. */
  whatIf(withdraw: readonly NounId[]): readonly Difference[];
  /** The question that a claim puts to weighing; null for what is no claim. */
  ask(id: NounId): Ask | null;
};

export type CaseFoldOptions = {
  readonly sha256: Sha256;
  readonly settings?: WeighSettings;
  readonly casefile?: CasefilePredicate;
  /** What else is known of a claim from outside, such as what a knowledge base covers; the same for the same id as long as the fold lives. */
  readonly beside?: (claim: NounId) => Beside;
};

/** A case without dockets. */
export function createCaseGraph(options: CaseFoldOptions): CaseFold {
  const { sha256, settings = DEFAULT_SETTINGS, beside = () => ({}) } = options;
  const store = createStore(sha256);
  const walks = createWalks();
  const asks = createAsks(walks, sha256, ({ id }) => beside(id));
  const find = (id: NounId) => store.nouns.get(id);
  const scores = createScores({ walks, asks, weigh: (ask, memory) => weigh(ask, settings, memory), find });
  const refused: RefusedDocket[] = [];
  const state = { casefile: options.casefile ?? null, case: options.casefile?.case ?? null };
  const claimAt = (id: NounId) => claimOf(find(id));
  const add = (docket: CaseDocket): Checked<readonly NounId[], GraphFault> => {
    if (state.case !== null && docket.case !== state.case) return no(fault("wrong-case", "case", state.case));
    const taken = store.take(docket, state.casefile?.by ?? null);
    if (!taken.ok) return taken;
    state.case = docket.case;
    scores.changed(taken.value.changed);
    return yes(taken.value.ids);
  };
  return {
    open: (casefile) => {
      state.casefile = casefile;
      state.case = casefile.case;
    },
    add: (docket) => {
      const added = add(docket);
      if (!added.ok && docket.entry !== undefined) refused.push({ entry: docket.entry, fault: added.fault });
      return added;
    },
    view: () => ({
      get casefile() {
        return state.casefile;
      },
      nouns: store.nouns,
      refused,
      claims: () => store.claims.map(({ id }) => id),
      linksTo: (id, type) => linksOf(find(id)?.into, type),
      linksFrom: (id, type) => linksOf(find(id)?.outOf, type),
      judgementsOn: (id) => find(id)?.judgements ?? [],
      status: (id) => mapClaim(claimAt(id), statusOf),
      dissentsUnder: (id) => mapClaim(claimAt(id), (claim) => dissentsUnder(claim, walks)) ?? [],
      leaningOn: (id) => leaningOn(find(id), walks),
      roots: (id) => mapClaim(claimAt(id), (claim) => rootsOf(claim, walks)),
    }),
    scores: () => {
      scores.settle();
      return new Map(store.claims.flatMap((claim) => mapEntry(claim, scores.get(claim))));
    },
    settle: scores.settle,
    whatIf: (withdraw) => {
      scores.settle();
      return scores.suppose(
        suppose(
          withdraw.flatMap((id) => find(id) ?? []),
          find,
        ),
      );
    },
    ask: (id) => mapClaim(claimAt(id), asks.ask),
  };
}

/** The case that dockets come to, in ledger order, those refused left out and listed. */
export function foldCase(dockets: Iterable<CaseDocket>, sha256: Sha256, casefile?: CasefilePredicate): CaseGraph {
  const fold = createCaseGraph({ sha256, ...(casefile === undefined ? {} : { casefile }) });
  for (const docket of dockets) fold.add(docket);
  return fold.view();
}

function claimOf(held: Held | undefined): Held | null {
  return held !== undefined && isKind(held, "claim") ? held : null;
}

function mapClaim<Value>(claim: Held | null, give: (claim: Held) => Value): Value | null {
  return claim === null ? null : give(claim);
}

function mapEntry(claim: Held, score: ClaimScore | undefined): readonly (readonly [NounId, ClaimScore])[] {
  return score === undefined ? [] : [[claim.id, score]];
}

function linksOf(edges: Held["into"] | undefined, type: LinkType | undefined): readonly CaseLink[] {
  return (edges ?? []).flatMap(({ link }) =>
    link !== null && isKind(link, "link") && (type === undefined || link.noun.type === type) ? [link] : [],
  );
}

function leaningOn(held: Held | undefined, walks: ReturnType<typeof createWalks>): readonly Leaning[] {
  if (held === undefined) return [];
  const { rests, causal } = leanedOn([held], walks);
  const tell = (leans: readonly Held[], isCausal: boolean) =>
    leans.map((leaning) => ({ id: leaning.id, causal: isCausal, path: pathTo(leaning) }));
  return [...tell(rests, false), ...tell(causal, true)];
}
