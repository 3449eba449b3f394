import type { CustodyEvent } from "../../model/index.ts";
import { sameContent } from "../content-hash.ts";
import { type ChainEvent, contentText } from "./chain.ts";
import { type ChainState, type FoldState, report } from "./state.ts";

/** Events that touch no bytes. */
const WITHOUT_CONTENT: readonly CustodyEvent[] = ["corrected", "quarantined", "returned"];
/** Events whose output is sealed to readers: what they prove of it is theirs to show (spec/sealing.md). */
const SEALED_OUTPUTS: readonly CustodyEvent[] = ["granted"];

/** An event speaks of the exhibit's own bytes; what else it cites is resolved when all exhibits are known. */
export function checkContent(state: FoldState, chain: ChainState, event: ChainEvent): void {
  const { commitment, exhibit, event: kind, inputs, outputs } = event.custody;
  const { content } = chain.exhibit;
  const place = { exhibit, index: event.index };
  // What is bound by a salted commitment only must not be guessable from a digest beside it.
  const bound = commitment !== null || WITHOUT_CONTENT.includes(kind);
  if (!bound && !inputs.some((input) => sameContent(input, content)))
    report(state, "content-differs", place, `expected ${contentText(content)} among what went in`);
  if (kind === "copied" && !outputs.every((output) => sameContent(output, content)))
    report(state, "content-differs", place, `a copy is ${contentText(content)}`);
  const cited = SEALED_OUTPUTS.includes(kind) ? inputs : [...inputs, ...outputs];
  for (const one of cited) state.cited.push({ at: event, content: one });
}

/** Every cited digest must be that of an exhibit, length and both hashes. */
export function resolveDigests(state: FoldState): void {
  const known = new Map([...state.chains.values()].map(({ exhibit: { content } }) => [content.sha256, content]));
  for (const { at, content } of state.cited) {
    const found = known.get(content.sha256);
    if (found === undefined || !sameContent(found, content))
      report(state, "unresolved-digest", { exhibit: at.custody.exhibit, index: at.index }, contentText(content));
  }
}
