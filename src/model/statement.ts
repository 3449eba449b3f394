import {
  type Checked,
  formatJson,
  type Json,
  type JsonFault,
  no,
  parseJson,
  type Shape,
  type Shaped,
  type ShapeFault,
  shape,
  textOf,
  utf8,
  yes,
} from "../lib/index.ts";
import { actionShape, enforcementShape, playbookShape } from "./statements/action.ts";
import { alarmShape, answerShape, approvalShape } from "./statements/alarm.ts";
import { caseShape } from "./statements/case.ts";
import { coverageShape } from "./statements/coverage.ts";
import { custodyShape } from "./statements/custody.ts";
import { detectionShape } from "./statements/detection.ts";
import { casefileShape, docketShape } from "./statements/docket.ts";
import { exhibitShape } from "./statements/exhibit.ts";
import { holdShape, orderShape } from "./statements/hold.ts";
import { keyShape } from "./statements/key.ts";
import { assessmentShape, measureShape, readingShape } from "./statements/law.ts";
import { partyShape } from "./statements/party.ts";
import { publishedShape } from "./statements/published.ts";
import { redactionShape } from "./statements/redaction.ts";
import { erasureShape, retentionShape } from "./statements/retention.ts";
import { runShape } from "./statements/run.ts";
import { segmentShape } from "./statements/segment.ts";
import { timeStatementShape } from "./statements/time.ts";
import { expectedSubjects, type Subject } from "./subjects.ts";

/** Every kind of statement and the shape of its predicate. The program grows by a line here and a fold. */
export const STATEMENT_KINDS = {
  party: partyShape,
  segment: segmentShape,
  detection: detectionShape,
  run: runShape,
  coverage: coverageShape,
  case: caseShape,
  published: publishedShape,
  retention: retentionShape,
  erasure: erasureShape,
  hold: holdShape,
  order: orderShape,
  key: keyShape,
  time: timeStatementShape,
  exhibit: exhibitShape,
  custody: custodyShape,
  redaction: redactionShape,
  alarm: alarmShape,
  answer: answerShape,
  approval: approvalShape,
  action: actionShape,
  playbook: playbookShape,
  enforcement: enforcementShape,
  casefile: casefileShape,
  docket: docketShape,
  reading: readingShape,
  assessment: assessmentShape,
  measure: measureShape,
} as const;

export type StatementKind = keyof typeof STATEMENT_KINDS;
export type PredicateOf<Kind extends StatementKind> = Shaped<(typeof STATEMENT_KINDS)[Kind]>;

/** An in-toto Statement v1 whose kind and predicate agree. */
export type Statement = { [Kind in StatementKind]: StatementOf<Kind> }[StatementKind];
export type StatementOf<Kind extends StatementKind> = {
  readonly kind: Kind;
  readonly subject: readonly Subject[];
  readonly predicate: PredicateOf<Kind>;
};

const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
const PREDICATE_BASE = "https://meridian.example/statement/";

/** The predicate type URI of a kind, such as https://meridian.example/statement/segment/v1. */
function predicateType(kind: StatementKind): string {
  return `${PREDICATE_BASE}${kind}/v1`;
}

const outerShape = shape.record({
  _type: shape.word(STATEMENT_TYPE),
  subject: shape.list(
    shape.record({ name: shape.text(4096), digest: shape.dictionary(shape.pattern(/^[0-9a-f]+$/, "hexadecimal")) }),
    1_000_000,
  ),
  predicateType: shape.text(200),
  predicate: ((json) => yes(json ?? null)) satisfies Shape<Json>,
});

/** The bytes of a statement: canonical JSON in UTF-8 (in-toto attestation framework, Statement v1). */
export function formatStatement(statement: Statement): Uint8Array<ArrayBuffer> {
  return utf8(
    formatJson({
      _type: STATEMENT_TYPE,
      subject: statement.subject as unknown as Json,
      predicateType: predicateType(statement.kind),
      predicate: statement.predicate as unknown as Json,
    }),
  );
}

export type StatementFault =
  | JsonFault
  | ShapeFault
  | { readonly kind: "not-utf8" }
  | { readonly kind: "unknown-predicate"; readonly type: string }
  | { readonly kind: "not-canonical" }
  | { readonly kind: "subjects-differ" };

/**
 * Reads a statement. Input is untrusted; bytes that formatStatement would not write are refused, so one statement has one encoding, and so
 * is one whose subjects are not what its predicate is about: a reader that looks at either alone sees the same.
 */
export function parseStatement(bytes: Uint8Array): Checked<Statement, StatementFault> {
  const text = textOf(bytes);
  if (text === undefined) return no({ kind: "not-utf8" });
  const json = parseJson(text);
  if (!json.ok) return json;
  const outer = outerShape(json.value, "statement");
  if (!outer.ok) return outer;
  const { subject, predicateType: type, predicate } = outer.value;
  const kind = (Object.keys(STATEMENT_KINDS) as StatementKind[]).find((known) => predicateType(known) === type);
  if (kind === undefined) return no({ kind: "unknown-predicate", type });
  const read = (STATEMENT_KINDS[kind] as Shape<unknown>)(predicate, "predicate");
  if (!read.ok) return read;
  if (formatJson(json.value) !== text) return no({ kind: "not-canonical" });
  const statement = { kind, subject, predicate: read.value } as Statement;
  const expected = expectedSubjects(statement);
  if (expected !== undefined && formatJson(expected) !== formatJson(subject)) return no({ kind: "subjects-differ" });
  return yes(statement);
}
