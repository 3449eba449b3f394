import { type Checked, type Json, no, parseJson, type Shaped, shape, textOf, utf8, yes } from "../../lib/index.ts";
import { MEASURES } from "../../model/index.ts";
import { HELD_PART_MAX, ORDERS_MAX } from "./limits.ts";
import { heldShape, outcomeShape } from "./orders.ts";
import { protectionShape } from "./protection-shape.ts";

const helloShape = shape.record({
  protocol: shape.count,
  measures: shape.list(shape.word(...MEASURES), 16),
  actuators: shape.list(shape.text(100), 16),
});

/** What the other side can answer. `part` answers come several to one request; the last has `more` false. */
const ANSWERS = {
  hello: shape.record({ id: shape.count, hello: helloShape }),
  outcomes: shape.record({ id: shape.count, outcomes: shape.list(outcomeShape, ORDERS_MAX) }),
  part: shape.record({ id: shape.count, part: shape.list(heldShape, HELD_PART_MAX), more: shape.flag }),
  generation: shape.record({ id: shape.count, generation: shape.text(1000) }),
  protection: shape.record({ id: shape.count, protection: protectionShape }),
  fault: shape.record({
    id: shape.nullable(shape.count),
    fault: shape.record({
      kind: shape.word("bad-request", "failed"),
      path: shape.text(1000),
      message: shape.text(4000),
    }),
  }),
} as const;

type AnswerKind = keyof typeof ANSWERS;
export type EnforcerAnswer = { readonly [Kind in AnswerKind]: Shaped<(typeof ANSWERS)[Kind]> }[AnswerKind];
export type EnforcerHello = Shaped<typeof helloShape>;

/** Reads one line of the enforcer's. Input is untrusted: never throws. The text says what is wrong with it. */
export function readAnswer(line: Uint8Array): Checked<EnforcerAnswer, string> {
  const text = textOf(line);
  const json = text === undefined ? undefined : parseJson(text);
  if (json?.ok !== true) return no("a line that is not JSON");
  const kind = kindOf(json.value);
  if (kind === undefined) return no("an answer of no known kind");
  const read = ANSWERS[kind](json.value, "answer");
  return read.ok ? yes(read.value) : no(`${read.fault.path}: expected ${read.fault.expected}`);
}

function kindOf(json: Json): AnswerKind | undefined {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  return (Object.keys(ANSWERS) as AnswerKind[]).find((kind) => Object.hasOwn(json, kind));
}

/** One request or answer as a line. */
export function formatLine(message: Json): Uint8Array {
  return utf8(`${JSON.stringify(message)}\n`);
}
