import { createHash } from "node:crypto";
import {
  type Ask,
  actorAnswers,
  bearingsOf,
  createActorBase,
  DEFAULT_SETTINGS,
  FITTED_MODEL,
  type Item,
  type Knowledge,
  rankActors,
  weigh,
} from "../../src/case/index.ts";
import type { NounId } from "../../src/model/index.ts";
import { reportCases } from "./cases.ts";

const COPIES = 50;

/** What the first actor's support is from one report, and from the same report re-published under 50 other names; in bans. */
export function echoGain(knowledge: Knowledge): { readonly once: number; readonly often: number; readonly cap: number } {
  const [first] = reportCases(knowledge).toSorted((a, b) => b.features.length - a.features.length);
  if (first === undefined) throw new Error("no report to publish again");
  const ranking = rankActors(
    createActorBase(knowledge),
    first.features.map((of) => ({ of, seenIn: [] })),
    FITTED_MODEL,
  );
  const bearings = bearingsOf(ranking, { temperature: DEFAULT_SETTINGS.temperature.value, kindOf: () => "malware" });
  const publish = (copies: number) =>
    Array.from({ length: copies }, (_, copy) =>
      bearings.map(({ of, weights, forgeability }): Item => {
        const [link, record] = [idOf(`link ${of} ${copy}`), idOf(`record ${copy}`)];
        return {
          link,
          weights,
          reliability: "B",
          credibility: 2,
          forgeability,
          origins: [`outlet ${copy}`],
          records: [record],
          content: idOf(of),
        };
      }),
    ).flat();
  const supportOf = (copies: number) => {
    const ask: Ask = {
      claim: idOf("claim"),
      kind: "actor",
      level: "cluster",
      answers: actorAnswers(ranking),
      prior: null,
      items: publish(copies),
      roots: copies,
    };
    return Math.max(...weigh(ask, DEFAULT_SETTINGS).answers.map(({ log10LR }) => log10LR?.best ?? 0));
  };
  return { once: supportOf(1), often: supportOf(COPIES), cap: 0 - Math.log10(1 - DEFAULT_SETTINGS.reliability.B.hi) };
}

function idOf(text: string): NounId {
  return createHash("sha256").update(text).digest("hex") as NounId;
}
