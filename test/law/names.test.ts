import assert from "node:assert/strict";
import { test } from "node:test";
import { assess, createLawBook, factsOfCase, type LawBook, type LawPack } from "../../src/law/index.ts";
import { present } from "../../src/lib/index.ts";
import type { Answer, Facts, Finding, LawText } from "../../src/model/index.ts";
import { type RemedyInput, remedyOf } from "../../src/remedy/index.ts";
import { ACTOR, BARS, CATALOGUE, input } from "../remedy/world.ts";
import { drawFrom } from "../support/causal-graphs.ts";
import { lawPacks } from "./support/domestic.ts";

const SEED = Number(process.env["MERIDIAN_SEED"] ?? 20_261_123);
const SWAPS = process.env["MERIDIAN_SOAK"] === "1" ? 10_000 : 100;
const ASOF = "2026-11-23";
console.log(`seed ${SEED}, ${SWAPS} swaps`);

const PACKS = [...lawPacks().values()];
const CASES = PACKS.flatMap((pack) => (pack.kind === "cases" ? Object.values(pack.cases) : []));
const BOOK = bookOf(PACKS);
const KINDS = [...BOOK.kinds.keys()];
/** Names of every State and territory that the platform knows, and of nobody. */
const POOL: readonly string[] = [...namesOfStates(), ...Array.from({ length: 50 }, (_, at) => `Party ${at}`)];

type Rename = (name: string) => string;

function bookOf(packs: readonly LawPack[]): LawBook {
  const book = createLawBook(packs);
  assert.ok(book.ok, book.ok ? "" : JSON.stringify(book.fault));
  return book.value;
}

function namesOfStates(): readonly string[] {
  const table = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  return [...new Set(codes.flatMap((code) => table.of(code) ?? []))];
}

/** A rule of names: each name becomes another of the pool, no two the same. */
function renaming(draw: () => number): Rename {
  const left = [...POOL];
  const given = new Map<string, string>();
  return (name) => {
    const known = given.get(name);
    if (known !== undefined) return known;
    const [next] = left.splice(Math.floor(draw() * left.length), 1);
    given.set(name, present(next, "a name that is left"));
    return given.get(name) ?? name;
  };
}

/** A pack whose holders, sources and titles have other names. */
function renamedPack(pack: LawPack, to: Rename): LawPack {
  const text = (one: LawText): LawText => ({ ...one, en: `${to(pack.pack)}: ${one.en}` });
  const sources = Object.fromEntries(
    Object.entries(pack.sources).map(([key, source]) => [key, { ...source, title: `${to(pack.pack)}: ${source.title}` }]),
  );
  const head = { title: text(pack.title), sources };
  return pack.kind === "position" ? { ...pack, ...head, holder: to(pack.holder), of: text(pack.of) } : { ...pack, ...head };
}

function renamedFacts({ findings, figures }: Facts, to: Rename): Facts {
  const all = (names: readonly string[]) => names.map(to);
  return {
    findings: findings.map((one) => ({
      ...one,
      sources: all(one.sources),
      against: all(one.against),
      claims: all(one.claims),
    })),
    figures: figures.map((one) => ({ ...one, sources: all(one.sources), claims: all(one.claims) })),
  };
}

/** What is asked of remedies, with other names of whoever acted, was hurt, reviewed, was noticed or replied, and of sources. */
function renamedInput(given: RemedyInput, to: Rename): RemedyInput {
  const part = <Part extends RemedyInput["route"]>(gate: Part): Part => ({ ...gate, sources: gate.sources.map(to) });
  return {
    ...given,
    route: part(given.route),
    actor: { ...part(given.actor), name: to(ACTOR) },
    damage: part(given.damage),
    self: to(given.self),
    drawn: given.drawn.map((draft) => ({ ...draft, against: to(draft.against), by: to(draft.by) })),
    notices: given.notices.map((notice) => ({ ...notice, to: to(notice.to) })),
    reviews: given.reviews.map((word) => ({ ...word, party: to(word.party) })),
    replies: given.replies.map((window) => ({ ...window, from: to(window.from) })),
  };
}

/** A case's facts; every other time over a record on which most is decided, so that answers are open. */
function factsAt(at: number): Facts {
  const { findings, figures } = factsOfCase(present(CASES[at % CASES.length], "a case"));
  if (at % 2 === 0) return { findings, figures };
  const own = new Set(findings.map(({ prop }) => prop));
  const props = [...new Set([...BOOK.elements.values()].map(({ id, item }) => item.prop ?? id))];
  const strong = props.map((prop): Finding => {
    const [pro, con] = BARS.has(prop) ? [null, "conclusive" as const] : ["conclusive" as const, null];
    return { prop, pro, con, kinds: KINDS, sources: ["a", "b", "c"], against: ["z"], claims: ["q"] };
  });
  return { findings: [...strong.filter(({ prop }) => !own.has(prop)), ...findings], figures };
}

const LEVELS = ["state", "person", "organisation", "cluster"];

test("other names of parties, victims, third parties, sources, holders and titles change no answer of law and open or shut no remedy", () => {
  const draw = drawFrom(SEED);
  let decided = 0;
  const opened = new Set<string>();
  for (let at = 0; at < SWAPS; at++) {
    const to = renaming(draw);
    const [facts, level] = [factsAt(at), present(LEVELS[at % LEVELS.length], "a level")];
    const here = assess(BOOK, facts, { asOf: ASOF });
    const there = assess(bookOf(PACKS.map((pack) => renamedPack(pack, to))), renamedFacts(facts, to), { asOf: ASOF });
    assert.deepEqual(
      there.answers.map((answer) => truths(answer, (name) => name)),
      here.answers.map((answer) => truths(answer, to)),
      `swap ${at}`,
    );
    const given = { ...input(level), assessed: { ...here, next: [] } };
    const options = remedyOf([CATALOGUE], given).options.map(gatesOf);
    const swapped = renamedInput({ ...given, assessed: { ...there, next: [] } }, to);
    assert.deepEqual(remedyOf([CATALOGUE], swapped).options.map(gatesOf), options, `swap ${at}`);
    decided += here.answers.filter(({ headline }) => headline.truth !== "undetermined").length;
    for (const { option, open } of options) if (open) opened.add(option);
  }
  assert.ok(decided > SWAPS && opened.size > 20, "names cannot change what is never decided");
});

function truths({ rule, headline, believed, closure, byPosition }: Answer, to: Rename) {
  const seen = byPosition.map((one) => ({ ...one, position: to(one.position) }));
  return { rule, headline, believed, closure, seen: seen.sort((a, b) => (a.position < b.position ? -1 : 1)) };
}

function gatesOf({ option, open, band, gates }: ReturnType<typeof remedyOf>["options"][number]) {
  return { option, open, band, gates: gates.map((gate) => [gate.gate, gate.id, gate.open]) };
}
