import { type Checked, type Json, no } from "../lib/index.ts";
import * as yaml from "../yaml/index.ts";

/** One catalogue, in UTF-16 units. */
export const CATALOGUE_UNITS_MAX = 500_000;

/** Why a catalogue was refused: where, and what was expected instead. */
export type CatalogueFault = { readonly kind: "bad-catalogue"; readonly at: string; readonly expected: string };

/** Makes a fault. */
export function catalogueFault(at: string, expected: string): CatalogueFault {
  return { kind: "bad-catalogue", at, expected };
}

/** Reads one YAML document as src/yaml does. Input is untrusted. */
export function readYaml(text: string): Checked<Json, CatalogueFault> {
  const read = yaml.readYaml(text, CATALOGUE_UNITS_MAX);
  return read.ok ? read : no(catalogueFault(`line ${read.fault.line}`, `YAML: ${read.fault.problem}`));
}
