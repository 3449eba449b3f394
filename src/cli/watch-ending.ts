import type { SessionResult } from "../app/index.ts";
import { EXIT } from "./exit-codes.ts";

/** How a watch went: what it came to, and what it was asked for. */
export type Ending = {
  readonly result: Pick<SessionResult, "coverage" | "detections">;
  /** Ids of the sources that there were to open. */
  readonly opened: readonly string[];
  /** What the command line named. */
  readonly sources: readonly string[];
  readonly isFollowing: boolean;
  readonly isStopped: boolean;
  /** Other rules took over, so that what was read before them is not in the coverage. */
  readonly isReloaded: boolean;
};

/** The exit code of a watch, and the line that says why "nothing found" is no answer; undefined where nothing needs to be said. */
export function endingOf(ending: Ending): { readonly code: number; readonly say?: string } {
  if (ending.result.detections > 0) return { code: EXIT.no };
  const say = wasCutShort(ending) ? CUT_SHORT : whyUnread(ending);
  return say === undefined ? { code: EXIT.yes } : { code: EXIT.failure, say };
}

const CUT_SHORT = "stopped before the end, so that nothing found says nothing about the rest";
const REJECTED = "nothing could be read: every line was rejected, so that nothing found says nothing";
const UNREAD = "nothing could be read: no source is readable, so that nothing found says nothing";

/** Ctrl-C ended the reading of what has an end. */
function wasCutShort({ isStopped, isFollowing, sources }: Ending): boolean {
  return isStopped && !isFollowing && !sources.some(isEndless);
}

/** Said when there was something to read, and no line of it could be: every source is bad, or every line was rejected. */
function whyUnread({ result: { coverage }, opened, isReloaded }: Ending): string | undefined {
  const { accounting, sources } = coverage;
  if (isReloaded || accounting.evaluated > 0) return undefined;
  if (accounting.rejected > 0) return REJECTED;
  const bad = new Set(sources.filter(({ state }) => state === "unreadable" || state === "unsupported").map(({ id }) => id));
  return bad.size > 0 && opened.every((id) => bad.has(id)) ? UNREAD : undefined;
}

/** What has no end of its own, so that Ctrl-C is the way to end it. */
function isEndless(source: string): boolean {
  return source === "-" || source.startsWith("syslog:") || source.startsWith("journal:");
}
