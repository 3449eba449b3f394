import { alarmLines, type Node, standingAlarms } from "../app/index.ts";
import { explainError, Failure } from "../lib/index.ts";
import { paint, printable } from "./paint.ts";

/** Says loudly, on standard error, which alarms of a node wait for an answer. Nothing when there is none. */
export async function announceAlarms(node: Node): Promise<void> {
  for (const line of await linesOf(node)) process.stderr.write(`${paint(["bold", "red"], printable(line), process.stderr)}\n`);
}

/** A damaged ledger must not keep `ledger check` from saying what is damaged. */
async function linesOf(node: Node): Promise<readonly string[]> {
  try {
    const lines = alarmLines(await standingAlarms(node));
    return lines.length === 0 ? [] : [...lines, "See `meridian ledger alarms`; two persons dismiss an alarm, one confirms it."];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [`the alarms of this node cannot be read: ${explainError(error)}`];
  }
}
