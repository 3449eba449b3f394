import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Facts, type Finding, STANDARDS } from "../../src/model/index.ts";
import { draftLetter, type RemedyInput, remedyLines, remedyOf } from "../../src/remedy/index.ts";
import { ACTOR, anyText, CATALOGUE, FULL, input, openOptions } from "./world.ts";

const RUNS = { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 10_000 : 30 };
const level = fc.constantFrom("state", "person", "organisation", "cluster", "machine");
const standard = fc.constantFrom(...STANDARDS, null);
const PROPS = FULL.findings.map(({ prop }) => prop);

/** Facts in which each proposition is shown, refuted, both or neither, to some standard and from some sources. */
const someFacts: fc.Arbitrary<Facts> = fc
  .tuple(
    ...PROPS.map((prop) =>
      fc
        .record({
          pro: standard,
          con: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, standard),
          count: fc.nat(3),
          keep: fc.nat(9),
        })
        .map(({ pro, con, count, keep }): Finding => {
          const full = FULL.findings.find((each) => each.prop === prop) ?? assert.fail(prop);
          // Mostly as in the full record, so that some options are open at all.
          return keep > 0 ? full : { ...full, pro, con, sources: ["a", "b", "c"].slice(0, count) };
        }),
    ),
  )
  .map((findings) => ({ findings, figures: [] }));

test("taking evidence away never opens an option", () => {
  fc.assert(
    fc.property(level, someFacts, fc.infiniteStream(fc.boolean()), (of, known, keeps) => {
      const before = new Set(openOptions(input(of, known)));
      const fewer = { findings: known.findings.filter(() => keeps.next().value), figures: [] };
      const after = openOptions(input(of, fewer));
      for (const option of after) assert.ok(before.has(option), `${option} was opened by taking evidence away`);
    }),
    RUNS,
  );
});

test("taking away sources, standards, damage, reviews, drafts or notices never opens an option", () => {
  fc.assert(
    fc.property(level, standard, fc.nat(3), fc.nat(4), (of, weaker, count, at) => {
      const full = input(of);
      const before = new Set(openOptions(full));
      const part = (gate: RemedyInput["route"]) => ({ ...gate, standard: weaker, sources: gate.sources.slice(0, count) });
      const less: readonly RemedyInput[] = [
        { ...full, route: part(full.route) },
        { ...full, actor: { ...full.actor, ...part(full.actor) } },
        { ...full, damage: part(full.damage), incidentBand: count },
        { ...full, reviews: full.reviews.slice(0, count * 7), notices: [] },
        { ...full, drawn: full.drawn.slice(0, count * 7) },
      ];
      for (const option of openOptions(less[at] ?? full)) assert.ok(before.has(option), option);
    }),
    RUNS,
  );
});

test("swapping or replacing the parties' names changes nothing but the names", () => {
  const name = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(..."abcdefghijk") }).map((text) => `Party ${text}`);
  fc.assert(
    fc.property(
      level,
      someFacts,
      fc.uniqueArray(name, { minLength: 4, maxLength: 4 }),
      (of, known, [a = "", b = "", c = "", d = ""]) => {
        const names = new Map([
          [ACTOR, a],
          ["Party B", b],
          ["Party C", c],
          ["Harbour Authority", d],
        ]);
        const other = (text: string) => names.get(text) ?? text;
        const given = input(of, known);
        const swapped: RemedyInput = {
          ...given,
          actor: { ...given.actor, name: other(ACTOR) },
          self: other(given.self),
          drawn: given.drawn.map((draft) => ({ ...draft, against: other(draft.against) })),
          notices: given.notices.map((notice) => ({ ...notice, to: other(notice.to) })),
          reviews: given.reviews.map((word) => ({ ...word, party: other(word.party) })),
          replies: given.replies.map((window) => ({ ...window, from: other(window.from) })),
        };
        assert.deepEqual(remedyOf([CATALOGUE], swapped).options, remedyOf([CATALOGUE], given).options);
      },
    ),
    RUNS,
  );
});

test("ten copies of one source are one source", () => {
  const copies = (source: string) => [...Array(9).fill(source), source.toUpperCase(), ` ${source}\u200b`];
  fc.assert(
    fc.property(level, fc.constantFrom("route", "actor", "damage"), (of, part) => {
      const given = input(of);
      const one = { ...given, [part]: { ...given[part], sources: ["lab"] } };
      const ten = { ...given, [part]: { ...given[part], sources: copies("lab") } };
      assert.deepEqual(remedyOf([CATALOGUE], ten).options, remedyOf([CATALOGUE], one).options);
    }),
    RUNS,
  );
});

test("self-defence, force, intrusion and the like never appear, whatever the record shows", () => {
  fc.assert(
    fc.property(level, someFacts, (of, known) => {
      for (const { option, title, class: kind } of remedyOf([CATALOGUE], input(of, known)).options)
        assert.doesNotMatch(
          `${option} ${kind} ${Object.values(title).join(" ")}`,
          /self.?def|force|hack|intru|implant|attack|disrupt|自卫|武力|入侵|植入|攻击|самооборон|دفاع عن النفس/i,
        );
    }),
    RUNS,
  );
});

test("an option is open when and only when all of its gates are", () => {
  fc.assert(
    fc.property(level, someFacts, (of, known) => {
      for (const { open, gates, band } of remedyOf([CATALOGUE], input(of, known)).options) {
        assert.equal(
          open,
          gates.every((gate) => gate.open),
        );
        assert.ok(!open || band <= 3, "no option above the incident's band");
      }
    }),
    RUNS,
  );
});

test("the plan, its lines and its letters are total over hostile words and days", () => {
  const text = fc.oneof(anyText, fc.constantFrom("__proto__", "2026-02-30", "constructor", "\ud800"));
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 8, maxLength: 8 }),
      ([a = "", b = "", c = "", d = "", e = "", f = "", g = "", h = ""]) => {
        const given = input("state");
        const hostile: RemedyInput = {
          ...given,
          asOf: a,
          actor: { ...given.actor, level: b, name: c },
          sectors: [d],
          self: e,
          drawn: given.drawn.map((draft) => ({ ...draft, against: c, sectors: [f], why: g, by: h })),
          reviews: given.reviews.map((word) => ({ ...word, party: g, on: h })),
          replies: given.replies.map((window) => ({ ...window, from: c, invitedOn: f, until: g, receivedOn: h })),
          notices: given.notices.map((notice) => ({ ...notice, to: c, on: g })),
        };
        const plan = remedyOf([CATALOGUE], hostile);
        remedyLines(plan, "ar");
        const letter = {
          case: a,
          date: b,
          from: c,
          to: d,
          incident: { what: e, since: f, until: g },
          asked: [{ what: h, why: a }],
        };
        const rest = { shown: [], actor: c, answerBy: d, basis: e, measure: null };
        for (const kind of ["preservation", "assistance", "notice"] as const) draftLetter(kind, { ...letter, ...rest }, "zh");
      },
    ),
    // A count that is not whole never ends.
    { numRuns: Math.ceil(RUNS.numRuns / 3) },
  );
});
