import type { Noun, NounId, NounKind, NounOf } from "../../model/index.ts";
import { fault, type GraphFault } from "./fault.ts";
import { type Held, isKind } from "./held.ts";
import { JUDGEMENTS_MAX, LINKS_INTO_MAX, WITHDRAWAL_DEPTH_MAX } from "./limits.ts";
import { endsFault } from "./link-table.ts";
import type { Staged } from "./staged.ts";

/** Who speaks: who stated the docket, and who keeps the case (null when nobody opened it). */
export type Speaker = { readonly statedBy: string; readonly keeper: string | null };

const ANY: readonly NounKind[] = ["record", "observation", "entity", "event", "claim", "link", "judgement"];
const SUBJECTS: readonly NounKind[] = ["record", "observation", "entity", "event", "claim", "link"];

/** What is wrong with what a noun refers to; null when all of it is there and fits. `path` is the noun's place in its docket. */
export function referenceFault(noun: Noun, staged: Staged, speaker: Speaker, path: string): GraphFault | null {
  for (const [name, id, kinds] of references(noun)) {
    const found = staged.find(id);
    if (found === undefined) return fault("missing", `${path}.${name}`, "a noun that stands before it");
    if (!kinds.includes(found.noun.noun)) return fault("misfit", `${path}.${name}`, `one of ${kinds.join(", ")}`);
  }
  if (noun.noun === "link") return linkFault(noun, staged, path);
  if (noun.noun === "judgement") return judgementFault(noun, staged, speaker, path);
  return noun.noun === "claim" ? supersedesFault(noun, staged, speaker, path) : null;
}

function references(noun: Noun): (readonly [name: string, id: NounId, kinds: readonly NounKind[]])[] {
  switch (noun.noun) {
    case "observation":
      return [["record", noun.record, ["record"]]];
    case "event":
      return noun.on.map((id, at) => [`on[${at}]`, id, ["entity"]] as const);
    case "claim":
      return [
        ...(noun.subject === null ? [] : [["subject", noun.subject, SUBJECTS] as const]),
        ...noun.answers.flatMap(({ entity }, at) =>
          entity === null ? [] : [[`answers[${at}].entity`, entity, ["entity"]] as const],
        ),
        ...(noun.supersedes === null ? [] : [["supersedes", noun.supersedes, ["claim"]] as const]),
      ];
    case "link":
      return [
        ["from", noun.from, ANY],
        ["to", noun.to, ANY],
      ];
    case "judgement":
      return [["on", noun.on, ANY]];
    default:
      return [];
  }
}

function linkFault(link: NounOf<"link">, staged: Staged, path: string): GraphFault | null {
  const [from, to] = [staged.find(link.from), staged.find(link.to)];
  if (from === undefined || to === undefined) return fault("missing", path, "both ends");
  const ends = endsFault(link, from, to, path);
  if (ends !== null) return ends;
  const links = to.into.length + staged.count("into", to);
  return links < LINKS_INTO_MAX
    ? null
    : fault("too-many", `${path}.to`, `a noun with fewer than ${LINKS_INTO_MAX} links into it`);
}

function judgementFault(judgement: NounOf<"judgement">, staged: Staged, speaker: Speaker, path: string): GraphFault | null {
  const on = staged.find(judgement.on);
  if (on === undefined) return fault("missing", `${path}.on`, "a noun that stands before it");
  if (on.judgements.length + staged.count("judgement", on) >= JUDGEMENTS_MAX)
    return fault("too-many", `${path}.on`, `a noun with fewer than ${JUDGEMENTS_MAX} judgements`);
  if (judgement.answer !== null) {
    const answers = isKind(on, "claim") ? on.noun.answers.map(({ answer }) => answer) : [];
    if (!answers.includes(judgement.answer))
      return fault("unknown-answer", `${path}.answer`, "an answer of the claim that it is on");
  }
  if (judgement.by !== speaker.statedBy && speaker.statedBy !== speaker.keeper)
    return fault(
      "not-theirs",
      `${path}.by`,
      `${speaker.statedBy}, who states this docket; only the keeper enters another's word`,
    );
  return judgement.stance === "withdraw" ? withdrawalFault(judgement, on, { staged, speaker, path }) : null;
}

function withdrawalFault(
  { by }: NounOf<"judgement">,
  on: Held,
  { staged, speaker, path }: { readonly staged: Staged; readonly speaker: Speaker; readonly path: string },
): GraphFault | null {
  if (!mayTakeBack(by, on, speaker)) return fault("not-theirs", `${path}.by`, `${ownersOf(on, speaker)}; others may dissent`);
  let depth = 1;
  for (let below: Held | undefined = on; below !== undefined && isWithdrawal(below); below = staged.find(below.noun.on)) depth++;
  return depth <= WITHDRAWAL_DEPTH_MAX
    ? null
    : fault("too-deep", `${path}.on`, `at most ${WITHDRAWAL_DEPTH_MAX} withdrawals of each other`);
}

/** A claim takes the place of one of the same kind and level, by the word of who may withdraw that one. */
function supersedesFault(claim: NounOf<"claim">, staged: Staged, speaker: Speaker, path: string): GraphFault | null {
  const older = claim.supersedes === null ? undefined : staged.find(claim.supersedes);
  if (older === undefined || !isKind(older, "claim")) return null;
  if (older.noun.kind !== claim.kind || older.noun.level !== claim.level)
    return fault("misfit", `${path}.supersedes`, "a claim of the same kind and level");
  return mayTakeBack(speaker.statedBy, older, speaker)
    ? null
    : fault("not-theirs", `${path}.supersedes`, `a claim of ${speaker.statedBy}; others may dissent`);
}

/** A withdrawal is a judgement. */
export function isWithdrawal(held: Held): held is Held & { readonly noun: NounOf<"judgement"> } {
  return isKind(held, "judgement") && held.noun.stance === "withdraw";
}

function mayTakeBack(by: string, on: Held, { keeper }: Speaker): boolean {
  return by === keeper || by === ownerOf(on);
}

/** Whose word a noun is: a judgement's `by`, which the keeper may have entered for them; else who stated its docket. */
export function ownerOf(held: Held): string {
  return isKind(held, "judgement") ? held.noun.by : held.statedBy;
}

function ownersOf(on: Held, { keeper }: Speaker): string {
  return keeper === null ? ownerOf(on) : `${ownerOf(on)}, who stated it, or the keeper ${keeper}`;
}
