import { type Checked, no, yes } from "../../lib/index.ts";
import type { LawText } from "../../model/index.ts";
import { type CatalogueFault, catalogueFault, readYaml } from "../read-yaml.ts";
import { formFault } from "./check-form.ts";
import { deedIn, isInScript, sparedIn } from "./forbidden.ts";
import { type Catalogue, catalogueShape, OPTIONS_MAX, type Option } from "./option.ts";

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
  return formFault(at, option) ?? textsFault(at, option);
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
