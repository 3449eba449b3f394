import { type Shaped, shape } from "../../lib/index.ts";
import { STANDARDS, TRUTHS, VALUE_WORDS } from "../../model/index.ts";
import { elementsShape, lawKeysShape, rulesShape } from "./rule.ts";
import { byId, byLabel, citesShape, dayShape, idShape, idsShape, lawTextShape, packHead } from "./scalars.ts";

/** Rules, their elements, and the points of law that they leave to positions. spec/law-pack.md §Rules. */
const rulesPackShape = shape.record({
  kind: shape.word("rules", "proposal"),
  ...packHead,
  law: shape.optional(lawKeysShape, {}),
  elements: shape.optional(elementsShape, {}),
  rules: shape.optional(rulesShape, {}),
});

/** How one State or body answers points of law. A key that is not there is silent. spec/law-pack.md §Positions. */
const positionPackShape = shape.record({
  kind: shape.word("position"),
  ...packHead,
  holder: idShape,
  of: lawTextShape,
  /** The day on which it was stated: before it, the holder is silent. */
  date: dayShape,
  law: byId(
    shape.record({
      value: shape.word(...TRUTHS, "silent"),
      cite: citesShape,
      /** At most 25 words of the text itself. */
      quote: shape.optional(shape.nullable(shape.text(400)), null),
      note: shape.optional(shape.nullable(shape.text(1000)), null),
    }),
  ),
});

/** Kinds of evidence, and the lawful way to each. spec/law-pack.md §Evidence kinds. */
const kindsPackShape = shape.record({
  kind: shape.word("evidence-kinds"),
  ...packHead,
  kinds: byId(
    shape.record({
      name: lawTextShape,
      /** Cheapest first. */
      route: shape.word(
        "own-logs",
        "open-record",
        "cooperation-request",
        "points-of-contact",
        "mutual-legal-assistance",
        "court-order",
        "reply",
      ),
    }),
  ),
});

const provedShape = shape.record({
  at: shape.word(...STANDARDS),
  kinds: shape.optional(idsShape, []),
  sources: shape.list(shape.text(400), 1000),
});

const expectedShape = shape.record({
  is: shape.word(...VALUE_WORDS),
  /** Of this position alone; null: of all together. */
  position: shape.optional(shape.nullable(idShape), null),
  /** What verified sources alone come to, when that is part of what is expected. */
  headline: shape.optional(shape.nullable(shape.word(...VALUE_WORDS)), null),
  closure: shape.optional(shape.nullable(shape.word("not_established")), null),
});

/** Facts with the answers that rules must come to: the tests that a pack carries. spec/law-pack.md §Cases. */
const casesPackShape = shape.record({
  kind: shape.word("cases"),
  ...packHead,
  cases: byLabel(
    shape.record({
      title: lawTextShape,
      /** H: read in the source; J: judgment or award; G: general knowledge of the literature; D: our own construction. */
      confidence: shape.word("H", "J", "G", "D"),
      cite: citesShape,
      /** Who is accused, or null; and whether they prevail. For the balance of the whole collection, and for nothing else. */
      accused: shape.nullable(shape.text(200)),
      accusedWins: shape.optional(shape.flag, false),
      asOf: shape.optional(shape.nullable(dayShape), null),
      closed: shape.optional(shape.flag, false),
      shown: shape.optional(byId(provedShape), {}),
      refuted: shape.optional(byId(provedShape), {}),
      figures: shape.optional(
        byId(
          shape.record({
            unit: shape.text(20),
            lo: shape.number(-1e15, 1e15),
            hi: shape.number(-1e15, 1e15),
            at: shape.word(...STANDARDS),
            sources: shape.optional(shape.list(shape.text(400), 1000), ["a"]),
          }),
        ),
        {},
      ),
      expect: byId(shape.list(expectedShape, 50)),
      /** Why the answer is what it is; of a case that cannot be made green, why not. */
      why: shape.optional(shape.nullable(shape.text(4000)), null),
    }),
  ),
});

export const packShape = shape.tagged("kind", {
  rules: rulesPackShape,
  proposal: rulesPackShape,
  position: positionPackShape,
  "evidence-kinds": kindsPackShape,
  cases: casesPackShape,
});

export type LawPack = Shaped<typeof packShape>;
export type RulesPack = Shaped<typeof rulesPackShape>;
export type PositionPack = Shaped<typeof positionPackShape>;
export type KindsPack = Shaped<typeof kindsPackShape>;
export type CasesPack = Shaped<typeof casesPackShape>;
export type LawCase = CasesPack["cases"][string];
