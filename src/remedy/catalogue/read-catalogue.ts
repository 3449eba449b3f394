import { type Checked, no, yes } from "../../lib/index.ts";
import { type LawText, reaches } from "../../model/index.ts";
import { type CatalogueFault, catalogueFault, readYaml } from "../read-yaml.ts";
import { FLOORS } from "./floors.ts";
import { deedIn, isInScript, sparedIn } from "./forbidden.ts";
import { type Catalogue, catalogueShape, OPTIONS_MAX, type Option } from "./option.ts";
import { MEASURES_BY_CLASS } from "./vocabulary.ts";

/**
 * Reads a catalogue of lawful answers. Input is untrusted: an unknown class or measure, harm to civilians, or a text that names force, intrusion,
 * disruption or implants is refused, and the fault says where and why. spec/remedy-catalogue.md.
 */
export function readCatalogue(text: string): Checked<Catalogue, CatalogueFault> {
  const json = readYaml(text);
  if (!json.ok) return json;
  const read = catalogueShape(json.value, "$");
  if (!read.ok) return no(catalogueFault(read.fault.path, read.fault.expected));
  const fault = wordFault("$.title", read.value.title, "spares") ?? warningFault(read.value) ?? optionsFault(read.value);
  return fault === null ? yes(read.value) : no(fault);
}

function warningFault({ warnings, sources }: Catalogue): CatalogueFault | null {
  for (const [id, { cite, text }] of Object.entries(warnings)) {
    if (!Object.hasOwn(sources, cite.split("/")[0] ?? ""))
      return catalogueFault(`$.warnings.${id}.cite`, "a source of this catalogue");
    const fault = wordFault(`$.warnings.${id}`, text, "tells");
    if (fault !== null) return fault;
  }
  return null;
}

function optionsFault(catalogue: Catalogue): CatalogueFault | null {
  const options = Object.entries(catalogue.options);
  if (options.length > OPTIONS_MAX) return catalogueFault("$.options", `at most ${OPTIONS_MAX}`);
  for (const [id, option] of options) {
    const fault = optionFault(`$.options.${id}`, id, option, catalogue);
    if (fault !== null) return fault;
  }
  return null;
}

function optionFault(at: string, id: string, option: Option, { warnings }: Catalogue): CatalogueFault | null {
  if (!/^[a-z][a-z0-9_]{0,59}$/.test(id)) return catalogueFault(at, "an id such as entry_restriction_person");
  const idFault = idWordFault(at, [id]) ?? idWordFault(`${at}.requires`, [...option.requires, option.owed ?? ""]);
  if (idFault !== null) return idFault;
  if (sparedIn(id) !== null) return catalogueFault(at, `no answer aimed at "${sparedIn(id)}"`);
  const lost = option.warnings.find((warning) => !Object.hasOwn(warnings, warning));
  if (lost !== undefined) return catalogueFault(`${at}.warnings`, `a warning of this catalogue, not ${lost}`);
  return formFault(at, option) ?? floorFault(at, option) ?? textsFault(at, option);
}

/** What the shapes alone cannot say: a class holds its own measures, and whoever acts against somebody says when it ends and why it stands. */
function formFault(at: string, { class: kind, measure, gates, needs, owed }: Option): CatalogueFault | null {
  if (!(MEASURES_BY_CLASS[kind]?.includes(measure) ?? false))
    return catalogueFault(`${at}.measure`, `a measure of class ${kind}: ${MEASURES_BY_CLASS[kind]?.join(", ") ?? "none"}`);
  if (gates.actor !== null && gates.actor.levels.length === 0) return catalogueFault(`${at}.gates.actor.levels`, "at least one");
  if (kind === "countermeasure" && (gates.route === null || gates.actor === null || gates.damage === null))
    return catalogueFault(`${at}.gates`, "route, actor and damage for a countermeasure");
  if (needs.replyDays !== null && gates.actor === null)
    return catalogueFault(`${at}.needs.replyDays`, "an actor gate: somebody must be named to reply");
  if (owed !== null && kind === "cooperation") return catalogueFault(`${at}.owed`, "null for cooperation");
  return null;
}

/** A catalogue may ask for more than the measure's floor, and never for less. */
function floorFault(at: string, option: Option): CatalogueFault | null {
  const floor = FLOORS[option.measure];
  const { route, actor, damage } = option.gates;
  for (const [gate, has, least] of [
    ["route", route, floor.route],
    ["actor", actor, floor.actor],
    ["damage", damage, floor.damage],
  ] as const)
    if (least !== null && !(reaches(has?.standard ?? null, least) && (gate !== "actor" || (has?.sources ?? 0) >= floor.sources)))
      return catalogueFault(
        `${at}.gates.${gate}`,
        `at least ${least}${gate === "actor" ? ` from ${floor.sources} sources` : ""}`,
      );
  const level = actor?.levels.find((word) => !floor.levels.includes(word));
  if (level !== undefined) return catalogueFault(`${at}.gates.actor.levels`, `of ${floor.levels.join(", ")}`);
  const rule = floor.requires.find((id) => !option.requires.includes(id));
  if (rule !== undefined) return catalogueFault(`${at}.requires`, `${rule} among them`);
  if (option.needs.review < floor.review) return catalogueFault(`${at}.needs.review`, `${floor.review} or more`);
  if ((option.needs.replyDays ?? 0) < floor.replyDays)
    return catalogueFault(`${at}.needs.replyDays`, `${floor.replyDays} or more`);
  if (floor.owed && option.owed === null) return catalogueFault(`${at}.owed`, "the rule that asks what is owed");
  if (floor.touches && option.effects.touches !== "drawn") return catalogueFault(`${at}.effects.touches`, "drawn");
  return null;
}

function textsFault(at: string, { title, limits }: Option): CatalogueFault | null {
  const fault = wordFault(`${at}.title`, title, "spares");
  if (fault !== null) return fault;
  for (const [index, { kind, text }] of limits.entries()) {
    const found = wordFault(`${at}.limits[${index}]`, text, kind === "never" ? "tells" : "spares");
    if (found !== null) return found;
  }
  return null;
}

function idWordFault(at: string, ids: readonly string[]): CatalogueFault | null {
  const deed = ids.map(deedIn).find((found) => found !== null);
  return deed === undefined || deed === null ? null : catalogueFault(at, `no "${deed}": Meridian knows no such answer`);
}

/** `spares`: may name neither a deed nor whom must be spared; `tells`: may name the latter. */
function wordFault(at: string, text: LawText, may: "spares" | "tells"): CatalogueFault | null {
  for (const [language, phrase] of Object.entries(text) as [string, string | undefined][]) {
    if (phrase === undefined) continue;
    if (!isInScript(language, phrase)) return catalogueFault(`${at}.${language}`, "letters of the language's own script");
    const deed = deedIn(phrase);
    if (deed !== null) return catalogueFault(`${at}.${language}`, `no "${deed}": Meridian knows no such answer`);
    const spared = may === "spares" ? sparedIn(phrase) : null;
    if (spared !== null) return catalogueFault(`${at}.${language}`, `"${spared}" only in a limit of kind never`);
  }
  return null;
}
