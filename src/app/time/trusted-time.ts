import { assert, Failure, isoTime, parseIsoTime, toBase64, toHex, utf8 } from "../../lib/index.ts";
import { type Digest, type TimePredicate, timeSubjects } from "../../model/index.ts";
import { type Agreement, agree, type Floor, type Reading } from "../../time/index.ts";
import type { Node } from "../node.ts";
import { hostClock } from "../pipeline.ts";
import { type TimeEntry, timeEntries } from "./trusted-time-entries.ts";
import type { TimeSettings } from "./trusted-time-settings.ts";
import {
  askAuthorities,
  authoritySources,
  localSource,
  readOwnCheckpoint,
  type StampedCheckpoint,
  type TimeRefusal,
  type TimeSource,
  witnessReadings,
  witnessSources,
} from "./trusted-time-sources.ts";

/** A time statement that went into the ledger, and the authorities that gave nothing. */
export type StampReport = StatedTime & { readonly refusals: readonly TimeRefusal[] };

/** A time statement that was put into the ledger. */
export type StatedTime = TimeEntry & { readonly predicate: TimePredicate };

/** The newest checkpoint with its cosignatures, as the node's witnessing leaves it. */
const COSIGNED = "witness/cosigned-checkpoint";
/** A cosigned checkpoint is stamped instead of the newest when the log signed it at most so long before. */
const COSIGNED_AGE_MS_MAX = 60_000;

/**
 * Has the newest checkpoint stamped by every authority and states the result. Throws TIME_AUTHORITY when no authority gave a token that
 * verifies, CONFIG_INVALID when none is configured.
 */
export async function stampTime(node: Node, settings: TimeSettings): Promise<StampReport> {
  if (settings.authorities.length === 0)
    throw new Failure("CONFIG_INVALID", "no time-stamping authority is configured; name two or more in time.authorities");
  const checkpoint = await checkpointToStamp(node);
  const begun = performance.now();
  const { tokens, refusals } = await askAuthorities(settings, utf8(checkpoint.text));
  requireToken(tokens, refusals);
  const slackMs = Math.ceil(performance.now() - begun);
  const nowMs = hostClock();
  const cosignedMs = Math.max(COSIGNED_AGE_MS_MAX, nowMs - checkpoint.atMs);
  const sources = [
    localSource(nowMs, settings),
    ...witnessSources(await witnessReadings(node, checkpoint.note), checkpoint.note, cosignedMs),
    ...authoritySources(tokens, slackMs),
  ];
  return { ...(await stateTime(node, checkpoint, sources, null)), refusals };
}

/** Throws TIME_AUTHORITY when no authority gave a token. */
export function requireToken(tokens: readonly unknown[], refusals: readonly TimeRefusal[]): void {
  if (tokens.length > 0) return;
  const reasons = refusals.map(({ authority, reason }) => `${authority}: ${reason}`).join("; ");
  throw new Failure("TIME_AUTHORITY", `no authority gave a token: ${reasons}`);
}

async function checkpointToStamp(node: Node): Promise<StampedCheckpoint> {
  const newest = await readOwnCheckpoint(node, node.ledger.checkpoint);
  assert(newest !== undefined, "the ledger's own keys signed its checkpoint");
  const bytes = await node.files.read(COSIGNED);
  const cosigned = bytes === undefined ? undefined : await readOwnCheckpoint(node, bytes);
  const isFresh = cosigned !== undefined && newest.atMs - cosigned.atMs <= COSIGNED_AGE_MS_MAX;
  return isFresh ? cosigned : newest;
}

/** What a round is of: the tree head that is stamped. */
type Head = { readonly origin: string; readonly size: number; readonly root: Uint8Array };

/** Puts what the sources of a round say into the ledger. */
export async function stateTime(
  node: Node,
  { origin, size, root }: Head,
  sources: readonly TimeSource[],
  renews: TimePredicate["renews"],
): Promise<StatedTime> {
  const after = afterOf(await timeEntries(node), size);
  const proofs = new Map(sources.flatMap(({ source, proof }) => (proof === undefined ? [] : [[source.proof, proof]])));
  const predicate: TimePredicate = {
    checkpoint: { origin, size, root: toHex(root) as Digest },
    sources: sources.map(({ source }) => source),
    after,
    ...agreementOf(
      sources.map(({ source }) => source),
      after,
    ),
    renews,
    proofs: [...proofs.values()].map(toBase64),
  };
  const [receipt] = await node.ledger.append([{ kind: "time", subject: timeSubjects(predicate), predicate }]);
  assert(receipt !== undefined, "one statement has one receipt");
  return { entry: receipt.index, name: receipt.name, predicate };
}

/** The newest time statement with an interval that a tree of `size` holds. */
export function afterOf(entries: readonly TimeEntry[], size: number): TimePredicate["after"] {
  const last = entries.findLast(({ entry, predicate }) => entry < size && predicate.interval !== null);
  return last?.predicate.interval ? { entry: last.entry, notBefore: last.predicate.interval.notBefore } : null;
}

/** What sources agree on, as a statement says it. A renewal's and a first statement's are the same. */
export function agreementOf(
  sources: TimePredicate["sources"],
  after: TimePredicate["after"],
): Pick<TimePredicate, "interval" | "contradictions"> {
  const floor: Floor | undefined = after === null ? undefined : { entry: after.entry, fromMs: msOf(after.notBefore) };
  const { interval, contradictions }: Agreement = agree(sources.map(readingOf), floor);
  const span = interval === null ? null : { notBefore: isoTime(interval.fromMs), notAfter: isoTime(interval.toMs) };
  return { interval: span, contradictions };
}

/** A source's span as milliseconds. */
function readingOf({ name, notBefore, notAfter, slackMs }: TimePredicate["sources"][number]): Reading {
  return { name, fromMs: msOf(notBefore), toMs: msOf(notAfter), slackMs };
}

/** Milliseconds of a time in a statement, which its shape has checked. */
export function msOf(time: string): number {
  const ms = parseIsoTime(time);
  assert(ms !== undefined, `a time in a statement is a time, got ${time}`);
  return ms;
}

/** Stamps whenever it is due; safe to call often. */
export type TimeKeeper = {
  /**
   * Stamps when `time.every` has passed since the last stamp and the ledger has grown since; else, or while a stamp is under way,
   * undefined at once. Rejects as stampTime does, and then waits as long again before it asks anew.
   */
  stampDue(): Promise<StampReport | undefined>;
};

/** The keeper of a running node's time. It waits for the network and the ledger's writer, and holds up neither sources nor appends. */
export function createTimeKeeper(node: Node, settings: TimeSettings): TimeKeeper {
  let lastAt = Number.NEGATIVE_INFINITY;
  let stampedSize = -1;
  let isStamping = false;
  return {
    async stampDue() {
      const isEarly = performance.now() - lastAt < settings.everyMs;
      if (settings.authorities.length === 0 || isStamping || isEarly || node.ledger.size === stampedSize) return undefined;
      isStamping = true;
      lastAt = performance.now();
      try {
        const report = await stampTime(node, settings);
        // The statement itself makes the ledger grow by one, which needs no stamp of its own.
        stampedSize = report.entry + 1;
        return report;
      } finally {
        isStamping = false;
      }
    },
  };
}
