import { type CaseServing, type Node, serveCases } from "../app/index.ts";
import { explainError } from "../lib/index.ts";
import { printable } from "./paint.ts";

/**
 * Takes calls of cases from other processes for as long as this one holds the node. Where it cannot, that is said, and the node goes on
 * without: what it watches matters more.
 */
export async function takeCaseCalls(
  node: Node | null,
  serving: Omit<CaseServing, "onProblem">,
): Promise<{ close(): Promise<void> } | undefined> {
  if (node === null) return undefined;
  const onProblem = (what: string) => void process.stderr.write(`meridian: ${printable(what)}\n`);
  try {
    return await serveCases(node, { ...serving, onProblem });
  } catch (error) {
    onProblem(`no cases can be stated while this runs: ${explainError(error)}`);
    return undefined;
  }
}
