import { assert, Failure, parseHex } from "../../lib/index.ts";
import { dueRenewals } from "../../time/index.ts";
import type { Node } from "../node.ts";
import { hostClock } from "../pipeline.ts";
import { requireToken, type StampReport, stateTime } from "./trusted-time.ts";
import type { TimeSettings } from "./trusted-time-settings.ts";
import { askAuthorities, authoritySources, localSource } from "./trusted-time-sources.ts";
import { stampedBytes, type TimeVerdict, verifyTimes } from "./trusted-time-verify.ts";

/**
 * Has tokens stamped again before their certificates expire: those that expire within `withinMs` and that nothing covers which holds
 * longer. One statement for each that is renewed. Throws TIME_AUTHORITY when no authority gave a token.
 */
export async function renewTime(node: Node, settings: TimeSettings, withinMs: number): Promise<readonly StampReport[]> {
  if (settings.authorities.length === 0)
    throw new Failure("CONFIG_INVALID", "no time-stamping authority is configured; name two or more in time.authorities");
  const verdicts = await verifyTimes(node, settings);
  const nowMs = hostClock();
  const due = dueRenewals(verdicts.map(renewableOf), { nowMs, horizonMs: nowMs + withinMs });
  const reports: StampReport[] = [];
  for (const { entry, digests } of due) {
    const old = verdicts.find((verdict) => verdict.entry === entry);
    assert(old !== undefined, "what is due is one of the statements");
    reports.push(await renewOne(node, settings, old, digests));
  }
  return reports;
}

function renewableOf({ entry, predicate: { checkpoint, renews }, sources }: TimeVerdict) {
  const tokens = sources.flatMap(({ state, token, expiresMs }) =>
    state === "holds" && token !== null && expiresMs !== undefined ? [{ digest: token, expiresMs }] : [],
  );
  return { entry, size: checkpoint.size, renews: renews?.entry ?? null, tokens };
}

async function renewOne(node: Node, settings: TimeSettings, old: TimeVerdict, digests: readonly string[]): Promise<StampReport> {
  const renews = { entry: old.entry, tokens: digests as NonNullable<TimeVerdict["predicate"]["renews"]>["tokens"] };
  const stamped = await stampedBytes(node, { ...old.predicate, renews });
  const root = parseHex(old.predicate.checkpoint.root);
  assert(stamped !== undefined && root.ok, "tokens that verified are in their statement");
  const begun = performance.now();
  const { tokens, refusals } = await askAuthorities(settings, stamped);
  requireToken(tokens, refusals);
  const slackMs = Math.ceil(performance.now() - begun);
  const sources = [localSource(hostClock(), settings), ...authoritySources(tokens, slackMs)];
  return { ...(await stateTime(node, { ...old.predicate.checkpoint, root: root.value }, sources, renews)), refusals };
}
