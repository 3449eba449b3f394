import type { NounKind, NounOf } from "../../model/index.ts";
import { fault, type GraphFault } from "./fault.ts";
import { type Held, isKind, type LinkType } from "./held.ts";

type Ends = readonly (readonly [from: NounKind, to: readonly NounKind[]])[];

/** Which kinds a link of each type may join. spec/docket.md §Links. */
const TABLE: Readonly<Record<LinkType, Ends>> = {
  derives: [
    ["record", ["record", "observation"]],
    ["observation", ["observation", "event", "claim"]],
    ["event", ["event", "claim"]],
  ],
  "bears-on": [
    ["record", ["claim"]],
    ["observation", ["claim"]],
    ["event", ["claim"]],
    ["claim", ["claim"]],
  ],
  causes: [
    ["event", ["event", "claim"]],
    ["claim", ["event", "claim"]],
  ],
  measures: [["observation", ["claim"]]],
  about: [
    ["record", ["entity"]],
    ["observation", ["entity"]],
    ["entity", ["entity"]],
    ["event", ["entity"]],
    ["claim", ["entity"]],
    ["link", ["entity"]],
    ["judgement", ["entity"]],
  ],
};

const LEVEL_OF: Readonly<Record<NonNullable<NounOf<"claim">["level"]>, number>> = {
  machine: 0,
  cluster: 1,
  organisation: 2,
  state: 3,
};
const MEASURED: ReadonlySet<string> = new Set(["outcome", "damage", "potential", "count"]);
const CAUSED: ReadonlySet<string> = new Set(["occurred", "cause", "outcome", "damage", "potential"]);

/** What is wrong with the two ends of a link; null when its type joins them. `path` is the link's place in its docket. */
export function endsFault(link: NounOf<"link">, from: Held, to: Held, path: string): GraphFault | null {
  if (from === to) return fault("self-link", `${path}.to`, "another noun than from");
  const row = TABLE[link.type].find(([kind]) => kind === from.noun.noun);
  if (row === undefined) return fault("misfit", `${path}.from`, `for ${link.type} one of ${kindsFrom(link.type)}`);
  if (!row[1].includes(to.noun.noun))
    return fault("misfit", `${path}.to`, `for ${link.type} from a noun of kind ${row[0]} one of ${row[1].join(", ")}`);
  if (link.type === "measures") return measuresFault(from, to, path);
  if (link.type === "causes" && isKind(to, "claim") && !CAUSED.has(to.noun.kind))
    return fault("misfit", `${path}.to`, `a claim of a kind that can be caused: ${[...CAUSED].join(", ")}`);
  return link.type === "bears-on" && isKind(to, "claim") ? bearingFault(link, from, to, path) : null;
}

function measuresFault(from: Held, to: Held, path: string): GraphFault | null {
  if (!isKind(from, "observation") || from.noun.fact.of !== "quantity")
    return fault("misfit", `${path}.from`, "for measures an observation of a quantity");
  if (isKind(to, "claim") && MEASURED.has(to.noun.kind)) return null;
  return fault("misfit", `${path}.to`, `a claim of a kind that can be measured: ${[...MEASURED].join(", ")}`);
}

function bearingFault(
  { bearing }: NounOf<"link">,
  from: Held,
  to: Held & { readonly noun: NounOf<"claim"> },
  path: string,
): GraphFault | null {
  const weights = bearing?.weights ?? [];
  const answers = new Set(to.noun.answers.map(({ answer }) => answer));
  const pairs = new Set<string>();
  for (const [at, weight] of weights.entries()) {
    for (const side of ["for", "against"] as const)
      if (!answers.has(weight[side]))
        return fault("unknown-answer", `${path}.bearing.weights[${at}].${side}`, "an answer of the claim");
    const pair = JSON.stringify([weight.for, weight.against].sort());
    if (weight.for === weight.against || pairs.has(pair))
      return fault("weighed-twice", `${path}.bearing.weights[${at}]`, "two different answers, each two weighed once");
    pairs.add(pair);
  }
  return isKind(from, "claim") ? ladderFault(from.noun, to.noun, { weighed: weights.length > 0, path }) : null;
}

/** A claim says something of another one only by a weight of its own, and only of the next level. */
function ladderFault(
  from: NounOf<"claim">,
  to: NounOf<"claim">,
  { weighed, path }: { readonly weighed: boolean; readonly path: string },
): GraphFault | null {
  if (!weighed) return fault("unweighed", `${path}.bearing.weights`, "a weight: no claim implies another");
  if (from.level === null || to.level === null) return null;
  const steps = Math.abs(LEVEL_OF[from.level] - LEVEL_OF[to.level]);
  return steps <= 1 ? null : fault("level-skipped", `${path}.to`, `a claim of a level next to ${from.level}`);
}

function kindsFrom(type: LinkType): string {
  return TABLE[type].map(([kind]) => kind).join(", ");
}
