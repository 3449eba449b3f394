import { utf8 } from "../lib/index.ts";
import { DOSSIER, statementPath } from "../model/index.ts";
import type { DossierInput } from "./input.ts";
import type { Found } from "./scan/release.ts";
import { personalNames, type Sighting, scanPlace } from "./scan/scan.ts";

/** The place of a record in a list of sightings; the key under which it is withheld. */
export function recordPlace(name: string): string {
  return `record ${name}`;
}

/** The place of an action's statements in a list of sightings; the key under which they are left out. */
export function actionPlace(action: string): string {
  return `action ${action}`;
}

/** Every secret and personal datum that the dossier would show: in its records, entities, signed statements, and the reply. */
export function findSensitive(input: DossierInput): readonly Found[] {
  const names = personalNames(input.entities.map(({ entity }) => entity));
  const found: Found[] = [];
  const add = (sightings: readonly Sighting[], canWithhold: boolean) =>
    found.push(...sightings.map((sighting) => ({ sighting, canWithhold })));
  for (const item of input.evidence) {
    if ("record" in item) add(scanPlace({ where: recordPlace(item.cited.name), bytes: item.record.bytes }, names), true);
  }
  for (const { entity } of input.entities) {
    const bytes = utf8(entity.slice(entity.indexOf(":") + 1));
    add(scanPlace({ where: DOSSIER.entities, bytes }, personalNames([entity])), true);
  }
  for (const { index, statement } of input.statements) {
    const bytes = utf8(JSON.stringify(withoutRules(statement)));
    if (statement.kind === "action") add(scanPlace({ where: actionPlace(statement.predicate.action), bytes }, names), true);
    else add(scanPlace({ where: statementPath(index), bytes }, namesSources(statement) ? names : []), false);
  }
  for (const { from, text } of input.options.reply.received) {
    add(scanPlace({ where: DOSSIER.reply, bytes: utf8(`${from}\n${text}`) }, names), false);
  }
  return found;
}

type AnyStatement = DossierInput["statements"][number]["statement"];

/** Rule authors publish their own names and addresses; what a statement says beside them is looked through. */
function withoutRules(statement: AnyStatement): unknown {
  if (statement.kind === "action") return { ...statement.predicate, rule: null };
  if (statement.kind !== "detection") return statement;
  const { events, time } = statement.predicate;
  return { events, time, subject: statement.subject };
}

/** Paths of sources may hold a person's name. The other statements say only what their author wrote to be read: "harbour" there is no account. */
function namesSources({ kind }: AnyStatement): boolean {
  return kind === "coverage" || kind === "segment" || kind === "detection";
}
