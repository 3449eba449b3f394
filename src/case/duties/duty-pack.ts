import { type Checked, no, type Shape, type Shaped, shape } from "../../lib/index.ts";
import { type PackFault, readPack } from "../severity/pack-yaml.ts";
import { CONFIDENCES } from "../severity/scale.ts";

/** A clock: so long after something. `after` is `aware`, `classified`, or `submitted:` and a step. */
const limitShape = shape.record({
  after: shape.pattern(/^(?:aware|classified|submitted:[a-z][a-z0-9-]{0,60})$/, "aware, classified, or submitted:step"),
  hours: shape.nullable(shape.count),
  /** Calendar months. */
  months: shape.nullable(shape.count),
});
export type Limit = Shaped<typeof limitShape>;

const stepShape = shape.record({
  id: shape.pattern(/^[a-z][a-z0-9-]{0,60}$/, "a name such as early-warning"),
  what: shape.text(400),
  article: shape.text(200),
  confidence: shape.word(...CONFIDENCES),
  read: shape.text(400),
  /** The earliest of these is the deadline. */
  limits: shape.list(limitShape, 4),
  /** When what was classified only after the first deadline is due from classification alone (DORA RTS art. 5(2)). */
  lateClassification: shape.nullable(limitShape),
  note: shape.nullable(shape.text(1000)),
});
export type DutyStep = Shaped<typeof stepShape>;

const dutyForm = shape.record({
  /** As casefiles name it. */
  duty: shape.text(100),
  version: shape.text(40),
  title: shape.text(400),
  reference: shape.text(400),
  url: shape.text(400),
  /** The scale whose headline says whether there is such a duty; null when a fact does. */
  scale: shape.nullable(shape.text(100)),
  /** The flag that says so; null when a scale does. */
  flag: shape.nullable(shape.word("personal-data")),
  to: shape.text(200),
  steps: shape.list(stepShape, 20),
});
export type DutyPack = Shaped<typeof dutyForm>;

const dutyShape: Shape<DutyPack> = (json, path) => {
  const read = dutyForm(json, path);
  if (!read.ok) return read;
  const known = new Set<string>();
  for (const { id, limits, lateClassification } of read.value.steps) {
    for (const limit of [...limits, ...(lateClassification === null ? [] : [lateClassification])]) {
      const expected = wrongLimit(limit, known);
      if (expected !== undefined) return no({ kind: "bad-shape", path: `${path}.steps.${id}`, expected });
    }
    if (known.has(id) || limits.length === 0)
      return no({ kind: "bad-shape", path: `${path}.steps.${id}`, expected: "each id once, with a limit" });
    known.add(id);
  }
  return read;
};

function wrongLimit({ after, hours, months }: Limit, known: ReadonlySet<string>): string | undefined {
  if ((hours === null) === (months === null)) return "either hours or months";
  if ((hours ?? 0) > 100_000 || (months ?? 0) > 120) return "at most 100000 hours or 120 months";
  return after.startsWith("submitted:") && !known.has(after.slice(10)) ? `step ${after.slice(10)} before it` : undefined;
}

/** Reads a pack of duties (packs/duties). */
export function readDuties(text: string): Checked<DutyPack, PackFault> {
  return readPack(text, dutyShape);
}
