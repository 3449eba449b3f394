import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Form, formHtml, formMarkdown } from "./form.ts";
import { readFormAnswers } from "./read-form.ts";

const FORM: Form = {
  case: "case-0123456789ab",
  title: "Clocks of the port",
  questions: [
    {
      prop: "harm_persons",
      ask: { en: "Did people get hurt?", zh: "是否有人受伤？" },
      critical: [{ en: "Would they have been hurt anyway?", zh: "否则是否也会受伤？" }],
      standard: "clear",
      sources: 2,
      kinds: [{ id: "medical_record", name: { en: "Medical record", zh: "病历" } }],
    },
    {
      prop: "proximate",
      ask: { en: "Did it cause it?", zh: "是否由其造成？" },
      critical: [],
      standard: "preponderance",
      sources: 1,
      kinds: [],
    },
  ],
};

const filled = (answers: string) =>
  formMarkdown(FORM, "en").replace("answer: \nwhy: \nsource: \norigin: \nurl: \nkinds: ", answers);
const GOOD =
  "answer: no\nwhy: the hospital says so\nsource: Letter of the hospital\norigin: party:Harbour Hospital\nurl: \nkinds: medical_record, expert_report";

test("an empty form answers nothing, in either language", () => {
  for (const language of ["en", "zh"] as const)
    assert.deepEqual(readFormAnswers(formMarkdown(FORM, language)), { ok: true, value: [] });
});

test("what is filled in comes back, and what is left empty stays unknown", () => {
  const source = { title: "Letter of the hospital", origin: "party:Harbour Hospital", url: null };
  const answer = {
    prop: "harm_persons",
    answer: "no",
    why: "the hospital says so",
    source,
    kinds: ["medical_record", "expert_report"],
  };
  assert.deepEqual(readFormAnswers(filled(GOOD)), { ok: true, value: [answer] });
});

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  ["an answer that is neither", filled(GOOD.replace("answer: no", "answer: maybe")), /yes, no or nothing/],
  ["a slip in the name of the field", filled(GOOD.replace("answer: no", "Answer: no")), /begins with "answer:"/],
  ["an answer without why", filled(GOOD.replace("why: the hospital says so", "why: ")), /why, source and origin/],
  ["an answer without origin", filled(GOOD.replace(/origin: .*/, "origin: ")), /why, source and origin/],
  ["a field twice", filled(`${GOOD}\nanswer: yes`), /the field answer once/],
  ["a question twice", filled(GOOD) + filled(GOOD), /each question once/],
  ["a field before any question", `answer: yes\n${filled(GOOD)}`, /a question's prop before/],
];
for (const [name, text, expected] of REFUSED)
  test(`${name} is refused with its line`, () => {
    const read = readFormAnswers(text);
    assert.ok(!read.ok);
    assert.match(read.fault.expected, expected);
    assert.ok(read.fault.line >= 1);
  });

test("any text is read or refused, and never throws", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(fc.string(), fc.constantFrom("prop: a", "answer: yes", "why: x", "source: s", "origin: o", "prop: __proto__")),
      ),
      (lines) => {
        readFormAnswers(lines.join("\n"));
      },
    ),
  );
});

test("the page runs nothing, sends nothing, and what somebody wrote stays text", () => {
  const page = formHtml({ ...FORM, title: '"><script>x</script>' }, "en");
  assert.doesNotMatch(page, /<script|action=|https?:/);
  assert.match(page, /form-action 'none'/);
});
