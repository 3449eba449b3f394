import assert from "node:assert/strict";
import { test } from "node:test";
import { judge, questionLine } from "../../scripts/conformance/judge.ts";
import { answerLine } from "../../scripts/conformance/meridian-engine.ts";
import { readSuite } from "../../scripts/conformance/suite.ts";
import type { Answer, Question, Vector } from "../../scripts/conformance/vector.ts";
import { known } from "./conformance-known.ts";

/** An engine that gets something wrong: it misreads what it is asked, or answers otherwise. */
type Wrong = {
  readonly misreads?: (question: Question) => Question;
  readonly answers?: (answer: Answer, question: Question) => Answer;
};

const inRules =
  (change: (text: string) => string) =>
  (question: Question): Question => ({ ...question, rules: question.rules.map(change) });
const withoutLines = (lines: RegExp) => inRules((text) => text.replace(lines, ""));
const PLAIN_KEY = /^( +(?:- )?[\w.]+)((?:\|(?:contains|startswith|endswith|all))*):(?= )/gm;
const HEADING = /^ +(?:product|category|service|condition|type|rules|group-by|timespan|window|gap|gte|field)\b/;

const cased = inRules((text) =>
  text.replace(PLAIN_KEY, (key, field: string, modifiers: string) => (HEADING.test(key) ? key : `${field}${modifiers}|cased:`)),
);

/** Each break, and a feature that must notice it. */
const BREAKS: readonly (readonly [name: string, feature: string, wrong: Wrong])[] = [
  ["compares with case", "value-case", { misreads: cased }],
  ["leaves neq out", "modifier-neq", { misreads: inRules((text) => text.replaceAll("|neq", "")) }],
  ["takes OR for all", "modifier-all", { misreads: inRules((text) => text.replaceAll("|all", "")) }],
  ["leaves cased out", "modifier-cased", { misreads: inRules((text) => text.replaceAll("|cased", "")) }],
  [
    "does not tie patterns to the end",
    "condition-one-of-pattern",
    { misreads: inRules((text) => text.replace(/1 of (\w+)$/m, "1 of $1*")) },
  ],
  ["takes and for and not", "condition-not", { misreads: inRules((text) => text.replaceAll("and not ", "and ")) }],
  ["takes or for and", "condition-and", { misreads: inRules((text) => text.replace(/(?<=condition:.*) and /g, " or ")) }],
  ["takes wildcards for plain", "value-wildcard-star", { misreads: inRules((text) => text.replace(/(?<=f: '.*)\*/g, "\\*")) }],
  ["takes a missing field for an empty one", "value-missing", { misreads: withEmptyField }],
  ["looks at the first of several values", "value-event-list", { misreads: withFirstValues }],
  ["leaves group-by out", "correlation-group-by", { misreads: withoutLines(/^ +group-by:.*\n/gm) }],
  [
    "leaves the timespan out",
    "correlation-timespan",
    { misreads: inRules((text) => text.replace(/timespan: \d+[smh]/, "timespan: 9999d")) },
  ],
  ["slides every window", "window-tumbling", { misreads: withoutLines(/^ +(?:window|gap):.*\n/gm) }],
  [
    "takes temporal for temporal_ordered",
    "correlation-temporal-ordered",
    { misreads: inRules((text) => text.replace("temporal_ordered", "temporal")) },
  ],
  ["leaves filters out", "filter-suppress", { misreads: (question) => ({ ...question, filters: [] }) }],
  ["takes one dialect for the other", "filter-require", { misreads: withOtherDialect }],
  ["leaves pipelines out", "pipeline-field-name-mapping", { misreads: (question) => ({ ...question, pipelines: [] }) }],
  ["turns the order of pipelines round", "pipeline-priority", { misreads: withPipelinesTurned }],
  [
    "leaves the log source out",
    "document-logsource",
    {
      misreads: (question) => ({
        ...question,
        events: question.events.map(({ at, fields }) => ({ ...(at !== undefined && { at }), fields })),
      }),
    },
  ],
  ["refuses nothing", "modifier-order", { answers: (answer) => ("refused" in answer ? { id: answer.id, alerts: [] } : answer) }],
  ["refuses everything", "value-string", { answers: ({ id }) => ({ id, refused: "" }) }],
  [
    "fires on every event",
    "value-string",
    { answers: ({ id }, { events }) => ({ id, alerts: events.map((_, event) => ({ rule: "r", event })) }) },
  ],
];

function withEmptyField(question: Question): Question {
  return { ...question, events: question.events.map((event) => ({ ...event, fields: { f: "", ...event.fields } })) };
}

function withFirstValues(question: Question): Question {
  const first = (value: Question["events"][number]["fields"][string] | undefined) =>
    Array.isArray(value) ? (value[0] ?? null) : (value ?? null);
  const events = question.events.map((event) => ({
    ...event,
    fields: Object.fromEntries(Object.entries(event.fields).map(([name, value]) => [name, first(value)])),
  }));
  return { ...question, events };
}

function withOtherDialect(question: Question): Question {
  const dialect = question.options?.filterDialect;
  if (dialect === undefined) return question;
  return { ...question, options: { ...question.options, filterDialect: dialect === "suppress" ? "require" : "suppress" } };
}

function withPipelinesTurned(question: Question): Question {
  const pipelines = (question.pipelines ?? []).map((text) => text.replace(/^priority: (\d+)/m, "priority: -$1"));
  return { ...question, pipelines: pipelines.reverse() };
}

function passes(vector: Vector, { misreads = (question) => question, answers = (answer) => answer }: Wrong): boolean {
  const asked = misreads(vector);
  return judge(vector, answers(answerLine(questionLine({ ...vector, ...asked })), asked)).verdict === "pass";
}

const suite = readSuite();

for (const [name, feature, wrong] of BREAKS) {
  test(`an engine that ${name} fails ${feature}`, () => {
    const vectors = suite.filter((vector) => vector.feature === feature && !known(vector));
    assert.ok(vectors.length > 0);
    assert.ok(vectors.some((vector) => !passes(vector, wrong)));
    assert.ok(
      vectors.every((vector) => passes(vector, {})),
      "and one that does not passes them all",
    );
  });
}
