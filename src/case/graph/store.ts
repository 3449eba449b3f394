import { assert, type Checked, no, type Sha256, yes } from "../../lib/index.ts";
import { type DocketPredicate, type EntryName, type NounId, type NounOf, nounId } from "../../model/index.ts";
import { causalFault } from "./causal-order.ts";
import { fault, type GraphFault } from "./fault.ts";
import { attach, type Edge, type Held, hold, isKind } from "./held.ts";
import { CASE_CLAIMS_MAX, CASE_NOUNS_MAX } from "./limits.ts";
import { originKey } from "./origin.ts";
import { isWithdrawal, referenceFault, type Speaker } from "./references.ts";
import { beginStage, type Staged } from "./staged.ts";
import { checkSupport } from "./support-order.ts";
import { settleWithdrawal } from "./withdrawals.ts";

/** A docket, with the ledger entry that it was read from if that is known. */
export type CaseDocket = DocketPredicate & { readonly entry?: EntryName };

/** What a docket brought: the ids of its nouns in its order, and the nouns that are new, began or ceased to stand. */
export type Taken = { readonly ids: readonly NounId[]; readonly changed: readonly Held[] };

/** The nouns of a case as its dockets brought them, with every invariant kept. */
export type Store = {
  readonly nouns: ReadonlyMap<NounId, Held>;
  readonly claims: readonly Held[];
  /** Takes all of a docket, or nothing of it. */
  take(docket: CaseDocket, keeper: string | null): Checked<Taken, GraphFault>;
};

type Room = {
  readonly nouns: Map<NounId, Held>;
  readonly claims: Held[];
  readonly causes: Edge[];
  readonly twins: Map<string, Held[]>;
  /** First spellings of origins, by originKey. */
  readonly origins: Map<string, string>;
  claimWays: number;
};

/** A case without nouns. */
export function createStore(sha256: Sha256): Store {
  const room: Room = { nouns: new Map(), claims: [], causes: [], twins: new Map(), origins: new Map(), claimWays: 0 };
  return {
    nouns: room.nouns,
    claims: room.claims,
    take: (docket, keeper) => {
      const staged = beginStage(room.nouns);
      const ids = stageAll(docket, { staged, keeper, sha256, size: room.nouns.size });
      if (!ids.ok) return ids;
      const full = fullFault(room, staged);
      if (full !== null) return no(full);
      const support = checkSupport(staged.edges, room.claimWays);
      if (!support.ok) return support;
      const causal = causalFault(room.causes, staged.edges, staged.find);
      if (causal !== null) return no(causal);
      for (const [held, depth] of support.value.depths) held.depth = depth;
      for (const [held, ways] of support.value.ways) held.ways = ways;
      room.claimWays = support.value.claimWays;
      return yes({ ids: ids.value, changed: commit(room, staged) });
    },
  };
}

type Staging = { readonly staged: Staged; readonly keeper: string | null; readonly sha256: Sha256; readonly size: number };

/** Looks at each noun by itself. One that is there already changes nothing, whoever says it again. */
function stageAll(docket: CaseDocket, { staged, keeper, sha256, size }: Staging): Checked<readonly NounId[], GraphFault> {
  const speaker: Speaker = { statedBy: docket.by, keeper };
  const ids: NounId[] = [];
  for (const [at, noun] of docket.nouns.entries()) {
    const id = nounId(noun, sha256);
    ids.push(id);
    if (staged.find(id) !== undefined) continue;
    const wrong = referenceFault(noun, staged, speaker, `nouns[${at}]`);
    if (wrong !== null) return no(wrong);
    const order = size + staged.nouns.length;
    staged.add(hold({ id, noun, order, statedBy: docket.by, entry: docket.entry ?? null }), at);
  }
  return yes(ids);
}

function fullFault({ nouns, claims }: Room, staged: Staged): GraphFault | null {
  const beyond = staged.nouns[CASE_NOUNS_MAX - nouns.size];
  if (beyond !== undefined) return fault("too-many", `nouns[${beyond.at}]`, `at most ${CASE_NOUNS_MAX} nouns in a case`);
  const claim = staged.nouns.filter(({ held }) => isKind(held, "claim"))[CASE_CLAIMS_MAX - claims.length];
  return claim === undefined ? null : fault("too-many", `nouns[${claim.at}]`, `at most ${CASE_CLAIMS_MAX} claims in a case`);
}

function commit(room: Room, staged: Staged): readonly Held[] {
  const changed = new Set<Held>();
  for (const { edge } of staged.edges) {
    attach(edge.from, "outOf", edge);
    attach(edge.to, "into", edge);
    if (edge.type === "causes") room.causes.push(edge);
    const own = edge.link ?? edge.to;
    own.edge = edge;
  }
  for (const { held } of staged.nouns) {
    room.nouns.set(held.id, held);
    changed.add(held);
    if (isKind(held, "record")) {
      held.twins = twinsOf(room, held);
      held.origin = firstSpelling(room, held.noun.origin);
    }
    if (isKind(held, "claim")) enterClaim(room, held);
    if (isKind(held, "judgement")) for (const flipped of enterJudgement(room, held)) changed.add(flipped);
  }
  return [...changed];
}

function enterClaim({ nouns, claims }: Room, held: Held & { readonly noun: NounOf<"claim"> }): void {
  claims.push(held);
  const older = held.noun.supersedes === null ? undefined : nouns.get(held.noun.supersedes);
  if (older !== undefined) attach(older, "successors", held);
}

function enterJudgement({ nouns }: Room, held: Held & { readonly noun: NounOf<"judgement"> }): readonly Held[] {
  const on = nouns.get(held.noun.on);
  assert(on !== undefined, "a checked judgement is on a noun that is there");
  const to = on.edge?.to;
  if (to !== undefined && isKind(on, "link") && isKind(to, "claim") && on.judgements.length === 0) attach(to, "judgedLinks", on);
  attach(on, "judgements", held);
  if (!isWithdrawal(held)) return [];
  return settleWithdrawal(on, (id) => nouns.get(id)).map((flip) => flip.held);
}

function firstSpelling({ origins }: Room, origin: string): string {
  const key = originKey(origin);
  const first = origins.get(key) ?? origin;
  origins.set(key, first);
  return first;
}

/** The records with the same bytes, among which the new one is entered. */
function twinsOf({ twins }: Room, held: Held & { readonly noun: NounOf<"record"> }): readonly Held[] {
  const { place } = held.noun;
  const bytes = place.kept === "segment" ? place.name : place.sha256;
  if (bytes === null) return [held];
  const known = twins.get(bytes);
  if (known === undefined) {
    const fresh = [held];
    twins.set(bytes, fresh);
    return fresh;
  }
  known.push(held);
  return known;
}
