import { reaches, type Standard } from "../../model/index.ts";
import { type CatalogueFault, catalogueFault } from "../read-yaml.ts";
import { FLOORS, type Floor } from "./floors.ts";
import type { Option } from "./option.ts";
import { MEASURES_BY_CLASS } from "./vocabulary.ts";

/** Something that does not hold: where, and what was expected instead. */
type Check = { readonly holds: boolean; readonly at: string; readonly expected: string };

/** What shapes alone cannot say of an option: a class holds its own measures, and a catalogue asks for more than the measure's floor, never for less. */
export function formFault(at: string, option: Option): CatalogueFault | null {
  const floor = FLOORS[option.measure];
  const broken = [...formChecks(option), ...gateChecks(option, floor), ...floorChecks(option, floor)].find(({ holds }) => !holds);
  return broken === undefined ? null : catalogueFault(`${at}.${broken.at}`, broken.expected);
}

function formChecks({ class: kind, measure, gates, needs, owed }: Option): readonly Check[] {
  const measures: readonly string[] = MEASURES_BY_CLASS[kind];
  return [
    { holds: measures.includes(measure), at: "measure", expected: `a measure of class ${kind}: ${measures.join(", ")}` },
    { holds: gates.actor === null || gates.actor.levels.length > 0, at: "gates.actor.levels", expected: "at least one" },
    {
      holds: (needs.replyDays === null && needs.noticeDays === null) || gates.actor !== null,
      at: "gates.actor",
      expected: "an actor gate: somebody must be named to reply",
    },
    { holds: owed === null || kind === "retorsion", at: "owed", expected: "null, but for a retorsion" },
  ];
}

function gateChecks({ gates }: Option, floor: Floor): readonly Check[] {
  const isAtLeast = (has: Standard | undefined, least: Standard | null) => least === null || reaches(has ?? null, least);
  return [
    { holds: isAtLeast(gates.route?.standard, floor.route), at: "gates.route", expected: `${floor.route} or more` },
    { holds: isAtLeast(gates.damage?.standard, floor.damage), at: "gates.damage", expected: `${floor.damage} or more` },
    { holds: isAtLeast(gates.actor?.standard, floor.actor), at: "gates.actor", expected: `${floor.actor} or more` },
    {
      holds: floor.actor === null || (gates.actor?.sources ?? 0) >= floor.sources,
      at: "gates.actor.sources",
      expected: `${floor.sources} or more`,
    },
    {
      holds: gates.actor?.levels.every((level) => floor.levels.includes(level)) ?? true,
      at: "gates.actor.levels",
      expected: `of ${floor.levels.join(", ")}`,
    },
  ];
}

function floorChecks({ requires, needs, effects, owed }: Option, floor: Floor): readonly Check[] {
  const missing = floor.requires.find((rule) => !requires.includes(rule));
  return [
    { holds: missing === undefined, at: "requires", expected: `${missing ?? ""} among them` },
    { holds: needs.review >= floor.review, at: "needs.review", expected: `${floor.review} or more` },
    { holds: (needs.replyDays ?? 0) >= floor.replyDays, at: "needs.replyDays", expected: `${floor.replyDays} or more` },
    { holds: effects.maxBand >= floor.band, at: "effects.maxBand", expected: `${floor.band} or more: it reaches that far` },
    { holds: effects.touches === "drawn" || !floor.touches, at: "effects.touches", expected: "drawn" },
    { holds: owed !== null || !floor.owed, at: "owed", expected: "the rule that asks what is owed" },
  ];
}
