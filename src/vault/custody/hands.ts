import type { Hand } from "../../model/index.ts";
import { type ChainEvent, type CustodyProblem, type CustodyProblemKind, handText, sameHand } from "./chain.ts";
import { type ChainState, type FoldState, holdsOn, report, sameParty } from "./state.ts";
import { betweenMs, ms } from "./times.ts";

const HOUR_MS = 3_600_000;

/** Moves an exhibit from hand to hand as an event says, and says what does not follow. */
export function passOn(state: FoldState, chain: ChainState, event: ChainEvent): void {
  const { exhibit } = event.custody;
  if (chain.holding.state === "destroyed") {
    if (event.custody.event !== "corrected")
      report(state, "after-destruction", { exhibit, index: event.index }, `${event.custody.event} after it was destroyed`);
    return;
  }
  switch (event.custody.event) {
    case "transferred-out":
      return offer(state, chain, event);
    case "transferred-in":
      return accept(state, chain, event);
    case "returned":
      return takeBack(state, chain, event);
    case "corrected":
      return;
    default:
      return act(state, chain, event);
  }
}

/** Problems that take nothing from an event: clocks, the time between two hands, and not having seen what came before. */
const SPARED: readonly CustodyProblemKind[] = [
  "broken-previous",
  "gap",
  "clock-reversed",
  "clock-before-predecessor",
  "clock-recorded-early",
  "clock-against-order",
  "clock-in-future",
];

/** True when an event with these problems moves no exhibit: a hand that had no right to, or words that are missing. No problem spares a destruction. */
export function isVoid({ custody }: ChainEvent, problems: readonly CustodyProblem[]): boolean {
  return problems.some(({ kind }) => custody.event === "destroyed" || !SPARED.includes(kind));
}

function offer(state: FoldState, chain: ChainState, { index, name, custody }: ChainEvent): void {
  const { actor, counterparty, exhibit } = custody;
  const { holding } = chain;
  const place = { exhibit, index };
  if (custody.purpose.trim() === "") report(state, "missing-words", place, "a transfer has a purpose");
  if (counterparty === null) return report(state, "missing-words", place, "an offer names who is to take it");
  if (holding.state === "offered")
    report(state, "overlap", place, `offered to ${handText(counterparty)} while it is offered to ${handText(holding.to)}`);
  if (!sameHand(holding.by, actor))
    report(state, "not-the-holder", place, `${handText(actor)} gave it, ${handText(holding.by)} held it`);
  chain.holding = { state: "offered", by: actor, to: counterparty, offer: name };
}

function accept(state: FoldState, chain: ChainState, { index, custody }: ChainEvent): void {
  const { actor, answers, counterparty, exhibit } = custody;
  const { holding } = chain;
  const place = { exhibit, index };
  const offered = chain.events.find(({ name, custody: { event } }) => name === answers && event === "transferred-out");
  if (offered === undefined) {
    report(state, "acceptance-without-offer", place, `${handText(actor)} answers no offer of this exhibit`);
  } else if (holding.state !== "offered" || holding.offer !== answers) {
    report(state, "overlap", place, `${handText(actor)} took what is in the hands of ${handText(holding.by)}`);
  } else {
    checkTaker(state, { place, to: holding.to, by: holding.by }, { actor, counterparty });
    const between = betweenMs(offered.custody.occurred, custody.occurred);
    if (between > state.options.acceptWithinMs)
      report(state, "gap", place, `${Math.floor(between / HOUR_MS)} hours between the hands`);
  }
  chain.holding = { state: "held", by: actor };
}

type Sides = Pick<ChainEvent["custody"], "actor" | "counterparty">;

function checkTaker(
  state: FoldState,
  { place, to, by }: { place: Parameters<typeof report>[2]; to: Sides["actor"]; by: Sides["actor"] },
  { actor, counterparty }: Sides,
): void {
  if (!sameHand(to, actor))
    report(state, "accepted-by-another", place, `offered to ${handText(to)}, taken by ${handText(actor)}`);
  if (counterparty === null || !sameHand(counterparty, by))
    report(state, "accepted-by-another", place, `${handText(by)} gave it, the acceptance names somebody else`);
}

