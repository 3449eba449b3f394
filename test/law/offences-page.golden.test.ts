import { join } from "node:path";
import { test } from "node:test";
import { assertGolden } from "../support/golden.ts";
import { lawPacks } from "./support/domestic.ts";
import { type FigureNote, offenceTables } from "./support/offences-page.ts";

const PAGE = join(import.meta.dirname, "../../docs/offences.md");

const FIGURES: Readonly<Record<string, FigureNote>> = {
  cii_main_function_outage: ["time for which the main function of critical infrastructure stopped", "`downtime`"],
  cii_outage: ["time for which critical infrastructure stopped as a whole", "`downtime`"],
  classification_delay: ["from becoming aware to the classification as major", "case clock"],
  computers_damaged_one_year: ["computers that the statute protects, damaged within one year", "`devices`"],
  data_systems: ["systems whose data were deleted, changed or added to", "`devices`"],
  direct_loss: ["direct economic loss", "`money`"],
  finance_credentials: ["sets of credentials for online payment, securities or futures services obtained", "`records`"],
  finance_tools_supplied: ["times (persons) that a special tool for such credentials was supplied", "`count`"],
  funds_provided: ["money given through advertising or the like", "`money`"],
  gain: ["unlawful gain of the offender", "`money`"],
  intrusion_tools_supplied: ["times that another special tool was supplied", "`count`"],
  knowing_finance_supplies: [
    "times that something was supplied knowing of such an offence against finance credentials",
    "`count`",
  ],
  knowing_supplies: ["times that something was supplied knowing of another such offence", "`count`"],
  leaked_affecting_records: ["user records leaked that may affect safety of persons or property", "`records`"],
  leaked_other_records: ["other user records leaked", "`records`"],
  leaked_sensitive_records: ["user records of location, content, credit or property leaked", "`records`"],
  loss: ["economic loss caused; what belongs to it is the statute's question", "`money`"],
  loss_one_year: ["loss to one or more persons within one year", "`money`"],
  malware_supplied: ["times (persons) that destructive programs were supplied", "`count`"],
  notification_delay: ["from becoming aware to the incident notification", "case clock"],
  other_credentials: ["sets of other credentials obtained", "`records`"],
  payments_settled: ["payments settled for another's crime", "`money`"],
  personal_records: ["citizens whose personal data were leaked", "`persons`"],
  persons_affected: ["people whose water, power, transport or the like was affected", "`persons`, `customers`"],
  persons_helped: ["persons whose crime was helped", "`count`"],
  portal_outage: ["time for which an important portal could not be reached", "`downtime`"],
  report_delay: ["from finding or becoming aware to the first report", "case clock"],
  report_delay_classified: ["from the classification to the first report", "case clock"],
  served_systems: ["systems for which the stopped system gave a basic service", "`devices`"],
  systems_controlled: ["systems unlawfully controlled", "`devices`"],
  systems_failed: ["systems whose main software or hardware failed", "`devices`"],
  systems_implanted: ["systems implanted with a destructive program", "`devices`"],
  time_without_service: ["time without service, all stoppages added", "`downtime`"],
  unlawful_group_members: ["member accounts of groups for unlawful activities", "`count`"],
  unlawful_groups: ["groups set up for unlawful activities", "`count`"],
  unlawful_posts: ["items published on websites", "`count`"],
  unlawful_recipients: ["user accounts that such items were sent to", "`count`"],
  unlawful_site_accounts: ["accounts registered on such websites", "`count`"],
  unlawful_sites: ["websites set up for unlawful activities", "`count`"],
  users_without_service: ["users of the service that stopped", "`customers`"],
  value_of_use_one_year: ["value of the use of a computer within one year", "`money`"],
};

