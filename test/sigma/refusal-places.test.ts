import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./one-rule.ts";

const RULE = `title: Shell
name: shell
logsource: {category: process_creation}
detection:
  selection:
    Image|endswith: 'cmd.exe'
  condition: selection
`;
const SECOND = `---
title: Many
id: many
correlation:
  type: event_count
  rules: [shell]
  group-by: [Computer]
  timespan: 5m
  condition: {gte: 3}
`;

const FILTER = `title: Not the admins
filter-dialect: suppress
logsource: {category: process_creation}
filter:
  rules: [shell]
  selection: {User: admin}
  condition: selection
`;

const TABLE: readonly (readonly [what: string, text: string, said: string])[] = [
  ["an unknown modifier", RULE.replace("endswith", "endwith"), "6:5 Sigma 2.1 has no such modifier; is endswith meant?"],
  ["a modifier like no other", RULE.replace("endswith", "sounds"), "6:5 Sigma 2.1 has no such modifier"],
  [
    "a name in the condition",
    RULE.replace("condition: selection", "condition: selektion"),
    '7:14 "selektion"; is selection meant?',
  ],
  ["a level", `${RULE}level: severe\n`, '8:8 "severe" is none of informational, low, medium, high, critical'],
  ["a quote that is never closed, where it opens", RULE.replace("exe'", "exe"), "6:21 Missing closing 'quote"],
  [
    "a backslash between double quotes",
    RULE.replaceAll("'", '"').replace("cmd", "\\dmd"),
    "6:22 Invalid escape sequence \\d; between single quotes a backslash is a plain one",
  ],
  ["an id of another document", `${RULE}${SECOND}${SECOND.replace("Many", "Same")}`, "19:5 already in 0.yml"],
  ["the rule that a correlation of a later document names", `${RULE}${SECOND.replace("[shell]", "[a, shel]")}`, "13:11 a"],
  [
    "rules that correlations name by a condition",
    SECOND.replace("rules: [shell]\n  ", "").replace("event_count", "temporal").replace("{gte: 3}", "shel and a"),
    "8:14 shel",
  ],
  [
    "a filter's dialect",
    `${RULE}---\n${FILTER.replace("suppress", "supress")}`,
    '10:17 expected suppress or require, got "supress"',
  ],
  [
    "a filter for a rule that is not there",
    `${RULE}---\n${FILTER.replace("[shell]", "[shel]")}`,
    "13:3 shel is not loaded as a detection rule",
  ],
];

for (const [what, text, said] of TABLE) {
  test(`a refusal says where, and what is meant: ${what}`, () => {
    const { refused } = load(text);
    assert.deepEqual(
      refused.map(({ line, column, detail }) => `${line}:${column} ${detail}`),
      [said],
    );
  });
}
