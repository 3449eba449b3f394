import { join } from "node:path";
import { test } from "node:test";
import { assertGolden } from "../support/golden.ts";
import { lawPacks } from "./support/domestic.ts";
import { positionTables } from "./support/positions-page.ts";

const PAGE = join(import.meta.dirname, "../../docs/positions.md");

const HEAD = `# Positions on contested points of law

Some questions of law have no agreed answer: whether entry into a system breaches sovereignty by itself, whether grave effects without physical harm can be
force. A rule then leans on a *point of law*, and each *position pack* in \`packs/law/positions/\` says how one holder answers it. This page is for lawyers who
check the packs and for those who add one. Its tables are written from the packs by \`npm run golden\`; a test fails when they differ. This is no legal advice.

## An example

Somebody entered systems of Harbour Authority from abroad and changed nothing. \`sovereignty\` asks the point \`access_alone_breaches_sovereignty\`. In the eyes
of one holder it is met, in the eyes of another not met, a third is silent. The answer of all together is **undetermined (law)**, and the three are told one by
one. No majority is counted, and no holder outweighs another.

\`\`\`yaml
kind: position
pack: position-example
version: "1"
title: { en: "Harbour Union: statement (2024)", zh: "港口联盟声明（2024年）" }
sources:
  STMT: { title: "Statement of the Harbour Union, 1 March 2024", read: quoted, date: "2024-03-01" }
  REST: { title: "The same statement, parts that were not read", read: unverified }
holder: hu
of: { en: "Harbour Union", zh: "港口联盟" }
date: "2024-03-01"
law:
  access_alone_breaches_sovereignty:
    value: met # met, not_met, undetermined (it says that the point is open), silent
    cite: ["STMT/4"]
    quote: "at most 25 words, and only words that you read"
  due_diligence_binding: { value: silent, cite: ["REST"], note: "Not read on this point." }
\`\`\`

## How to read the tables

- Holders are short names: \`tm2\` the experts of a manual of 2017, \`au\` the African Union, \`eu\` the European Union with its members; the others are States by
  their two letters (ISO 3166; \`uk\` as commonly written).
- **yes** and **no** answer the question; **open** means that the holder treats the point and leaves it open; **–** is silence.
- **?** after an answer means that nobody read the words for this project: the answer comes from general knowledge. It is believed, shown with its mark, and
  **no headline rests on it**: such an answer is undetermined (law) wherever a decision leans on it. After **–** it means that the place where an answer
  would stand was not read, so that the silence may be ours.
- Without **?** the words or a copy, a quotation or a summary of them were read; \`read:\` of each source says which (\`quoted\`, \`read\`, \`secondary\`).
- **Silence is an answer that decides nothing.** It is never filled with a default, and leaving a point out of a pack is the same as writing \`silent\`.
- A position counts from its day. Before the first day of a holder it is silent; from the day of a later pack the later one stands, with what it did not take
  back carried over and cited to the earlier statement.
- An answer that is drawn from other words of the holder ("follows: there is no such rule to breach") says so in its note.

## How to correct one, or to add one

1. Read the text. Give the address that you read; one source for each part that you read, another (\`unverified\`) for what you did not.
2. Answer every point of the list below, \`silent\` where the text says nothing. Do not guess what a holder would say.
3. A statement that changes a position is a new pack of the same \`holder\` with its own \`date\`; the earlier one stays, and each says so in its \`note\`
   ("Supersedes …", "superseded by …").
4. Run \`npm run golden\` and \`npm test\`. The tests ask that every point is answered, every source used, no quotation exceeds 25 words or stands where nobody
   read, and that swapping the holders' names changes no result.

## Limits

- Statements were read in stored copies, many of them only in part: most packs hold answers with **?**. They are a start for a lawyer and no survey.
- Few States are here. Whoever has not spoken is missing, and that says nothing about what they hold.
- A statement is opinion about the law at its date. It is not the law, and it binds nobody else.
- A speech of 2012 of one holder, and the words of the manual's commentary, were not read and are quoted nowhere.

`;

test("docs/positions.md is what the position packs say", () => {
  assertGolden(PAGE, HEAD + positionTables([...lawPacks().values()]));
});
