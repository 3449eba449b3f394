import type { CustodyPredicate, ExhibitId, ExhibitPredicate, HoldPredicate } from "../../model/index.ts";
import type { ChainEvent, Custody, CustodyEntry, ExhibitChain } from "./chain.ts";
import { checkContent, resolveDigests } from "./digests.ts";
import { checkOpenOffer, grantedTo, isVoid, passOn } from "./hands.ts";
import { checkSignatures } from "./signatures.ts";
import { type ChainState, type FoldOptions, type FoldState, holdsOn, report } from "./state.ts";
import { checkOrder, checkOwnTimes } from "./times.ts";

/**
 * Folds what a ledger says of exhibits, in ledger order: who holds what, and every problem found. Pure; total on anything that the
 * statements' shapes accept. spec/custody.md §Checks.
 */
export function foldCustody(entries: Iterable<CustodyEntry>, options: FoldOptions): Custody {
  const state: FoldState = {
    options,
    chains: new Map(),
    numbers: new Map(),
    redactions: new Set(),
    holds: new Map(),
    cited: [],
    problems: [],
  };
  for (const entry of entries) {
    const { said } = entry;
    if (said.kind === "exhibit") addExhibit(state, entry, said.predicate);
    else if (said.kind === "custody") addEvent(state, entry, said.predicate);
    else if (said.kind === "hold") addHold(state, said.predicate);
    else state.redactions.add(entry.name);
  }
  if (options.excerpt !== true) resolveDigests(state);
  for (const chain of state.chains.values()) checkOpenOffer(state, chain);
  return finished(state);
}

function addExhibit(state: FoldState, { index, name, signers }: CustodyEntry, exhibit: ExhibitPredicate): void {
  const place = { exhibit: exhibit.exhibit, index };
  if (state.chains.has(exhibit.exhibit)) return report(state, "duplicate-exhibit", place, exhibit.exhibit);
  if (state.numbers.has(exhibit.number)) report(state, "duplicate-number", place, exhibit.number);
  if (exhibit.parent !== null && state.options.excerpt !== true && !state.chains.has(exhibit.parent))
    report(state, "unknown-parent", place, exhibit.parent);
  if (signers.length === 0) report(state, "signed-by-another", place, "nobody signed it");
  const { by, at } = exhibit.acquired;
  checkOwnTimes(state, place, { occurred: at, recordedAt: exhibit.recordedAt });
  state.numbers.set(exhibit.number, exhibit.exhibit);
  state.chains.set(exhibit.exhibit, {
    index,
    name,
    exhibit,
    events: [],
    holding: { state: "held", by },
    quarantined: false,
    last: { name, occurred: at, recordedAt: exhibit.recordedAt },
  });
}

function addEvent(state: FoldState, { index, name, signers }: CustodyEntry, custody: CustodyPredicate): void {
  const event: ChainEvent = { index, name, signers, custody };
  const place = { exhibit: custody.exhibit, index };
  const before = state.problems.length;
  const chain = state.chains.get(custody.exhibit);
  if (chain === undefined) return report(state, "unknown-exhibit", place, custody.exhibit);
  // A reader far away knows of nothing that happened since the grant.
  const isFromAfar = grantedTo(chain, custody) !== undefined && custody.previous === custody.answers;
  if (custody.previous !== chain.last.name && !isFromAfar)
    report(state, "broken-previous", place, `it names ${custody.previous}, the event before it is ${chain.last.name}`);
  checkAnswer(state, chain, event);
  checkOwnTimes(state, place, custody);
  if (!isFromAfar) checkOrder(state, chain, event);
  checkSignatures(state, event);
  checkContent(state, chain, event);
  const { holding } = chain;
  passOn(state, chain, event);
  // An event is in the chain once it is in the ledger, and moves nothing that it had no right to move.
  if (isVoid(event, state.problems.slice(before))) chain.holding = holding;
  chain.events.push(event);
  const { occurred, recordedAt } = isFromAfar ? chain.last : custody;
  chain.last = { name, occurred, recordedAt };
}

/** What an event may answer; acceptances and returns are checked with the hands. */
function checkAnswer(state: FoldState, chain: ChainState, { index, custody }: ChainEvent): void {
  const { answers, event, exhibit } = custody;
  if (!mayAnswer(state, chain, custody))
    report(state, "unexpected-answer", { exhibit, index }, `${event} answers ${answers ?? "nothing"}`);
}

function mayAnswer({ options, redactions }: FoldState, chain: ChainState, custody: CustodyPredicate): boolean {
  const { answers, event } = custody;
  switch (event) {
    case "transferred-in":
    case "returned":
      return true;
    case "corrected":
      return answers === chain.name || chain.events.some(({ name }) => name === answers);
    case "redacted":
      return answers === null || options.excerpt === true || redactions.has(answers);
    case "accessed":
      return answers === null || grantedTo(chain, custody) !== undefined;
    default:
      return answers === null;
  }
}

/** A hold that is placed again keeps what it kept before, until it is lifted. */
function addHold(state: FoldState, { action, hold, exhibits, cases }: HoldPredicate): void {
  const before = state.holds.get(hold);
  if (action === "lift") state.holds.delete(hold);
  else
    state.holds.set(hold, {
      exhibits: new Set([...(before?.exhibits ?? []), ...exhibits]),
      cases: new Set([...(before?.cases ?? []), ...cases]),
    });
}

function finished(state: FoldState): Custody {
  const problems = [...state.problems].sort((left, right) => left.index - right.index);
  const chains = new Map<ExhibitId, ExhibitChain>();
  for (const [id, chain] of state.chains) {
    const { index, name, exhibit, events, holding, quarantined } = chain;
    chains.set(id, {
      index,
      name,
      exhibit,
      events,
      holding,
      quarantined,
      last: chain.last.name,
      holds: holdsOn(state, exhibit),
      problems: problems.filter((problem) => problem.exhibit === id),
    });
  }
  return { chains, problems };
}