const HEAD = `# Offences of domestic law

What the packs in \`packs/law/domestic/\` say of offences, of statutes on sanctions, of duties to report and of bars to sharing: for lawyers who check
them, and for those who add another law. The tables are written from the packs by \`npm run golden\`; a test fails when they differ. This is no legal advice.

## An example

Somebody took control of 25 systems of Harbour Authority. The statute asks whether that is serious; an interpretation counts 20 systems as serious,
and 100 as especially serious, from 2011-09-01.

| the record | serious | especially serious |
| --- | --- | --- |
| 25 systems on 2024-05-01 | met | not met, once every other limb is refuted as well |
| 19 systems, the other figures at nothing, other circumstances refuted | not met | not met |
| 19 systems, nothing else known | undetermined (facts): silence proves nothing | undetermined (facts) |
| 15 to 25 systems | undetermined (facts): the range lies on both sides | not met |
| a loss of 20,000 in another currency | undetermined (facts): no figure in yuan | undetermined (facts) |
| 25 systems on 2011-08-31 | not in force | not in force |

## The eight parts

Statutes of every legal order ask for the same things. An offence is therefore one list of eight parts, each labelled, in this order:

1. **connecting link**: what brings the conduct under this law at all: place of the act, place of its effect, nationality, or a protected system. One
   element, \`link_…\`. Without it nothing else matters.
2. **unauthorised**: without right, or beyond it.
3. **act**: access, interception, interference, tool.
4. **mental element**: intent, knowledge, recklessness.
5. **system or data**: what the act was done to.
6. **result**: what came of it.
7. **gravity**: a threshold, mostly a grade with figures.
8. **protected class**: systems or information that the law protects more.

A part that a statute does not ask for stands there as "none asked" and holds nothing. A test refuses an offence with a part missing, out of order or
unlabelled, and shows for each offence that it stands when everything is shown, stays open without its link, and falls when the link is refuted.

## What an answer says

- Elements are asked at the standard \`clear\`, gates of sanctions statutes and duties to report at \`preponderance\`. A court asks for more before it
  convicts: **an offence is alleged until a court decides**, and the answer says so.
- **A domestic rule never enters an international finding.** No rule of kind \`law\` or \`norm\` may lean on a domestic rule or ask its elements (tested).
  That a statute was broken does not make a State responsible, and the other way round. Rules of kind \`policy\` (gates of answers) may ask whether a
  statute opens a measure.
- Before the first day of a rule and after its last it is not met, with the reason *not in force*. Thresholds are dated by themselves.
- **Grades count, and have an open limb.** Where a statute says "or other serious circumstances", an element \`…_other\` asks for them. Until it is
  refuted, a figure below the threshold leaves the grade open.
- A figure is held against a threshold in its own unit and currency only. *At least* includes the threshold, *above* does not.
- **What nobody has read decides nothing.** A rule or element all of whose sources are unverified is told, and its headline stays undetermined (law).
- A sanctions rule says what a statute lets the competent authority of that legal order do. It recommends nothing. The rule on persons who are only
  connected with somebody listed is record-only: it prints the reach of the law and opens no answer.

## Names

| id | is |
| --- | --- |
| \`cn_cl_285_2\`, \`cn_cl_287_bis\` | an offence: code of the legal order (ISO 3166-1, or EU), law, article and paragraph; *bis* and *ter* are articles put in later (287-1, 287-2) |
| \`cn_grade_1_serious\` | a grade: a threshold, or the graver range of an offence |
| \`sanction_eu_2019_797\` | a door that a sanctions statute opens |
| \`report_cn_2025_cii_due\`, \`…_in_time\` | whether a duty to report arises; whether a report was in time |
| \`bar_cn_dsl_36\` | a statute that stands against handing over data or carrying out a foreign measure: a warning |
| \`off_intent\` | a question that many statutes share (\`offences.yaml\`) |
| \`link_cn\` | a connecting link |
| \`XT\` | a treaty, through the law of its parties: conventions tell States what to make an offence and punish nobody (a user-assigned code of ISO 3166) |

A figure that a statute counts is not the quantity that a sensor measures: that customers were customers "without service" within the meaning of a law is
a reading, which a person answers for. The last column of the table of figures says which measured quantity usually founds it.

## Limits

- Statutes with open words (*serious damage*, *not a minor case*) stay questions to a person. No case law is modelled.
- An interpretation may be applied to acts before it; assess as of the day of the act and as of today.
- Where a threshold was not found in a text (lower grades of the guide of 2025, arts 7 to 11 of the convention of 2024), it is missing or unverified.
- Attempt, participation, bodies corporate, limitation and penalties are left out, and so is art. 287 of the first code, which refers to other crimes.
- Combinations that add up in proportion (art. 4(4) of the interpretation of 2019) are one question, not a sum.

In the tables \`+\` is *all of*, \`/\` *any of*, \`→\` another rule; *read*: quoted, read, secondary (a copy, a translation or a summary), unverified.

`;

test("docs/offences.md is what the packs of domestic law say", () => {
  assertGolden(PAGE, HEAD + offenceTables(lawPacks(), FIGURES));
});
