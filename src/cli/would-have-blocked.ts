import {
  type Config,
  type Node,
  type RehearsalReport,
  type RehearsedTarget,
  readSoundPlaybooks,
  runRehearsal,
  STARTER_PLAYBOOKS,
} from "../app/index.ts";
import { isoTime } from "../lib/index.ts";
import { printable } from "./paint.ts";
import type { Progress } from "./progress.ts";

/** Targets that are named; `meridian playbook rehearse` names them all. */
const NAMED_MAX = 5;

/**
 * What is printed of blocking at a start: it reads what is over, so that nothing is blocked, and says whom the playbooks of the
 * configuration, or the starter ones, would have blocked and when.
 */
export async function wouldHaveBlocked(
  node: Node,
  config: Config,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: Progress },
): Promise<readonly string[]> {
  const paths = config.respond.playbooks.length === 0 ? [STARTER_PLAYBOOKS] : config.respond.playbooks;
  const playbooks = (await Promise.all(paths.map(readSoundPlaybooks))).flat();
  const { report } = await runRehearsal({
    config,
    playbooks,
    good: [],
    history: {
      kind: "ledger",
      dataDirectory: node.dataDirectory,
      sinceMs: null,
      signal,
      onProgress: (done, total, note) => progress.update(done, total, note),
    },
  });
  progress.finish();
  return report === undefined ? ["nothing"] : linesOf(report);
}

function linesOf({ held, totals }: RehearsalReport): readonly string[] {
  const inTime = held.toSorted((left, right) => left.firstMs - right.firstMs);
  if (inTime.length === 0) return ["nothing: what is read here is over, and no playbook would have blocked anybody"];
  const more = inTime.length - NAMED_MAX;
  return [
    `nothing: what is read here is over. With blocking on, the playbooks would have acted on ${totals.held}:`,
    ...inTime.slice(0, NAMED_MAX).map(lineOf),
    ...(more > 0 ? [`and ${more} more: meridian playbook rehearse`] : []),
  ];
}

function lineOf({ target, measure, spans, lines, spared }: RehearsedTarget): string {
  const [first] = spans;
  const when = first === undefined ? "" : ` at ${isoTime(first.fromMs)}`;
  const verb = measure === "block" ? "would have blocked" : `would have done ${measure} to`;
  const kept = lines === null ? "" : `, holding back ${lines.attack + lines.good + lines.other} lines`;
  return `${verb} ${printable(target.value)}${when}${kept}${spared > 0 ? ` and ${spared} findings` : ""}`;
}