/** An offer that was not accepted is withdrawn by who made it; a disclosed copy comes back to who holds the exhibit. */
function takeBack(state: FoldState, chain: ChainState, { index, custody }: ChainEvent): void {
  const { actor, answers, exhibit } = custody;
  const { holding } = chain;
  const place = { exhibit, index };
  if (holding.state === "offered" && holding.offer === answers) {
    if (!sameHand(holding.by, actor))
      report(state, "not-the-holder", place, `${handText(actor)} took back an offer of ${handText(holding.by)}`);
    chain.holding = { state: "held", by: holding.by };
    return;
  }
  const given = chain.events.find(({ name }) => name === answers)?.custody.event;
  if (given !== "disclosed" && given !== "granted")
    report(state, "unexpected-answer", place, "only an open offer and what was disclosed can come back");
  else act(state, chain, { index, custody });
}

/** Only people of the party that holds an exhibit act on it, and nobody while it is between two hands. */
function act(state: FoldState, chain: ChainState, { index, custody }: Pick<ChainEvent, "index" | "custody">): void {
  const { actor, event, exhibit } = custody;
  const { holding } = chain;
  const place = { exhibit, index };
  const grant = grantedTo(chain, custody);
  if (grant !== undefined) {
    if (!sameParty(grant, actor))
      report(state, "accepted-by-another", place, `granted to ${handText(grant)}, opened by ${handText(actor)}`);
    return;
  }
  // Who confirms a redaction has looked at the exhibit, for whatever party, and holds nothing.
  if (event === "redacted" && custody.answers !== null) return;
  if (holding.state === "offered") report(state, "overlap", place, `${event} while it is offered to ${handText(holding.to)}`);
  if (!sameParty(holding.by, actor))
    report(state, "overlap", place, `${event} by ${handText(actor)} while ${handText(holding.by)} holds it`);
  if (event === "quarantined") chain.quarantined = true;
  if (event === "destroyed") destroy(state, chain, { index, custody });
}

/** Whom the grant that an access answers was made to: a reader of a sealed copy needs not hold the exhibit. */
export function grantedTo(chain: ChainState, { answers, event }: ChainEvent["custody"]): Hand | undefined {
  // Most accesses answer nothing: a chain of many readings is not searched for each of them.
  if (event !== "accessed" || answers === null) return undefined;
  const grant = chain.events.find(({ name, custody }) => name === answers && custody.event === "granted");
  return grant?.custody.counterparty ?? undefined;
}

function destroy(state: FoldState, chain: ChainState, { index, custody }: Pick<ChainEvent, "index" | "custody">): void {
  const { actor, authority, exhibit } = custody;
  if (authority.trim() === "") report(state, "missing-words", { exhibit, index }, "a destruction names its authority");
  const holds = holdsOn(state, chain.exhibit);
  if (holds.length > 0) report(state, "destroyed-under-hold", { exhibit, index }, `kept by ${holds.join(", ")}`);
  chain.holding = { state: "destroyed", by: actor };
}

/** An offer that nobody accepted in time is a gap, found when there is no further event to find it by. */
export function checkOpenOffer(state: FoldState, chain: ChainState): void {
  const { holding } = chain;
  if (holding.state !== "offered") return;
  const open = chain.events.find(({ name }) => name === holding.offer);
  if (open === undefined) return;
  const waited = state.options.nowMs - ms(open.custody.occurred.to);
  if (waited > state.options.acceptWithinMs)
    report(
      state,
      "offer-unanswered",
      { exhibit: chain.exhibit.exhibit, index: open.index },
      `${handText(holding.to)} has not accepted it for ${Math.floor(waited / HOUR_MS)} hours`,
    );
}
