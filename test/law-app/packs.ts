import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const text = (en: string) => `{ en: "${en}", zh: "${en}" }`;
const gives = `{ met: ${text("it was")}, not_met: ${text("it was not")}, undetermined: ${text("open")} }`;

const RULES = `
kind: rules
pack: example
version: "1"
title: ${text("An example")}
sources:
  Text: { title: A text that was read, read: read }
law:
  loss_counts: { ask: ${text("Does loss of function count?")}, cite: [Text/1] }
elements:
  stopped: { ask: ${text("Did a service stop?")}, standard: preponderance, evidence: [[operator_log]], minSources: 2, cite: [Text/1] }
  ordered: { ask: ${text("Did they order it?")}, standard: reasonable, evidence: [[operator_log]], cite: [Text/2] }
rules:
  loss:
    kind: law
    question: ${text("Was it a loss of function?")}
    cite: [Text/1]
    when: { el: stopped }
    gives: ${gives}
  breach:
    kind: law
    question: ${text("Was it a breach?")}
    cite: [Text/2]
    when: { all: [{ ref: loss }, { law: loss_counts }] }
    gives: ${gives}
  part:
    kind: norm
    question: ${text("Was it their order?")}
    cite: [Text/2]
    when: { el: ordered }
    gives: ${gives}
`;

const KINDS = `
kind: evidence-kinds
pack: kinds
version: "1"
title: ${text("Kinds")}
sources: { Text: { title: A text that was read, read: read } }
kinds:
  operator_log: { name: ${text("A log of the operator")}, route: own-logs }
`;

const position = (holder: string, value: string, date: string) => `
kind: position
pack: position-${holder}
version: "1"
title: ${text(holder)}
sources: { Text: { title: A statement, read: read } }
holder: ${holder}
of: ${text(holder)}
date: "${date}"
law: { loss_counts: { value: ${value}, cite: [Text/1] } }
`;

/** Writes small packs into a folder: rules `loss`, `breach` (which positions decide) and `part`; holders `harbour` (yes, since 2020) and `marsh` (no, since 2026-06-01). */
export async function writePacks(folder: string): Promise<string> {
  const packs = join(folder, "packs");
  await mkdir(join(packs, "positions"), { recursive: true });
  await writeFile(join(packs, "rules.yaml"), RULES);
  await writeFile(join(packs, "kinds.yaml"), KINDS);
  await writeFile(join(packs, "positions", "harbour.yaml"), position("harbour", "met", "2020-01-01"));
  await writeFile(join(packs, "positions", "marsh.yaml"), position("marsh", "not_met", "2026-06-01"));
  return packs;
}
