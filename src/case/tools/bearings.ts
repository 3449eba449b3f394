import { assert, isoTime, type Sha256 } from "../../lib/index.ts";
import { type Noun, type NounId, type NounOf, nounId, OTHER } from "../../model/index.ts";
import type { ToolFinding } from "./finding.ts";
import type { ToolRef, Way } from "./trait.ts";

/** The answers of a tool claim, which leave nothing out. */
export type ToolAnswers = { readonly build: string; readonly anotherBuild: string; readonly anotherTool: string };

/** Which answers there are to the question whether it was this tool; `other` is chance, ordinary use and what nobody has listed. */
export function toolAnswers({ name }: ToolRef): ToolAnswers {
  return {
    build: `${name}, a known build`,
    anotherBuild: `${name}, another build or variant`,
    anotherTool: `another tool that shows the same as ${name}`,
  };
}

/** The entity and the question. */
export function toolClaim(tool: ToolRef, sha256: Sha256): { readonly entity: NounOf<"entity">; readonly claim: NounOf<"claim"> } {
  const entity: NounOf<"entity"> = { noun: "entity", kind: "tool", name: tool.name, refs: [{ scheme: "tool", id: tool.id }] };
  const id = nounId(entity, sha256);
  const { build, anotherBuild, anotherTool } = toolAnswers(tool);
  const answers = [
    { answer: build, entity: id },
    { answer: anotherBuild, entity: id },
    { answer: anotherTool, entity: null },
    { answer: OTHER, entity: null },
  ];
  const ask = `Was ${tool.name} used, and which build of it?`;
  return {
    entity,
    claim: { noun: "claim", kind: "tool", level: null, subject: id, ask, answers, prior: null, supersedes: null },
  };
}

export type BearingOptions = {
  readonly sha256: Sha256;
  /** The observations in the case that hold a record; a record without one cannot be cited. */
  readonly observationsOf: (record: string) => readonly NounId[];
  /** Entities of the case that the finding is on, such as hosts; may be empty. */
  readonly on: readonly NounId[];
  readonly learned: string;
};

/** Digests and lists are confirmed by anybody with the file; what a command line or behaviour tells is an inference. */
const CREDIBILITY: Readonly<Record<Way, number>> = { hash: 1, indicator: 2, "command-line": 2, behaviour: 3 };

/** The nouns that bring one tool's findings into a case: its claim, and for each finding an event, what it derives from, and its weight. */
export function toolBearings(
  findings: readonly ToolFinding[],
  { sha256, observationsOf, on, learned }: BearingOptions,
): readonly Noun[] {
  const [first] = findings;
  if (first === undefined) return [];
  assert(
    findings.every(({ tool }) => tool.id === first.tool.id),
    "one claim is about one tool",
  );
  const { entity, claim } = toolClaim(first.tool, sha256);
  const nouns: Noun[] = [entity, claim];
  for (const finding of findings) {
    const sources = [...new Set(finding.records.flatMap(observationsOf))].sort();
    if (sources.length === 0) continue;
    const event: NounOf<"event"> = {
      noun: "event",
      what: `seen: ${finding.says} (${finding.way}, ${finding.source})`.slice(0, 1000),
      on,
      when: { from: isoTime(finding.fromMs), to: isoTime(finding.toMs), clock: null },
      learned,
      technique: null,
    };
    const to = nounId(event, sha256);
    nouns.push(event, ...sources.map((from) => derives(from, to)), bearing(finding, to, nounId(claim, sha256)));
  }
  return nouns;
}

function derives(from: NounId, to: NounId): NounOf<"link"> {
  return { noun: "link", type: "derives", from, to, bearing: null, causing: null, why: "the trait is in this record" };
}

function bearing(
  { tool, way, weights, forgeability, baseRate: base, shared }: ToolFinding,
  from: NounId,
  to: NounId,
): NounOf<"link"> {
  const answers = toolAnswers(tool);
  const names = ["build", "anotherBuild", "anotherTool"] as const;
  const reference = base.known
    ? `seen in ${base.windows} of ${base.of} windows of ${base.corpus}; ${base.searched} windows searched`
    : `base rate unknown: ${base.why}`;
  const weighed = names.map((name) => ({
    for: answers[name],
    against: OTHER,
    log10LR: { lo: weights[name].lo, best: weights[name].best, hi: weights[name].hi },
    basis: base.known ? ("measured" as const) : ("judged" as const),
    reference: reference.slice(0, 1000),
  }));
  return {
    noun: "link",
    type: "bears-on",
    from,
    to,
    causing: null,
    bearing: { weights: weighed, reliability: "B", credibility: CREDIBILITY[way], forgeability },
    why: `${reference}; ${shared.names.length} of ${shared.of} known tools show it`.slice(0, 4000),
  };
}
