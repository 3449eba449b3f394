import type { Noun, NounId } from "../../src/model/index.ts";
import { seededRandom } from "../support/random.ts";
import { KEEPER, Scene, weight } from "./nouns.ts";

const PEOPLE = [KEEPER, "Party A", "North Port CERT"];

/** A small case of all kinds of noun, the same for the same seed; some of it is against the invariants. */
export function randomCase(seed: number, size: number): { readonly nouns: readonly Noun[]; readonly ids: readonly NounId[] } {
  const random = seededRandom(seed);
  const scene = new Scene();
  const ids: NounId[] = [];
  const kinds: Record<string, NounId[]> = { record: [], reading: [], event: [], claim: [], link: [], judgement: [] };
  const below = (count: number) => Math.floor(random() * count);
  const pick = (...names: readonly string[]): NounId => {
    const all = names.flatMap((name) => kinds[name] ?? []);
    return all[below(all.length)] ?? scene.record("first", "o0");
  };
  const makers: readonly (readonly [string, number, (at: number) => NounId])[] = [
    ["record", 4, (at) => scene.record(`r${at}`, `o${below(4)}`, `bytes ${below(12)}`)],
    ["reading", 4, (at) => scene.reading(pick("record"), `t${at % 7}`)],
    ["event", 2, (at) => scene.event(`e${at}`, [below(5), 5 + below(5)])],
    [
      "claim",
      2,
      (at) => scene.claim(`c${at}`, at % 5 === 0 && (kinds["claim"]?.length ?? 0) > 0 ? { supersedes: pick("claim") } : {}),
    ],
    [
      "link",
      8,
      (at) => scene.bears(pick("record", "reading", "event", "claim"), pick("claim"), [weight("yes", "other", 1 + (at % 3))]),
    ],
    ["link", 3, () => scene.link("derives", pick("record"), pick("record"))],
    ["link", 4, () => scene.link("derives", pick("reading"), pick("event", "claim"))],
    ["link", 2, () => scene.causes(pick("event", "claim"), pick("event", "claim"))],
    ["judgement", 5, (at) => scene.judge(pick("record", "reading", "claim", "link", "judgement"), "withdraw", KEEPER, `${at}`)],
    [
      "judgement",
      2,
      (at) => scene.judge(pick("claim", "link", "judgement"), at % 2 === 0 ? "dissent" : "review", PEOPLE[below(3)], `${at}`),
    ],
  ];
  const bag = makers.flatMap(([kind, often, make]) => Array.from({ length: often }, () => ({ kind, make })));
  for (let at = 0; at < size; at++) {
    const chosen = bag[at < 8 ? at % 8 : below(bag.length)];
    if (chosen === undefined) continue;
    const id = chosen.make(at);
    kinds[chosen.kind]?.push(id);
    ids.push(id);
  }
  return { nouns: scene.nouns, ids };
}
