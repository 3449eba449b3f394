import { entry } from "../heading.ts";
import { nearest } from "../nearest-word.ts";
import { type Check, type Found, quoted } from "./check.ts";
import { repeated, textAt, textsAt } from "./words.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const STATUSES = ["stable", "test", "experimental", "deprecated", "unsupported"];
const RELATIONS = ["derived", "obsolete", "merged", "renamed", "similar"];
const TITLE_UNITS_WANTED = 120;

/** Attributes of the specification 2.1 for rules, correlations and filters. */
const ATTRIBUTES = [
  ..."title id related name taxonomy status description license author references date modified logsource detection".split(" "),
  ..."fields falsepositives level tags scope correlation filter generate".split(" "),
];

/** True when the text is a day of the calendar as the specification writes it: YYYY-MM-DD. */
function isDay(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

function day(key: "date" | "modified"): Check {
  return {
    name: `${key}-malformed`,
    severity: "warning",
    about: `\`${key}\` is no day written YYYY-MM-DD. Alerts show it as the rule's version, and tools sort by it.`,
    example: `${key}: 2026/02/30`,
    *find({ tree }) {
      const found = textAt(tree, key);
      if (found !== undefined && !isDay(found.text))
        yield { place: found.place, message: `${quoted(found.text)} is no day written YYYY-MM-DD` };
    },
  };
}

function missing(key: string, severity: Check["severity"], why: string): Check {
  return {
    name: `${key}-missing`,
    severity,
    about: `There is no \`${key}\`. ${why}`,
    example: `${key}:`,
    *find({ tree }) {
      const isFilter = entry(tree, "filter") !== undefined && (key === "level" || key === "status");
      if (!isFilter && textAt(tree, key) === undefined) yield { place: tree.place, message: `there is no ${key}` };
    },
  };
}

/** What rules say about themselves. */
export const HEADING_CHECKS: readonly Check[] = [
  missing("id", "warning", "The rule is then known by its name or digest, and the digest changes with every edit."),
  {
    name: "id-not-uuid",
    severity: "warning",
    about: "`id` is no UUID. The specification recommends random ones, so that no two authors choose the same.",
    example: "id: my-rule-7",
    *find({ tree }) {
      const id = textAt(tree, "id");
      if (id !== undefined && !UUID.test(id.text)) yield { place: id.place, message: `${quoted(id.text)} is no UUID` };
    },
  },
  {
    name: "title-long",
    severity: "hint",
    about: `\`title\` is longer than ${TITLE_UNITS_WANTED} characters, which SigmaHQ allows at most. Alerts and tables show it on one line.`,
    example: `title: ${"A title that goes on ".repeat(7)}`.trimEnd(),
    *find({ tree }) {
      const title = textAt(tree, "title");
      if (title !== undefined && title.text.length > TITLE_UNITS_WANTED)
        yield { place: title.place, message: `the title has ${title.text.length} characters` };
    },
  },
  {
    name: "title-full-stop",
    severity: "hint",
    about: "`title` ends with a full stop; SigmaHQ writes titles without.",
    example: "title: A shell was started.",
    *find({ tree }) {
      const title = textAt(tree, "title");
      if (title?.text.endsWith(".")) yield { place: title.place, message: "the title ends with a full stop" };
    },
  },
  {
    name: "title-detects",
    severity: "hint",
    about: "`title` begins with “Detects”, which every rule does; SigmaHQ names what is seen.",
    example: "title: Detects a shell",
    *find({ tree }) {
      const title = textAt(tree, "title");
      if (title !== undefined && /^detects? /i.test(title.text))
        yield { place: title.place, message: 'the title begins with "Detects"' };
    },
  },
  missing("description", "hint", "Who gets the alert has only the title to go by."),
  missing("author", "warning", "Every alert then says “not stated”; the Detection Rule License asks for the name of the author."),
  missing("status", "hint", "Nobody can tell whether the rule is a draft or proven."),
  {
    name: "status-unknown",
    severity: "warning",
    about: `\`status\` is none of ${STATUSES.join(", ")}.`,
    example: "status: draft",
    *find({ tree }) {
      const status = textAt(tree, "status");
      if (status !== undefined && !STATUSES.includes(status.text))
        yield { place: status.place, message: unknown(status.text, STATUSES) };
    },
  },
  missing("level", "warning", "The rule is then taken for `medium`."),
  day("date"),
  day("modified"),
  {
    name: "modified-before-date",
    severity: "warning",
    about: "`modified` is earlier than `date`: one of the two is wrong.",
    example: "date: 2026-05-02 ¶ modified: 2026-04-01",
    *find({ tree }) {
      const [date, modified] = [textAt(tree, "date"), textAt(tree, "modified")];
      if (date !== undefined && modified !== undefined && isDay(date.text) && isDay(modified.text) && modified.text < date.text)
        yield { place: modified.place, message: `modified on ${modified.text}, before it was made on ${date.text}` };
    },
  },
  {
    name: "attribute-misspelled",
    severity: "warning",
    about:
      "An attribute differs by a letter or by case from one of the specification. It is left alone, so what it says has no effect.",
    example: "falsepositive: [administrators]",
    *find({ tree }) {
      for (const { key, keyPlace } of tree.entries) {
        const isOwn = ATTRIBUTES.includes(key) || key.startsWith("x-") || key.includes(".");
        const meant = isOwn ? undefined : nearest(key, ATTRIBUTES);
        if (meant !== undefined && entry(tree, meant) === undefined)
          yield { place: keyPlace, message: `${quoted(key)} is no attribute of Sigma; is "${meant}" meant?` };
      }
    },
  },
  {
    name: "reference-twice",
    severity: "hint",
    about: "`references` names the same place twice.",
    example: "references: [https://a.example/x, https://a.example/x]",
    *find({ tree }) {
      for (const { text, place } of repeated(textsAt(tree, "references"), (same) => same))
        yield { place, message: `${quoted(text)} stands above already` };
    },
  },
  {
    name: "related-malformed",
    severity: "warning",
    about: `An entry of \`related\` lacks its \`id\` (a UUID) or its \`type\` (${RELATIONS.join(", ")}).`,
    example: "related: [{id: my-rule, type: cousin}]",
    *find({ tree }) {
      yield* malformedRelations(entry(tree, "related"));
    },
  },
  {
    name: "falsepositives-empty",
    severity: "hint",
    about: "`falsepositives` says “none”, “n/a” or a single letter. Leave it out, or say what is known.",
    example: "falsepositives: [None]",
    *find({ tree }) {
      for (const { text, place } of textsAt(tree, "falsepositives"))
        if (/^(.|none|n\/a|null|no|nothing)\.?$/i.test(text)) yield { place, message: `${quoted(text)} says nothing` };
    },
  },
  {
    name: "retired-at-work",
    severity: "warning",
    about: "`status` is deprecated or unsupported, and the rule is loaded all the same: it will alert.",
    example: "status: deprecated",
    *find({ tree, rule }) {
      const status = textAt(tree, "status");
      if (rule !== null && (status?.text === "deprecated" || status?.text === "unsupported"))
        yield { place: status.place, message: `a rule of status ${status.text} is loaded and will alert` };
    },
  },
  {
    name: "deprecated-without-successor",
    severity: "hint",
    about: "`status` is deprecated and `related` names no rule that took its place.",
    example: "status: deprecated ¶ related:",
    *find({ tree }) {
      const status = textAt(tree, "status");
      if (status?.text === "deprecated" && entry(tree, "related")?.kind !== "list")
        yield { place: status.place, message: "deprecated, and related does not say in favour of what" };
    },
  },
  {
    name: "critical-experiment",
    severity: "hint",
    about: "A rule of level critical is still experimental: what wakes people at night should have been tried.",
    example: "status: experimental ¶ level: critical",
    *find({ tree }) {
      const level = textAt(tree, "level");
      if (level?.text === "critical" && textAt(tree, "status")?.text === "experimental")
        yield { place: level.place, message: "level critical, and its status is experimental" };
    },
  },
];

function unknown(text: string, words: readonly string[]): string {
  const meant = nearest(text, words);
  return `${quoted(text)} is none of ${words.join(", ")}${meant === undefined ? "" : `; is "${meant}" meant?`}`;
}

function* malformedRelations(node: ReturnType<typeof entry>): Iterable<Found> {
  if (node?.kind !== "list") return;
  for (const item of node.items) {
    const [id, type] = item.kind === "map" ? [textAt(item, "id"), textAt(item, "type")] : [undefined, undefined];
    if (id === undefined || !UUID.test(id.text))
      yield { place: item.place, message: "an entry of related needs an id that is a UUID" };
    if (type === undefined || !RELATIONS.includes(type.text))
      yield { place: item.place, message: unknown(type?.text ?? "", RELATIONS) };
  }
}
